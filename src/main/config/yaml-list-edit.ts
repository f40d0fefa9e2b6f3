import { type YAMLSeq } from 'yaml';
import { columnOf, lastOffset, lineAt, lineAfter, type Splice, startOf } from './yaml-splices';

/** What takes the item out of a list that has others. The comments above it stay. */
export function removeItem(source: string, list: YAMLSeq, index: number): Splice[] {
  const item = list.items[index];
  const remove = (from: number, to: number): Splice[] => [{ from, to, text: '', rank: 0 }];
  if (list.flow !== true) return remove(dashLine(source, item), endOfLines(source, item));
  const next = list.items[index + 1];
  if (next) return remove(startOf(item), startOf(next));
  const previous = list.items[index - 1];
  return remove(previous ? lastOffset(previous) : startOf(item), lastOffset(item));
}

/** What brings the items of a list into another order, each with the comments right above it. `order`: their old places. */
export function reorderItems(source: string, list: YAMLSeq, order: readonly number[]): Splice[] {
  const slots =
    list.flow === true
      ? list.items.map((item) => [startOf(item), lastOffset(item)] as const)
      : blockSlots(source, list);
  return slots.flatMap(([from, to], index) => {
    const [start, end] = slots[order[index] ?? index] ?? [from, to];
    return start === from ? [] : [{ from, to, text: source.slice(start, end), rank: 0 }];
  });
}

function blockSlots(source: string, list: YAMLSeq): (readonly [number, number])[] {
  const column = columnOf(source, startOf(list));
  const starts = list.items.map((item, index) => {
    let at = dashLine(source, item);
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

function dashLine(source: string, item: unknown): number {
  const dash = source.lastIndexOf('-', startOf(item));
  return source.lastIndexOf('\n', dash - 1) + 1;
}

function endOfLines(source: string, item: unknown): number {
  const end = lastOffset(item);
  return lineAfter(source, end + lineAt(source, end).length);
}
