import type { ClusterRef } from '../../../shared/cluster-ref';
import type { Imported, ImportPlan } from '../../../shared/import-plan';
import type { ImportRequest, PlanAnswer } from '../../../shared/import-request';
import { refusalOf } from '../change-file';
import { clustersIn } from '../context-entries';
import { openConfig } from '../edit-yaml';
import { readTextIfThere } from '../text-file';
import { alternativesTo } from './alternatives';
import { existingForwards } from './existing';
import { importText } from './import-text';
import { isFree } from './is-free';
import { chooseLocalPorts } from './local-ports';
import { placeClusters } from './place-clusters';
import { planImport } from './plan';
import type { Surroundings } from './surroundings';

export interface TextToPlan {
  /** The config file that it would be added to; it need not be there. */
  readonly path: string;
  readonly request: ImportRequest;
  readonly surroundings: Surroundings;
}

/** What importing a text would do to a config file. Never rejects. */
export function planText({ path, request, surroundings }: TextToPlan): Promise<PlanAnswer> {
  const { text, format: wanted, fileName } = request;
  const { format, drafts, notes } = importText(text, wanted === 'auto' ? null : wanted, surroundings);
  const named = notes.map((note) => (note.what === 'the file' ? { ...note, what: fileName ?? note.what } : note));
  return answer(path, format, (known) => placeClusters({ drafts, notes: named }, known, path));
}

/** What adding forwards, whose clusters are those of the config, would do to a config file. Never rejects. */
export function planForwards({ path, imported }: { path: string; imported: Imported }): Promise<PlanAnswer> {
  return answer(path, null, () => imported);
}

async function answer(
  path: string,
  format: Extract<PlanAnswer, { ok: true }>['format'],
  importedFor: (known: readonly ClusterRef[]) => Imported,
): Promise<PlanAnswer> {
  try {
    const before = (await readTextIfThere(path)) ?? '';
    const { value } = openConfig(before);
    const plan = await planInto(before, importedFor(clustersIn(value)));
    const alternatives = await alternativesTo(existingForwards(before), plan, isFree);
    return { ok: true, path, format, plan, alternatives };
  } catch (error) {
    return refusalOf(path, error);
  }
}

/** What it would do to a config of this text. Rejects when there is no local port left. */
export async function planInto(config: string, imported: Imported): Promise<ImportPlan> {
  const existing = existingForwards(config);
  return planImport(existing, await chooseLocalPorts(imported, existing, isFree));
}
