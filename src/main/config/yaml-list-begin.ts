import { isScalar, isSeq, stringify, type YAMLMap } from 'yaml';
import { UneditableError } from './uneditable';
import {
  blockItems,
  columnOf,
  endOfBlock,
  flowItem,
  indented,
  type Splice,
  startOf,
  type YamlStyle,
} from './yaml-splices';

/**
 * What puts the first items into a list: where the key is missing, has no value or an empty list. `rank`: as in `Splice`. Throws
 * `UneditableError` where the key has something else.
 */
export function beginList(
  source: string,
  map: YAMLMap,
  key: string,
  items: readonly object[],
  style: YamlStyle,
  rank: number,
): readonly Splice[] {
  const insertion = (at: number, text: string): Splice => ({ from: at, to: at, text, rank });
  const pair = map.items.find((one) => isScalar(one.key) && one.key.value === key);
  const column = columnOf(source, startOf(map));
  if (!pair && map.flow !== true) {
    return [insertion(endOfBlock(source, map, column), block({ [key]: items }, column, style))];
  }
  const value = pair?.value;
  const [from, to] = (isScalar(value) || isSeq(value) ? value.range : undefined) ?? [0, 0];
  const text = blockItems(items, column + (style.indentSeq ? 2 : 0), style);
  if (isScalar(value) && value.value === null && map.flow !== true) {
    const at = from === to ? endOfBlock(source, pair?.key, column + 1) : endOfBlock(source, value, column + 1);
    return [{ from, to, text: '', rank: 0 }, insertion(at, text)];
  }
  if (!isSeq(value)) throw new UneditableError(`Its ${key} are not a list`);
  if (map.flow === true || source.slice(from, to).includes('#')) {
    const isQuoted = map.flow === true && source[startOf(pair?.key)] === '"';
    return [insertion(to - 1, items.map((item) => flowItem(item, isQuoted)).join(', '))];
  }
  const colon = from - (/ *$/.exec(source.slice(0, from))?.[0].length ?? 0);
  return [{ from: colon, to, text: '', rank: 0 }, insertion(endOfBlock(source, value, column + 1), text)];
}

/** A value in block style whose lines begin in `column`. */
export function block(value: unknown, column: number, style: YamlStyle): string {
  return indented(stringify(value, { lineWidth: 0, indentSeq: style.indentSeq }), column, style.newline);
}
