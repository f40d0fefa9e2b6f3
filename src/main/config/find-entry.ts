import { type ForwardId, forwardIdOf } from '../../shared/forward';
import type { EntryAnswer, ForwardEntry } from '../../shared/editing';
import { refusalOf } from './change-file';
import { entriesOf } from './config-entries';
import { valueAt } from './config-issues';
import { forwardsOf } from './edit-text';
import { readConfig } from './read-config';
import { readTextFile } from './text-file';
import { parseYaml } from './yaml-source';

/** The entry that a forward of the running config stands for, as it is in the file now. Never rejects. */
export async function readEntry({ path, id }: { readonly path: string; readonly id: ForwardId }): Promise<EntryAnswer> {
  try {
    const entry = findEntry(await readTextFile(path), id);
    if (entry) return { ok: true, path, entry };
    const message = `${path} has no forward at ${id} any more.`;
    return { ok: false, message, hint: 'Somebody has changed the file: look at the list again.' };
  } catch (error) {
    return refusalOf(path, error);
  }
}

/**
 * By its address; one that cannot run has none that counts, and is found by its place (`line:12`, see broken-forward.ts). Throws
 * `UneditableError` when the text is no YAML.
 */
export function findEntry(text: string, id: ForwardId): ForwardEntry | null {
  const drafts = forwardsOf(text);
  const source = parseYaml(text);
  if (!('value' in source)) return null;
  const config = readConfig('', text);
  const running = new Set(config.kind === 'loaded' ? config.specs.map((spec) => spec.id) : []);
  const shared = valueAt(source.value, ['defaults', 'bindAddress']);
  const [, line, column] = /^line:(\d+)(?::(\d+))?/.exec(id) ?? [];
  const at = entriesOf(source, []).findIndex(({ path, raw }) => {
    const address = addressIn(raw, shared);
    if (line === undefined) return address === id;
    const position = source.positionOf(path);
    if (position.line !== Number(line) || running.has(address)) return false;
    return column === undefined || position.column === Number(column);
  });
  const draft = drafts[at];
  return draft ? { ...draft, forward: { ...draft.forward } } : null;
}

function addressIn(raw: unknown, shared: unknown): ForwardId {
  const own = valueAt(raw, ['bindAddress']) ?? shared;
  const port = valueAt(raw, ['localPort']);
  return forwardIdOf(typeof own === 'string' ? own : '127.0.0.1', typeof port === 'number' ? port : 0);
}
