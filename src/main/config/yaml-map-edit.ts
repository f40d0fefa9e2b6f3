import { isDeepStrictEqual } from 'node:util';
import { isMap, Lexer, type Node, type Pair, type YAMLMap } from 'yaml';
import {
  columnOf,
  flowItem,
  lastOffset,
  lineAt,
  lineAfter,
  type Splice,
  startOf,
  type YamlStyle,
} from './yaml-splices';

type Values = Readonly<Record<string, unknown>>;

/**
 * What makes the block of keys say `after` where it says `before`. Keys that are the same are not touched, those that are new
 * come last, and the comment of one that goes away stays.
 */
export function editMap(source: string, map: YAMLMap, before: Values, after: Values, style: YamlStyle): Splice[] {
  const isQuoted = source.startsWith('"', startOf(map.items[0]?.key));
  const splices: Splice[] = [];
  const gone = new Set<Pair>();
  for (const [key, value] of Object.entries(before)) {
    const pair = pairOf(map, key);
    if (!pair || isDeepStrictEqual(value, after[key])) continue;
    if (after[key] === undefined) gone.add(pair);
    else splices.push(...changeValue(source, pair, value, after[key], isQuoted, style));
  }
  if (map.flow === true) splices.push(...removeFromFlow(source, map, gone));
  else for (const pair of gone) splices.push(...removeFromBlock(source, map, pair, gone, style));
  const added = Object.entries(after).filter(
    ([key, value]) => value !== undefined && !isDeepStrictEqual(value, before[key]) && !pairOf(map, key),
  );
  return [...splices, ...addPairs(source, map, added, isQuoted, style)];
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => String((pair.key as Node | null)?.toJSON()) === key);
}

function changeValue(
  source: string,
  pair: Pair,
  before: unknown,
  after: unknown,
  isQuoted: boolean,
  style: YamlStyle,
): Splice[] {
  const { value } = pair;
  if (isMap(value) && isValues(before) && isValues(after) && (value.flow !== true || keepsAny(value, after)))
    return editMap(source, value, before, after, style);
  const from = endOfColon(source, pair);
  // What follows a block in the same line as its key stays there.
  const isBlock = source.slice(from, startOf(value)).includes('\n');
  const text = ` ${flowItem(after, isQuoted)}`;
  if (!isBlock) return [{ from, to: Math.max(from, lastOffset(value)), text, rank: 0 }];
  const line = source.lastIndexOf('\n', startOf(value)) + 1;
  return [
    { from, to: from, text, rank: 0 },
    { from: line, to: lineAfter(source, lastOffset(value)), text: '', rank: 0 },
  ];
}

/** One in braces that would be empty in between is written anew. */
function keepsAny(map: YAMLMap, after: Values): boolean {
  return map.items.some(({ key }) => after[String((key as Node | null)?.toJSON())] !== undefined);
}

function isValues(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function endOfColon(source: string, { key }: Pair): number {
  return source.indexOf(':', lastOffset(key)) + 1;
}

function endOfPair(source: string, pair: Pair): number {
  const colon = endOfColon(source, pair);
  return pair.value === null ? colon : Math.max(colon, lastOffset(pair.value));
}

/** With the commas that are not needed any more. */
function removeFromFlow(source: string, map: YAMLMap, gone: ReadonlySet<Pair>): Splice[] {
  const lastKept = map.items.findIndex((_, at) => map.items.slice(at + 1).every((pair) => gone.has(pair)));
  const splices: Splice[] = [];
  for (const [at, pair] of map.items.entries()) {
    const next = map.items[at + 1];
    if (at < lastKept && next && gone.has(pair)) {
      splices.push({ from: startOf(pair.key), to: startOf(next.key), text: '', rank: 0 });
    }
  }
  const [kept, last] = [map.items[lastKept], map.items.at(-1)];
  if (!kept || !last || kept === last) return splices;
  return [...splices, { from: endOfPair(source, kept), to: endOfPair(source, last), text: '', rank: 0 }];
}

/** The key's lines; its comments stay. */
function removeFromBlock(
  source: string,
  map: YAMLMap,
  pair: Pair,
  gone: ReadonlySet<Pair>,
  style: YamlStyle,
): Splice[] {
  const next = map.items[map.items.indexOf(pair) + 1];
  const from = startOf(pair.key);
  const end = endOfPair(source, pair);
  const remove = (start: number, to: number): Splice[] => [{ from: start, to, text: '', rank: 0 }];
  const lineStart = source.lastIndexOf('\n', from - 1) + 1;
  const isFirstInLine = source.slice(lineStart, from).trim() === '';
  const comments = commentsIn(source.slice(from, end));
  if (comments.length > 0) {
    // They stand where the key stood, the last one in its line.
    const indent = ' '.repeat(columnOf(source, from));
    const text = comments.join(`${style.newline}${indent}`);
    const tail = lineAt(source, end).trim() === '' ? '' : `${style.newline}${indent}`;
    return [{ from, to: end, text: `${text}${tail}`, rank: 0 }];
  }
  if (lineAt(source, end).trim() !== '') return remove(from, end);
  if (isFirstInLine) return remove(lineStart, lineAfter(source, end + lineAt(source, end).length));
  const isClose = next && !gone.has(next) && source.slice(end, startOf(next.key)).trim() === '';
  return remove(from, isClose ? startOf(next.key) : end);
}

function addPairs(
  source: string,
  map: YAMLMap,
  added: readonly (readonly [string, unknown])[],
  isQuoted: boolean,
  style: YamlStyle,
): Splice[] {
  const last = map.items.at(-1);
  if (added.length === 0 || !last) return [];
  const texts = added.map(([key, value]) => `${isQuoted ? JSON.stringify(key) : key}: ${flowItem(value, isQuoted)}`);
  const end =
    last.value === null ? endOfColon(source, last) : Math.max(endOfColon(source, last), lastOffset(last.value));
  if (map.flow === true) return [{ from: end, to: end, text: texts.map((text) => `, ${text}`).join(''), rank: 1 }];
  const indent = ' '.repeat(columnOf(source, startOf(map.items[0]?.key)));
  const at = lineAfter(source, end + lineAt(source, end).length);
  return [{ from: at, to: at, text: texts.map((text) => `${indent}${text}${style.newline}`).join(''), rank: 1 }];
}

function commentsIn(text: string): readonly string[] {
  return [...new Lexer().lex(text)].filter((token) => token.startsWith('#')).map((comment) => comment.trimEnd());
}
