import { isDeepStrictEqual } from 'node:util';
import type { EntryEdit, ForwardEntry, KeyFault, PreviewAnswer } from '../../shared/editing';
import type { ForwardEdit } from '../../shared/forward-edit';
import type { ForwardDraft } from '../../shared/import-plan';
import type { ConfigProblem } from '../../shared/view';
import { refusalOf } from './change-file';
import { entriesOf } from './config-entries';
import { pathText, valueAt } from './config-issues';
import { editConfigText, forwardsOf } from './edit-text';
import { diffLines } from './line-diff';
import { readConfig } from './read-config';
import { readTextIfThere } from './text-file';
import { parseYaml } from './yaml-source';

/** What an edit would do to the config file, and what is wrong with it. Never rejects. */
export async function previewEdit({
  path,
  edit,
}: {
  readonly path: string;
  readonly edit: EntryEdit;
}): Promise<PreviewAnswer> {
  try {
    const before = await readTextIfThere(path);
    const after = editConfigText(before ?? '', forwardEditOf(edit));
    const faults = faultsOfEdit(path, before ?? '', after, edit.to);
    const lines = faults.length > 0 ? [] : diffLines(before ?? '', after);
    const defaults = defaultsIn(before ?? '');
    return { ok: true, path, isNewFile: before === null, defaults, faults, lines };
  } catch (error) {
    return refusalOf(path, error);
  }
}

function defaultsIn(text: string): Readonly<Record<string, unknown>> {
  const source = parseYaml(text);
  const defaults = 'value' in source ? valueAt(source.value, ['defaults']) : null;
  return typeof defaults === 'object' && defaults !== null ? { ...defaults } : {};
}

/** The values are what somebody has typed: whether they are right is found out from the file that they would make. */
export function forwardEditOf({ seen, to }: EntryEdit): ForwardEdit {
  const draft = (entry: ForwardEntry) => entry as unknown as ForwardDraft;
  return seen === null ? { kind: 'add', forward: draft(to) } : { kind: 'change', forward: draft(seen), to: draft(to) };
}

/** What would be wrong with the entry, or because of it, once it stands in the file. */
export function faultsOfEdit(path: string, before: string, after: string, to: ForwardEntry): readonly KeyFault[] {
  const { problems } = readConfig(path, after);
  const own = placesOf(after, to);
  const known = new Set(readConfig(path, before).problems.map(lastingText));
  const isOwn = (problem: ConfigProblem) =>
    own.some((place) => isAt(problem.path, place.forward) || place.names.includes(problem.path));
  const faults = problems.flatMap((problem): KeyFault[] => {
    if (!isOwn(problem) && known.has(lastingText(problem))) return [];
    return [faultOf(problem, own)];
  });
  const told = new Map(faults.map((fault) => [`${fault.key} ${fault.message}`, fault]));
  return [...told.values()];
}

interface EntryPlace {
  readonly forward: string;
  /** Where its context and its namespace are named. */
  readonly names: readonly [context: string, namespace: string];
}

/** Where the entry stands; it may be there twice, because of an anchor or because somebody adds what is there. */
function placesOf(text: string, to: ForwardEntry): readonly EntryPlace[] {
  const source = parseYaml(text);
  if (!('value' in source)) return [];
  const drafts = forwardsOf(text);
  return entriesOf(source, []).flatMap(({ path }, at): EntryPlace[] => {
    if (!isDeepStrictEqual(drafts[at], to)) return [];
    const [context, namespace] = [path.slice(0, 2), path.slice(0, 4)];
    return [{ forward: pathText(path), names: [pathText([...context, 'name']), pathText([...namespace, 'name'])] }];
  });
}

function isAt(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}.`);
}

/** Lines move when something is put before them. */
function lastingText({ message }: ConfigProblem): string {
  return message.replace(/\bline \d+/g, 'line 0');
}

function faultOf({ path, message, hint }: ConfigProblem, own: readonly EntryPlace[]): KeyFault {
  return { key: keyOf(path, own), ...rule(message, hint) };
}

function keyOf(path: string, own: readonly EntryPlace[]): string {
  for (const { forward, names } of own) {
    if (path === names[0]) return 'context';
    if (path === names[1]) return 'namespace';
    if (path.startsWith(`${forward}.`)) return path.slice(forward.length + 1).split('.', 1)[0] ?? '';
  }
  return /\.localPort$/.test(path) ? 'localPort' : '';
}

/** At a field, its name and what was typed need not be said again: `port is 0: it must be …` becomes `It must be …`. */
function rule(message: string, hint: string): Pick<KeyFault, 'message' | 'hint'> {
  if (message.endsWith(' is missing')) return { message: hint, hint: '' };
  const [, must] = /: it (must .*)$/.exec(message) ?? [];
  return { message: must === undefined ? message : `It ${must}`, hint };
}
