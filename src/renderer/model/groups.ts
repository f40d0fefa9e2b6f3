import { needsAttention, shownKind, type ForwardId, type ShownKind } from '../../shared/forward';
import { stateWord } from '../../shared/phrases';
import type { ForwardView } from '../../shared/view';
import { groupWords } from '../../shared/words-list';

/** What the list shows a forward as. */
export type Shown = ShownKind;

/** From the worst; the order of the filter's chips. */
export const shownOrder = [
  'hung',
  'failed',
  'ailing',
  'stale',
  'reconnecting',
  'starting',
  'listening',
  'active',
  'stopped',
] as const;

export function shownAs(view: Pick<ForwardView, 'state' | 'stale'>): Shown {
  return shownKind(view);
}

export interface Filter {
  readonly text: string;
  /** Empty means all. */
  readonly states: ReadonlySet<Shown>;
}

export const noFilter: Filter = { text: '', states: new Set() };

export function onlyThose(shown: Shown): Filter {
  return { text: '', states: new Set([shown]) };
}

export const nothingFolded: ReadonlySet<string> = new Set();

/** A heading and its rows. */
export interface Group {
  readonly key: string;
  readonly name: string;
  /** The section that the hung, the failed and the ailing are moved to, so that nobody has to look for them. */
  readonly ill: boolean;
  readonly forwards: readonly ForwardView[];
  /** Only its heading is shown. */
  readonly folded: boolean;
}

export function isFiltering(filter: Filter): boolean {
  return filter.states.size > 0 || filter.text.trim() !== '';
}

/** Every word of the text must occur somewhere in what the row says; case does not matter. */
export function matches(view: ForwardView, filter: Filter): boolean {
  if (filter.states.size > 0 && !filter.states.has(shownAs(view))) return false;
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const pod = view.state.kind === 'active' ? view.state.pod : '';
  const said = [view.alias, view.address, view.address.replace('127.0.0.1', 'localhost'), view.target, pod]
    .concat(view.group, view.context, view.namespace, stateWord(view))
    .join(' ')
    .toLowerCase();
  return words.every((word) => said.includes(word));
}

/**
 * The ill first, then the groups in the order of the configuration. `folded` are the keys of those that the user has folded:
 * never the ill, and none while a filter looks for something.
 */
export function groupsOf(
  forwards: Iterable<ForwardView>,
  filter: Filter,
  folded: ReadonlySet<string> = nothingFolded,
): readonly Group[] {
  const ill: ForwardView[] = [];
  const groups = new Map<string, ForwardView[]>();
  const mayFold = !isFiltering(filter);
  for (const view of forwards) {
    if (!matches(view, filter)) continue;
    const members = needsAttention(view.state) ? ill : (groups.get(view.group) ?? []);
    members.push(view);
    if (members !== ill) groups.set(view.group, members);
  }
  const rest = [...groups].map(([name, members]): Group => {
    const key = `group ${name}`;
    return { key, name, ill: false, forwards: members, folded: mayFold && folded.has(key) };
  });
  if (ill.length === 0) return rest;
  return [{ key: 'ill', name: groupWords.attention, ill: true, forwards: ill, folded: false }, ...rest];
}

/** A few neighbouring rows of a group: as many are drawn, or not, at a time. */
export interface Chunk {
  readonly key: string;
  readonly views: readonly ForwardView[];
  /** Of its first row among all rows of the list, headings included, from 1. */
  readonly rowIndex: number;
  /** It is among the first of the list: more than any window shows. */
  readonly isEarly: boolean;
}

export const chunkRows = 8;
const earlyRows = 24;

/** The rows of each group in chunks; none of a folded group. */
export function chunksOf(groups: readonly Group[]): readonly (Group & { readonly chunks: readonly Chunk[] })[] {
  let rows = 0;
  let rowIndex = 2; // After the row of column heads.
  return groups.map((group) => {
    rowIndex += 1;
    const chunks: Chunk[] = [];
    for (let at = 0; !group.folded && at < group.forwards.length; at += chunkRows) {
      const views = group.forwards.slice(at, at + chunkRows);
      chunks.push({ key: String(at), views, rowIndex, isEarly: rows < earlyRows });
      rows += views.length;
      rowIndex += views.length;
    }
    return { ...group, chunks };
  });
}

/** How many rows the list has for who reads it row by row: column heads, headings and forwards. */
export function rowCountOf(groups: readonly Group[]): number {
  return 1 + groups.length + rowsOf(groups).length;
}

/** The rows that are shown, in their order. */
export function rowsOf(groups: readonly Group[]): readonly ForwardId[] {
  return groups.flatMap(({ folded, forwards }) => (folded ? [] : forwards.map(({ id }) => id)));
}

/** What a folded group does not show: its forwards by state, from the worst, without those that are simply well. */
export function concernsOf({ forwards }: Group): readonly (readonly [Shown, number])[] {
  const counts = new Map<Shown, number>();
  for (const view of forwards) counts.set(shownAs(view), (counts.get(shownAs(view)) ?? 0) + 1);
  return shownOrder.flatMap((shown) => {
    const count = counts.get(shown) ?? 0;
    return count === 0 || shown === 'active' || shown === 'listening' ? [] : [[shown, count] as const];
  });
}

/** How many forwards match the text in each state, and in all: what the chips say. */
export function chipCounts(forwards: Iterable<ForwardView>, text: string): ReadonlyMap<Shown, number> {
  const counts = new Map<Shown, number>();
  for (const view of forwards) {
    if (matches(view, { text, states: noFilter.states })) {
      counts.set(shownAs(view), (counts.get(shownAs(view)) ?? 0) + 1);
    }
  }
  return counts;
}

/** With the member, or without it if it was in. */
export function toggled<T>(members: ReadonlySet<T>, member: T): ReadonlySet<T> {
  const next = new Set(members);
  if (!next.delete(member)) next.add(member);
  return next;
}
