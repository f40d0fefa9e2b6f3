import { isMap, isSeq, type Node, type Pair, stringify, type YAMLSeq } from 'yaml';

/** A piece of a text to be replaced. Nothing else of the text changes, so comments, order and style stay. */
export interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  /** Of several at one place, the lowest comes first: what belongs to inner blocks. */
  readonly rank: number;
}

/** How a file is written, for what is added to it. */
export interface YamlStyle {
  readonly newline: '\n' | '\r\n';
  /** Whether lists stand further to the right than the key that they belong to. */
  readonly indentSeq: boolean;
}

/** The text with every splice in it. They must not overlap. */
export function applySplices(source: string, splices: readonly Splice[]): string {
  const pieces: string[] = [];
  let at = 0;
  for (const { from, to, text } of [...splices].sort((a, b) => a.from - b.from || a.rank - b.rank)) {
    pieces.push(source.slice(at, from), text);
    at = to;
  }
  return [...pieces, source.slice(at)].join('');
}

/** What puts `values` behind the last item of a list that is not empty. The source must end with a line break. */
export function appendToList(
  source: string,
  list: YAMLSeq,
  values: readonly unknown[],
  style: YamlStyle,
  rank: number,
): readonly Splice[] {
  if (list.flow === true) return appendToFlow(source, list, values, style, rank);
  const column = columnOf(source, startOf(list));
  const at = endOfBlock(source, list, column);
  return [{ from: at, to: at, text: blockItems(values, column, style), rank }];
}

/** Items of a list in block style whose dashes stand in `column`, each with its line break. */
export function blockItems(values: readonly unknown[], column: number, style: YamlStyle): string {
  const text = stringify(values, { lineWidth: 0, indentSeq: style.indentSeq });
  return indented(text, column, style.newline);
}

/** Every line moved to the right. No text in a config has line breaks of its own. */
export function indented(text: string, columns: number, newline: string): string {
  const lines = text.replace(/\n$/, '').split('\n');
  return lines.map((line) => `${' '.repeat(columns)}${line}${newline}`).join('');
}

/** Counted from 0. */
export function columnOf(source: string, offset: number): number {
  return offset - (source.lastIndexOf('\n', offset - 1) + 1);
}

export function startOf(node: unknown): number {
  return (node as Node | null)?.range?.[0] ?? 0;
}

/**
 * The start of the line after the block, together with the comments that go with it: those right below it that do not
 * stand further to the left than `column`, unless they are the next thing's.
 */
export function endOfBlock(source: string, node: unknown, column: number): number {
  const start = lineAfter(source, lastOffset(node));
  let at = start;
  let comment = -1;
  for (;;) {
    const indent = /^( *)#/.exec(lineAt(source, at))?.[1]?.length ?? -1;
    if (indent < column) break;
    comment = indent;
    at += lineAt(source, at).length + 1;
  }
  const next = /^( *)[^ #\r\n]/.exec(lineAt(source, at))?.[1]?.length ?? -1;
  return next === comment ? start : at;
}

/** Where the last thing that is written in a node ends. */
export function lastOffset(node: unknown): number {
  if (isSeq(node) && node.flow !== true && node.items.length > 0) return lastOffset(node.items.at(-1));
  if (isMap(node) && node.flow !== true && node.items.length > 0) {
    const { key, value } = node.items.at(-1) as Pair;
    return value === null ? lastOffset(key) : lastOffset(value);
  }
  return (node as Node | null)?.range?.[1] ?? 0;
}

/** A node that ends with its line break, as block text does, ends where the next line starts. */
export function lineAfter(source: string, offset: number): number {
  if (source[offset - 1] === '\n') return offset;
  const found = source.indexOf('\n', offset);
  return found === -1 ? source.length : found + 1;
}

/** From the offset to the end of its line. */
export function lineAt(source: string, offset: number): string {
  const end = source.indexOf('\n', offset);
  return source.slice(offset, end === -1 ? source.length : end);
}

/** `[{ a: 1 }, { a: 2 }]`, in one line or an item a line, with or without a comma behind the last one. */
function appendToFlow(
  source: string,
  list: YAMLSeq,
  values: readonly unknown[],
  { newline }: YamlStyle,
  rank: number,
): readonly Splice[] {
  const last = list.items.at(-1);
  const end = lastOffset(last);
  const close = lastOffset(list) - 1;
  const isQuoted = /^[{[]\s*"/.test(source.slice(startOf(last)));
  const items = values.map((value) => flowItem(value, isQuoted));
  // Comments may have commas, too.
  const gap = source.slice(end, close).replace(/#[^\n]*/g, (comment) => ' '.repeat(comment.length));
  const comma = gap.includes(',') ? end + gap.indexOf(',') + 1 : -1;
  const before = source.slice(source.lastIndexOf('\n', startOf(last)) + 1, startOf(last));
  const insert = (at: number, text: string): Splice => ({ from: at, to: at, text, rank });
  if (!/^\s*$/.test(before) || !gap.includes('\n')) {
    return [insert(comma === -1 ? end : comma, comma === -1 ? `, ${items.join(', ')}` : ` ${items.join(', ')},`)];
  }
  // Behind the comment that the last item may have.
  const lineEnd = source.indexOf('\n', Math.max(end, comma));
  const at = source[lineEnd - 1] === '\r' ? lineEnd - 1 : lineEnd;
  const lines = items.map((item) => `${newline}${before}${item}`).join(',');
  return comma === -1 ? [insert(end, ','), insert(at, lines)] : [insert(at, `${lines},`)];
}

export function flowItem(value: unknown, isQuoted: boolean): string {
  if (isQuoted) return JSON.stringify(value);
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trimEnd();
}
