import { needsAttention, shownKind, type ShownKind } from '../../shared/forward';
import { stateWord } from '../../shared/phrases';
import type { ForwardView } from '../../shared/view';

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

/** A heading and its rows. */
export interface Group {
  readonly name: string;
  /** The section that the hung, the failed and the ailing are moved to, so that nobody has to look for them. */
  readonly ill: boolean;
  readonly forwards: readonly ForwardView[];
}

/** Every word of the text must occur somewhere in what the row says; case does not matter. */
export function matches(view: ForwardView, filter: Filter): boolean {
  if (filter.states.size > 0 && !filter.states.has(shownAs(view))) return false;
  const pod = view.state.kind === 'active' ? view.state.pod : '';
  const said = [view.alias, view.address, view.address.replace('127.0.0.1', 'localhost'), view.target, pod]
    .concat(view.group, view.context, view.namespace, stateWord(view))
    .join(' ')
    .toLowerCase();
  return filter.text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => said.includes(word));
}

/** The ill first, then the groups in the order of the configuration. */
export function groupsOf(forwards: Iterable<ForwardView>, filter: Filter): readonly Group[] {
  const ill: ForwardView[] = [];
  const groups = new Map<string, ForwardView[]>();
  for (const view of forwards) {
    if (!matches(view, filter)) continue;
    if (needsAttention(view.state)) ill.push(view);
    else groups.set(view.group, [...(groups.get(view.group) ?? []), view]);
  }
  const rest = [...groups].map(([name, members]) => ({ name, ill: false, forwards: members }));
  return ill.length > 0 ? [{ name: 'Needs attention', ill: true, forwards: ill }, ...rest] : rest;
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

export function toggled(states: ReadonlySet<Shown>, state: Shown): ReadonlySet<Shown> {
  const next = new Set(states);
  if (!next.delete(state)) next.add(state);
  return next;
}
