import { isMap, type YAMLMap, type YAMLSeq } from 'yaml';
import { flowStartOf, itemOf, type Step, type Way } from './config-way';
import { isBare, keyOf } from './context-entries';
import { type Comment, commentLines, commentsOf } from './yaml-comments';
import { endOfLines, lineOfDash, removeItems } from './yaml-list-edit';
import { columnOf, lastOffset, lineAt, type Splice, startOf } from './yaml-splices';

/** A part of a text. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Whether a context that no forward is left of goes, too. */
export type MayGo = (context: YAMLMap) => boolean;

interface Removal {
  readonly source: string;
  readonly root: unknown;
  readonly newline: string;
  /** Comments that are not an entry's own. */
  readonly kept: readonly Comment[];
}

/**
 * Takes entries out: the lines of each, and whatever would be empty without them; but a context only where `mayGo` says so, else
 * it is left without namespaces. Comments that are not an entry's own stay: those above it, and, where its namespace or context
 * goes too, those of these, as lines in their place. `more`: further parts of the text that go with them.
 */
export function removeEntries(
  source: string,
  root: unknown,
  ways: readonly Way[],
  newline: string,
  { more = [], mayGo = isBare }: { readonly more?: readonly Range[]; readonly mayGo?: MayGo } = {},
): readonly Splice[] {
  const own = [...ways.map(({ forward }) => ownRange(source, forward)), ...more];
  const kept = commentsOf(source).filter(({ from }) => !own.some((range) => isIn(range, from)));
  const removal: Removal = { source, root, newline, kept };
  const forwards = group(ways.map((way) => ({ way, step: way.forward })));
  const namespaces = group(emptied(forwards).map((way) => ({ way, step: way.namespace })));
  const without = emptied(namespaces);
  const staying = without.filter(({ context }) => !isGoing(itemOf(context), mayGo));
  const contexts = group(without.flatMap((way) => (staying.includes(way) ? [] : [{ way, step: way.context }])));
  const left = new Map<YAMLSeq, Holder>([...contexts.keys()].map((list) => [list, { node: root, key: 'contexts' }]));
  for (const { namespace, context } of staying) left.set(namespace.list, { node: itemOf(context), key: 'namespaces' });
  const splices = [...forwards, ...namespaces, ...contexts].flatMap(([list, gone]) => {
    if (!isAll(list, gone)) return fromList(removal, list, gone);
    const holder = left.get(list);
    return holder ? everything(removal, holder, list, gone) : [];
  });
  const besides = more.filter(({ from, to }) => from < to && !splices.some((splice) => isIn(splice, from)));
  return [...splices, ...besides.map(({ from, to }) => ({ from, to, text: '', rank: 0 }))];
}

/** The entry with the comment behind it, when that is not the one of its list. */
export function ownRange(source: string, step: Step): Range {
  const item = itemOf(step);
  const { list } = step;
  if (list.flow !== true) return { from: lineOfDash(source, item), to: endOfLines(source, item) };
  const end = lastOffset(item);
  const isLastInLine = /^[ \t]*,?[ \t]*#/.test(lineAt(source, end));
  return { from: startOf(item), to: isLastInLine ? endOfLines(source, item) : end };
}

type Gone = ReadonlyMap<number, Way>;

/** What has a list as the value of a key. */
interface Holder {
  readonly node: unknown;
  readonly key: string;
}

/** By list: which of its items go, and one way through each. */
function group(steps: readonly { readonly way: Way; readonly step: Step }[]): ReadonlyMap<YAMLSeq, Gone> {
  const groups = new Map<YAMLSeq, Map<number, Way>>();
  for (const { way, step } of steps) {
    const gone = groups.get(step.list) ?? new Map<number, Way>();
    groups.set(step.list, gone.set(step.index, way));
  }
  return groups;
}

function isAll(list: YAMLSeq, gone: Gone): boolean {
  return gone.size === list.items.length;
}

/** One way through each list that nothing is left of. */
function emptied(groups: ReadonlyMap<YAMLSeq, Gone>): readonly Way[] {
  return [...groups].flatMap(([list, gone]) => (isAll(list, gone) ? [...gone.values()].slice(0, 1) : []));
}

/** Some items of a list go, and others stay. */
function fromList(removal: Removal, list: YAMLSeq, gone: Gone): readonly Splice[] {
  const { source, newline, kept } = removal;
  const splices = removeItems(source, list, new Set(gone.keys()), kept);
  if (list.flow === true) {
    const inside = [...gone.keys()].flatMap((index) =>
      keptIn(removal, startOf(list.items[index]), lastOffset(list.items[index])),
    );
    return [...splices, ...aboveFlow(removal, gone, inside)];
  }
  const column = columnOf(source, startOf(list));
  return splices.map((splice) => {
    return { ...splice, text: commentLines(keptIn(removal, splice.from, splice.to), column, newline) };
  });
}

function isGoing(context: unknown, mayGo: MayGo): boolean {
  return !isMap(context) || mayGo(context);
}

/** Nothing is left of the list, and it is there all the same. */
function everything(removal: Removal, { node, key }: Holder, list: YAMLSeq, gone: Gone): readonly Splice[] {
  const { source } = removal;
  if (list.flow === true) {
    const [from, to] = [startOf(list), lastOffset(list)];
    return [{ from, to, text: '[]', rank: 1 }, ...aboveFlow(removal, gone, keptIn(removal, from, to))];
  }
  const pair = isMap(node) ? node.items.find((one) => keyOf(one) === key) : undefined;
  if (!pair) return [];
  const colon = source.indexOf(':', lastOffset(pair.key)) + 1;
  return [{ from: colon, to: colon, text: ' []', rank: 0 }, ...fromList(removal, list, gone)];
}

/** Where something in brackets goes, there is no place for its comments but above all of it. */
function aboveFlow({ source, root, newline }: Removal, gone: Gone, comments: readonly Comment[]): readonly Splice[] {
  const [way] = gone.values();
  const start = way && flowStartOf(root, way);
  if (comments.length === 0 || start === null || start === undefined) return [];
  return [linesAbove(source, start, comments, newline)];
}

function keptIn({ kept }: Removal, from: number, to: number): readonly Comment[] {
  return kept.filter((comment) => isIn({ from, to }, comment.from));
}

function isIn({ from, to }: Range, place: number): boolean {
  return place >= from && place < to;
}

/** Comments above the line that the place is in. */
export function linesAbove(source: string, place: number, comments: readonly Comment[], newline: string): Splice {
  const at = source.lastIndexOf('\n', place - 1) + 1;
  const column = /^ */.exec(lineAt(source, at))?.[0].length ?? 0;
  return { from: at, to: at, text: commentLines(comments, column, newline), rank: 0 };
}
