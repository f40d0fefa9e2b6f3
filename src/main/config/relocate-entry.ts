import { isDeepStrictEqual } from 'node:util';
import type { ForwardDraft } from '../../shared/import-plan';
import { flowStartOf, forwardsIn, itemOf, type Step, type Way, waysIn } from './config-way';
import { addForwards, type ConfigText, openConfig } from './edit-yaml';
import { linesAbove, ownRange, type Range, removeEntries } from './remove-entries';
import { type Comment, commentsOf } from './yaml-comments';
import { blockSlots, endOfLines, lineOfDash } from './yaml-list-edit';
import { applySplices, columnOf, lineAt, type Splice, startOf } from './yaml-splices';

/**
 * Texts in which the entry is where `wanted` says, the best first; not all of them need to be right. Its comments go with it:
 * those inside, and those right above it, unless it is the first of several, where they may be about all of them. `way`: to
 * the entry, which says what is wanted already, but for its place.
 */
export function relocations(config: ConfigText, way: Way, wanted: ForwardDraft): readonly string[] {
  const { source, document, style } = config;
  const carried = carriedWith(source, way.forward);
  const comments = commentsOf(source).filter(({ from }) =>
    carried.some((range) => from >= range.from && from < range.to),
  );
  const without = applySplices(
    source,
    removeEntries(source, document.contents, [way], style.newline, { more: carried }),
  );
  const added = openConfig(addForwards(without, [wanted]));
  const places = forwardsIn(added.value).flatMap((forward, at) => (isDeepStrictEqual(forward, wanted) ? [at] : []));
  const arrived = waysIn(added.document.contents, added.value)[places.at(-1) ?? -1];
  if (!arrived) return [];
  const plain = applySplices(added.source, withComments(added, arrived, comments));
  if (way.forward.list.flow === true || flowStartOf(added.document.contents, arrived) !== null) return [plain];
  const lines = carried.map(({ from, to }) => source.slice(from, to)).join('');
  const columns = [way, arrived].map(({ forward }, at) =>
    columnOf(at === 0 ? source : added.source, startOf(forward.list)),
  );
  const item = itemOf(arrived.forward);
  const asItWas: Splice = {
    from: lineOfDash(added.source, item),
    to: endOfLines(added.source, item),
    text: shifted(lines, (columns[1] ?? 0) - (columns[0] ?? 0)),
    rank: 0,
  };
  return [applySplices(added.source, [asItWas]), plain];
}

/** The parts of the text that go with the entry. */
function carriedWith(source: string, { list, index }: Step): readonly Range[] {
  const item = list.items[index];
  const own = ownRange(source, { list, index });
  if (list.flow === true) return [own];
  const isOnly = list.items.length === 1;
  const above = isOnly ? withCommentsAbove(source, item) : (blockSlots(source, list)[index]?.[0] ?? own.from);
  const parts = [above, own.from, own.to, withCommentsBelow(source, item)];
  return parts.slice(1).map((to, at) => ({ from: parts[at] ?? to, to }));
}

function withCommentsAbove(source: string, item: unknown): number {
  let at = lineOfDash(source, item);
  for (;;) {
    const above = source.lastIndexOf('\n', at - 2) + 1;
    if (at === 0 || !/^ *#/.test(lineAt(source, above))) return at;
    at = above;
  }
}

/** Those that stand further to the right than its dash. */
function withCommentsBelow(source: string, item: unknown): number {
  const dash = lineOfDash(source, item);
  const column = /^ */.exec(lineAt(source, dash))?.[0].length ?? 0;
  let at = endOfLines(source, item);
  while ((/^( *)#/.exec(lineAt(source, at))?.[1]?.length ?? -1) > column) at += lineAt(source, at).length + 1;
  return Math.min(at, source.length);
}

/** The comments above an entry that was written anew. */
function withComments(
  { source, document, style }: ConfigText,
  way: Way,
  comments: readonly Comment[],
): readonly Splice[] {
  if (comments.length === 0) return [];
  const place = flowStartOf(document.contents, way) ?? startOf(itemOf(way.forward));
  return [linesAbove(source, place, comments, style.newline)];
}

/** Every line moved to the right, or to the left as far as it can be. */
function shifted(lines: string, columns: number): string {
  if (columns >= 0) return lines.replace(/^(?=[^\r\n])/gm, ' '.repeat(columns));
  return lines.replace(new RegExp(`^ {1,${String(-columns)}}`, 'gm'), '');
}
