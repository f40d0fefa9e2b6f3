import { clusterIdOf, clusterRefOf } from '../../../shared/cluster-ref';
import { conflictSentence } from '../../../shared/exchange-phrases';
import type { ForwardDraft, PlannedForward } from '../../../shared/import-plan';
import type { AddAnswer, UndoAnswer } from '../../../shared/import-request';
import { changeConfigFile, refusalOf } from '../change-file';
import { clustersIn, type WrittenContext } from '../context-entries';
import { addForwards, openConfig } from '../edit-yaml';
import { RefusedError } from '../text-file';
import { existingForwards } from './existing';
import { forgetImport, readImportRecord, writeImportRecord } from './import-record';
import { planImport } from './plan';
import { undoImport } from './undo-import';

/**
 * Adds forwards of a plan to the config file, and remembers them for whoever takes that back. What is there already is not
 * added once more; when another forward has taken a port or a name since the plan was made, nothing is. Never rejects.
 */
export async function addToFile({
  path,
  forwards,
}: {
  readonly path: string;
  readonly forwards: readonly PlannedForward[];
}): Promise<AddAnswer> {
  try {
    const { added, contexts } = await changeConfigFile(path, (text) => {
      const { adds, conflicts } = planImport(existingForwards(text), { drafts: forwards, notes: [] });
      const clash = conflicts.find(({ kind }) => kind !== 'same');
      if (clash) throw new RefusedError(`Nothing was added: ${clash.draft.where}: ${conflictSentence(clash)}.`);
      const drafts = adds.map(({ where: _, ...draft }): ForwardDraft => draft);
      return { text: addForwards(text, drafts), added: drafts, contexts: contextsWritten(text, drafts) };
    });
    // The forwards are there in any case.
    const isRemembered = () => true;
    const canUndo =
      added.length > 0 && (await writeImportRecord(path, { added, contexts }).then(isRemembered, () => false));
    return { ok: true, path, added, canUndo };
  } catch (error) {
    return refusalOf(path, error);
  }
}

/** Takes the last import back: what it has added and what is still the same. `writes` false: only says so. Never rejects. */
export async function undoInFile({
  path,
  writes = true,
}: {
  readonly path: string;
  readonly writes?: boolean;
}): Promise<UndoAnswer> {
  try {
    const record = await readImportRecord(path);
    if (record === null) {
      return { ok: false, message: `There is no import into ${path} to take back.`, hint: '' };
    }
    let undone = undoImport('', []);
    await changeConfigFile(path, (text) => {
      undone = undoImport(text, record.added, record.contexts);
      return writes ? undone : { ...undone, text };
    });
    if (writes) await forgetImport(path);
    return { ok: true, path, removed: undone.removed, left: undone.left };
  } catch (error) {
    return refusalOf(path, error);
  }
}

/** The contexts that the text has no entries for. */
function contextsWritten(text: string, drafts: readonly ForwardDraft[]): readonly WrittenContext[] {
  const there = new Set(clustersIn(openConfig(text).value).map(clusterIdOf));
  const missing = drafts.filter((draft) => !there.has(clusterIdOf(draft)));
  const marked = new Set(missing.flatMap((draft) => (draft.production === true ? [clusterIdOf(draft)] : [])));
  const clusters = new Map(missing.map((draft) => [clusterIdOf(draft), clusterRefOf(draft)]));
  return [...clusters].map(([id, cluster]) => (marked.has(id) ? { ...cluster, production: true } : cluster));
}
