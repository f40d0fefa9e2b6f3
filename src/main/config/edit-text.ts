import { isDeepStrictEqual } from 'node:util';
import { isMap, type YAMLMap } from 'yaml';
import type { ForwardEdit } from '../../shared/forward-edit';
import type { ForwardDraft } from '../../shared/import-plan';
import { forwardsIn, itemOf, type Way, waysIn } from './config-way';
import { isAsWritten, isBare, keepsContexts, type WrittenContext } from './context-entries';
import { addForwards, type ConfigText, openConfig } from './edit-yaml';
import { UneditableError } from './uneditable';
import { editForwards, isSameList, placeOf, wantedBy } from './forward-edit';
import { forwardText } from './forward-text';
import { relocations } from './relocate-entry';
import { removeEntries } from './remove-entries';
import { reorderItems } from './yaml-list-edit';
import { editMap } from './yaml-map-edit';
import { parseYaml } from './yaml-source';
import { applySplices, type Splice } from './yaml-splices';

/** Somebody else has changed or removed the forward meanwhile. The message is for people. */
export class EntryGoneError extends Error {
  override readonly name = 'EntryGoneError';
}

/**
 * The config file's text after the edit. Comments, order, anchors and style of everything else stay as they are. Throws
 * `EntryGoneError` when the forward is not there as it was seen, and `UneditableError` when the file is written in a way that
 * this edit would do it harm.
 */
export function editConfigText(text: string, edit: ForwardEdit): string {
  if (edit.kind === 'add') return addForwards(text, [edit.forward]);
  const config = openConfig(text);
  const before = forwardsIn(config.value);
  const expected = editForwards(before, edit);
  if (expected === null) throw new EntryGoneError(goneText(edit));
  const place = placeOf(before, edit.forward);
  const wanted = wantedBy(edit);
  if (edit.kind === 'move') {
    const result = applySplices(config.source, moved(config.source, wayTo(config, place), edit, before));
    return confirmed(config, [result], expected, true);
  }
  if (wanted === null) return removeForwards(text, [edit.forward]);
  const isInPlace = isSameList(wanted, edit.forward);
  const inPlace = changedInPlace(config, place, edit.forward, wanted, isInPlace);
  if (isInPlace) return confirmed(config, [inPlace], expected, true);
  const changed = openConfig(inPlace);
  return confirmed(config, relocations(changed, wayTo(changed, place), wanted), expected, false);
}

/**
 * The config file's text without these forwards, each of which must be there. Comments stay as with a single one, and contexts
 * that say more than their name; but those that were `written` with forwards go with the last one. Throws `UneditableError`.
 */
export function removeForwards(
  text: string,
  drafts: readonly ForwardDraft[],
  written: readonly WrittenContext[] = [],
): string {
  if (drafts.length === 0) return text;
  const config = openConfig(text);
  const forwards = forwardsIn(config.value);
  const open = new Map<string, number[]>();
  for (const [place, forward] of forwards.entries()) {
    const text = forwardText(forward);
    open.set(text, [...(open.get(text) ?? []), place]);
  }
  const places = new Set(drafts.map((draft) => open.get(forwardText(draft))?.pop() ?? -1));
  const ways = [...places].map((place) => wayTo(config, place));
  const mayGo = (entry: YAMLMap) => isBare(entry) || written.some((context) => isAsWritten(entry, context));
  const splices = removeEntries(config.source, config.document.contents, ways, config.style.newline, { mayGo });
  const expected = forwards.filter((_, at) => !places.has(at));
  return confirmed(config, [applySplices(config.source, splices)], expected, true, written);
}

function goneText({ kind, forward: { forward } }: ForwardEdit): string {
  const name = forward.alias ?? `${forward.resource} on port ${String(forward.localPort)}`;
  const verb = { add: 'add', change: 'change', delete: 'delete', enable: 'enable', disable: 'disable', move: 'move' };
  return `The config file has changed: ${name} is not there any more as it was shown. Look at it again to ${verb[kind]} it.`;
}

/** Every forward of the file as it stands there, in order. Throws `UneditableError`. */
export function forwardsOf(text: string): readonly ForwardDraft[] {
  const parsed = parseYaml(text);
  if (!('value' in parsed)) throw new UneditableError(`It is not valid YAML: ${parsed[0]?.message ?? ''}`);
  return forwardsIn(parsed.value);
}

/** To the forward at this place among all of the file. */
function wayTo({ document, value }: ConfigText, place: number): Way {
  const way = waysIn(document.contents, value)[place];
  if (!way) throw new UneditableError('It is written with aliases that lead to the forward');
  return way;
}

/** The text in which the entry says what is wanted, but for its context and namespace. */
function changedInPlace(
  config: ConfigText,
  place: number,
  { forward }: ForwardDraft,
  wanted: ForwardDraft,
  isNeeded: boolean,
): string {
  const entry = itemOf(wayTo(config, place).forward);
  if (isMap(entry))
    return applySplices(
      config.source,
      editMap(config.source, entry, { ...forward }, { ...wanted.forward }, config.style),
    );
  if (isNeeded) throw new UneditableError('The forward is written with an alias');
  return config.source;
}

function moved(
  source: string,
  way: Way,
  edit: Extract<ForwardEdit, { kind: 'move' }>,
  forwards: readonly ForwardDraft[],
): readonly Splice[] {
  const { list, index } = way.forward;
  const first = forwards.findIndex((other) => isDeepStrictEqual(other, edit.forward)) - index;
  const own = forwards.slice(first, first + list.items.length);
  const order = own.map((_, at) => at).filter((at) => at !== index);
  const { before } = edit;
  const place = before === null ? order.length : order.findIndex((at) => isDeepStrictEqual(own[at], before));
  if (place === -1) throw new UneditableError('The two forwards are in different lists of one namespace');
  order.splice(place, 0, index);
  return reorderItems(source, list, order);
}

/**
 * The first text that means what was asked for, and nothing else: whatever the file looked like. Throws `UneditableError` when
 * none does.
 */
function confirmed(
  before: ConfigText,
  texts: readonly string[],
  expected: readonly ForwardDraft[],
  isOrdered: boolean,
  written: readonly WrittenContext[] = [],
): string {
  const settings = (value: unknown) => ({ ...(value as object | null), contexts: null });
  const inOrder = (forwards: readonly ForwardDraft[]) => {
    const all = forwards.map(forwardText);
    return isOrdered ? all : all.sort();
  };
  const right = texts.find((text) => {
    const now = parseYaml(text);
    return (
      'value' in now &&
      isDeepStrictEqual(settings(before.value), settings(now.value)) &&
      keepsContexts(before.value, now.value, written) &&
      isDeepStrictEqual(inOrder(forwardsIn(now.value)), inOrder(expected))
    );
  });
  if (right === undefined)
    throw new UneditableError('It is written in a way that this cannot be changed without harm to the rest');
  return right;
}
