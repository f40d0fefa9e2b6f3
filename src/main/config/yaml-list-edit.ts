import { type YAMLSeq } from 'yaml';
import type { Comment } from './yaml-comments';
import { columnOf, lastOffset, lineAt, lineAfter, type Splice, startOf } from './yaml-splices';

/**
 * What takes some items out of a list that has others. Comments above them stay. `kept`: comments of the text that stay
 * wherever they are, as far as a list in brackets has room for them between its items.
 */
export function removeItems(
  source: string,
  list: YAMLSeq,
  gone: ReadonlySet<number>,
  kept: readonly Comment[],
): readonly Splice[] {
  const remove = (from: number, to: number): Splice => ({ from, to, text: '', rank: 0 });
  if (list.flow !== true) {
    return [...gone].map((index) =>
      remove(lineOfDash(source, list.items[index]), endOfLines(source, list.items[index])),
    );
  }
  const firstKept = (from: number, to: number) =>
    kept.find((comment) => comment.from >= from && comment.from < to)?.from;
  const upToNext = (index: number): Splice => {
    const [item, next] = [list.items[index], list.items[index + 1]];
    if (next === undefined) {
      const comma = /^[ \t]*,/.exec(lineAt(source, lastOffset(item)))?.[0].length ?? 0;
      return remove(startOf(item), lastOffset(item) + comma);
    }
    return remove(startOf(item), firstKept(lastOffset(item), startOf(next)) ?? startOf(next));
  };
  const lastKept = Math.max(...list.items.map((_, index) => (gone.has(index) ? -1 : index)));
  const [before, last] = [list.items[lastKept], list.items.at(-1)];
  const tail = lastOffset(before);
  if (before === last || firstKept(tail, lastOffset(last)) !== undefined) return [...gone].map(upToNext);
  return [...[...gone].filter((index) => index < lastKept).map(upToNext), remove(tail, lastOffset(last))];
}

/**
 * What brings the items of a list into another order, each with the comments right above it, and the one behind it. `order`:
 * their old places.
 */
export function reorderItems(source: string, list: YAMLSeq, order: readonly number[]): Splice[] {
  if (list.flow === true && !hasOwnLines(source, list)) {
    return exchange(
      order,
      list.items.map((item) => [startOf(item), lastOffset(item)]),
      (from, to) => source.slice(from, to),
    );
  }
  const slots = list.flow === true ? slotsOfLines(source, list) : blockSlots(source, list);
  return exchange(order, slots, (from, to, index) => {
    const text = source.slice(from, to);
    if (list.flow !== true) return text;
    const end = lastOffset(list.items[order[index] ?? index]) - from;
    const behind = text.slice(end).replace(/^[ \t]*,/, '');
    const isLast = index === list.items.length - 1;
    return `${text.slice(0, end)}${isLast ? '' : ','}${behind}`;
  });
}

type Slot = readonly [from: number, to: number];

function exchange(
  order: readonly number[],
  slots: readonly Slot[],
  textOf: (from: number, to: number, index: number) => string,
): Splice[] {
  return slots.flatMap(([from, to], index) => {
    const [start, end] = slots[order[index] ?? index] ?? [from, to];
    return start === from ? [] : [{ from, to, text: textOf(start, end, index), rank: 0 }];
  });
}

/** Whether the items of a list in brackets stand in lines of their own, with nothing else but comments in these. */
function hasOwnLines(source: string, list: YAMLSeq): boolean {
  return list.items.every((item) => {
    const before = source.slice(source.lastIndexOf('\n', startOf(item) - 1) + 1, startOf(item));
    return before.trim() === '' && /^[ \t]*,?[ \t]*(#.*)?\r?$/.test(lineAt(source, lastOffset(item)));
  });
}

/** The lines of each item, with the comments above it. What stands above the first one may be about all of them. */
function slotsOfLines(source: string, list: YAMLSeq): readonly Slot[] {
  return list.items.map((item, index) => {
    const previous = list.items[index - 1];
    const from =
      previous === undefined ? source.lastIndexOf('\n', startOf(item) - 1) + 1 : endOfLines(source, previous);
    return [from, endOfLines(source, item)];
  });
}

/** Where each item of a list in block style begins, with the comments right above it, and ends. */
export function blockSlots(source: string, list: YAMLSeq): readonly Slot[] {
  const column = columnOf(source, startOf(list));
  const starts = list.items.map((item, index) => {
    let at = lineOfDash(source, item);
    // What stands above the first one may be about all of them.
    const top = index === 0 ? at : endOfLines(source, list.items[index - 1]);
    for (;;) {
      const above = source.lastIndexOf('\n', at - 2) + 1;
      if (above < top || at === 0 || /^( *)#/.exec(lineAt(source, above))?.[1]?.length !== column) break;
      at = above;
    }
    return at;
  });
  const end = endOfLines(source, list.items.at(-1));
  return starts.map((start, index) => [start, starts[index + 1] ?? end]);
}

/** The start of the line that an item of a list in block style begins in. */
export function lineOfDash(source: string, item: unknown): number {
  const dash = source.lastIndexOf('-', startOf(item));
  return source.lastIndexOf('\n', dash - 1) + 1;
}

/** The start of the line after the one that the item ends in. */
export function endOfLines(source: string, item: unknown): number {
  const end = lastOffset(item);
  return lineAfter(source, end + lineAt(source, end).length);
}
