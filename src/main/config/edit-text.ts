import { isDeepStrictEqual } from 'node:util';
import { isMap, isScalar, isSeq, type YAMLMap, type YAMLSeq } from 'yaml';
import type { ForwardEdit } from '../../shared/forward-edit';
import type { ForwardDraft } from '../../shared/import-plan';
import { addForwards, openConfig, UneditableError } from './edit-yaml';
import { editForwards, isSameList, wantedBy } from './forward-edit';
import { removeItem, reorderItems } from './yaml-list-edit';
import { editMap } from './yaml-map-edit';
import { parseYaml } from './yaml-source';
import { applySplices, type Splice } from './yaml-splices';

/** Somebody else has changed or removed the forward meanwhile. The message is for people. */
export class EntryGoneError extends Error {
  override readonly name = 'EntryGoneError';
}

/** The way to an entry: the lists that it is in, from the outermost, and its place in each. */
type Way = readonly { readonly list: YAMLSeq; readonly index: number }[];

/**
 * The config file's text after the edit. Comments, order, anchors and style of everything else stay as they are. Throws
 * `EntryGoneError` when the forward is not there as it was seen, and `UneditableError` when the file is written in a way that
 * this edit would do it harm.
 */
export function editConfigText(text: string, edit: ForwardEdit): string {
  if (edit.kind === 'add') return addForwards(text, [edit.forward]);
  const config = openConfig(text);
  const before = forwardsOf(config.source);
  const expected = editForwards(before, edit);
  if (expected === null) throw new EntryGoneError(goneText(edit));
  const way = wayTo(
    config.document.contents,
    before.findIndex((other) => isDeepStrictEqual(other, edit.forward)),
  );
  const wanted = wantedBy(edit);
  let result: string;
  if (edit.kind === 'move') {
    result = applySplices(config.source, moved(config.source, way, edit, before));
  } else if (wanted !== null && isSameList(wanted, edit.forward)) {
    const map = entryAt(way);
    const splices = editMap(config.source, map, { ...edit.forward.forward }, { ...wanted.forward }, config.style);
    result = applySplices(config.source, splices);
  } else {
    const without = applySplices(config.source, removed(config.source, config.document.contents, way));
    result = wanted === null ? without : addForwards(without, [wanted]);
  }
  confirm(config.source, result, expected, wanted === null || isSameList(wanted, edit.forward));
  return result;
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
  return childrenOf(parsed.value, 'contexts').flatMap((context) =>
    childrenOf(context, 'namespaces').flatMap((namespace) =>
      childrenOf(namespace, 'forwards').map((forward) => ({
        context: nameOf(context),
        namespace: nameOf(namespace),
        forward: forward as ForwardDraft['forward'],
      })),
    ),
  );
}

function childrenOf(holder: unknown, key: string): readonly unknown[] {
  const value = (holder as Readonly<Record<string, unknown>> | null)?.[key];
  return Array.isArray(value) ? value : [];
}

function nameOf(holder: unknown): string {
  const name = (holder as { readonly name?: unknown } | null)?.name;
  return typeof name === 'string' ? name : JSON.stringify(name ?? '');
}

/** To the forward at this place among all of the file. */
function wayTo(root: unknown, place: number): Way {
  let left = place;
  for (const context of stepsIn(root, 'contexts')) {
    for (const namespace of stepsIn(itemOf(context), 'namespaces')) {
      for (const forward of stepsIn(itemOf(namespace), 'forwards')) {
        if (left === 0) return [context, namespace, forward];
        left -= 1;
      }
    }
  }
  throw new UneditableError('It is written with aliases that lead to the forward');
}

type Step = Way[number];

function stepsIn(holder: unknown, key: string): readonly Step[] {
  const list = isMap(holder) ? holder.get(key, true) : undefined;
  if (list === undefined || (isScalar(list) && list.value === null)) return [];
  if (!isSeq(list)) throw new UneditableError(`Its ${key} are written with an alias`);
  return list.items.map((_, index) => ({ list, index }));
}

function itemOf({ list, index }: Step): unknown {
  return list.items[index];
}

function entryAt(way: Way): YAMLMap {
  const last = way.at(-1);
  const entry = last && itemOf(last);
  if (!isMap(entry)) throw new UneditableError('The forward is written with an alias');
  return entry;
}

/** The forward alone; its namespace, when it is the last one there; its context, in the same way. */
function removed(source: string, root: unknown, way: Way): readonly Splice[] {
  const step = [...way].reverse().find(({ list }) => list.items.length > 1);
  if (step) return removeItem(source, step.list, step.index);
  const [context] = way;
  const pair = isMap(root) ? root.items.find(({ key }) => isScalar(key) && key.value === 'contexts') : undefined;
  if (!context || !pair) return [];
  if (context.list.flow === true) return removeItem(source, context.list, 0);
  const colon = source.indexOf(':', (pair.key as { readonly range: readonly number[] }).range[1]) + 1;
  return [{ from: colon, to: colon, text: ' []', rank: 0 }, ...removeItem(source, context.list, 0)];
}

function moved(
  source: string,
  way: Way,
  edit: Extract<ForwardEdit, { kind: 'move' }>,
  forwards: readonly ForwardDraft[],
): readonly Splice[] {
  const step = way.at(-1);
  if (!step) return [];
  const { list, index } = step;
  const first = forwards.findIndex((other) => isDeepStrictEqual(other, edit.forward)) - index;
  const own = forwards.slice(first, first + list.items.length);
  const order = own.map((_, at) => at).filter((at) => at !== index);
  const { before } = edit;
  const place = before === null ? order.length : order.findIndex((at) => isDeepStrictEqual(own[at], before));
  if (place === -1) throw new UneditableError('The two forwards are in different lists of one namespace');
  order.splice(place, 0, index);
  return reorderItems(source, list, order);
}

/** Whatever the file looked like: what is written means what was asked for, and nothing else. */
function confirm(before: string, after: string, expected: readonly ForwardDraft[], isOrdered: boolean): void {
  const [old, now] = [parseYaml(before), parseYaml(after)];
  const settings = (value: unknown) => ({ ...(value as object | null), contexts: null });
  const texts = (forwards: readonly ForwardDraft[]) => {
    const all = forwards.map(({ context, namespace, forward }) =>
      JSON.stringify([context, namespace, sorted(forward)]),
    );
    return isOrdered ? all : all.sort();
  };
  const isRight =
    'value' in old &&
    'value' in now &&
    isDeepStrictEqual(settings(old.value), settings(now.value)) &&
    isDeepStrictEqual(texts(forwardsOf(after)), texts(expected));
  if (!isRight)
    throw new UneditableError('It is written in a way that this cannot be changed without harm to the rest');
}

/** Keys that are not there and such that are undefined mean the same, in whatever order. */
function sorted(forward: object): readonly (readonly [string, unknown])[] {
  return Object.entries(forward)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
