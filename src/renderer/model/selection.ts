import type { ForwardId } from '../../shared/forward';

/** Always the same, so that what shows it is not drawn anew. */
const none: readonly ForwardId[] = [];

/** The rows that the next action is about, besides the one that the keyboard is at. */
export interface Selection {
  readonly ids: ReadonlySet<ForwardId>;
  /** Where a range begins; null before any. */
  readonly anchor: ForwardId | null;
}

export const nothingSelected: Selection = { ids: new Set(), anchor: null };

/** With that row, or without it if it was selected. */
export function withToggled({ ids }: Selection, id: ForwardId): Selection {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return { ids: next, anchor: id };
}

/**
 * From the anchor to that row, and nothing else; the anchor stays. Without one, or when its row is not shown any more, it
 * begins at `from`.
 */
export function ranged(
  selection: Selection,
  rows: readonly ForwardId[],
  from: ForwardId | null,
  to: ForwardId,
): Selection {
  const anchor = [selection.anchor, from, to].find((id) => id !== null && rows.includes(id)) ?? to;
  const [first = 0, last = 0] = [rows.indexOf(anchor), rows.indexOf(to)].sort((a, b) => a - b);
  return { ids: new Set(rows.slice(first, last + 1)), anchor };
}

export function allOf(rows: readonly ForwardId[]): Selection {
  return { ids: new Set(rows), anchor: rows[0] ?? null };
}

/** Those that are shown, in the order of the list: what nobody sees, no action is about. */
export function selectedIn({ ids }: Selection, rows: readonly ForwardId[]): readonly ForwardId[] {
  return ids.size === 0 ? none : rows.filter((id) => ids.has(id));
}
