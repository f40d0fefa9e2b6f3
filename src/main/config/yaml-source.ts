import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isSeq,
  type LineCounter,
  type Node,
  type Pair,
  visit,
} from 'yaml';
import { compose, firstLine, linesOf, type Position, positionAt, type YamlFault } from './yaml-compose';

/** Keys and list positions from the top of the file. */
export type Path = readonly PropertyKey[];

/** Parsed YAML that still knows where everything stood. */
export interface YamlSource {
  readonly value: unknown;
  /** Where the value at `path` stands; where something is missing, the nearest thing that holds it. */
  positionOf(path: Path): Position;
  /** Where the key itself stands, for keys that should not be there. */
  positionOfKey(path: Path): Position;
}

/** Uses of one anchor multiply when they are nested; a file that people write stays far below this. */
const maxAliasCount = 1_000;

/** Parses one YAML 1.2 document, with merge keys. Never throws, whatever the text. */
export function parseYaml(given: string): YamlSource | readonly YamlFault[] {
  // A byte order mark takes no room on the first line.
  const text = given.replace(/^\uFEFF/, '');
  const lines = linesOf(text);
  const document = compose(text, lines);
  if (!('contents' in document)) return document;
  if (document.errors.length > 0) {
    return document.errors.map((error) => ({ ...positionAt(lines, error.pos[0]), message: firstLine(error.message) }));
  }
  try {
    return sourceOf(document, document.toJS({ maxAliasCount }), lines);
  } catch (error) {
    // Aliases are resolved only here: one without its anchor, or more of them than maxAliasCount.
    return [{ ...positionAt(lines, strayAlias(document)), message: firstLine((error as Error).message) }];
  }
}

/** Where the first alias without an anchor stands; the start of the file when there is none. */
function strayAlias(document: Document.Parsed): number {
  let offset = 0;
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) !== undefined) return undefined;
      offset = startOf(alias);
      return visit.BREAK;
    },
  });
  return offset;
}

function sourceOf(document: Document.Parsed, value: unknown, lines: LineCounter): YamlSource {
  const offsetOf = (path: Path, ofKey: boolean): number => {
    let node: unknown = document.contents;
    let offset = startOf(node);
    for (const [index, step] of path.entries()) {
      const pair = pairAt(document, node, step);
      if (ofKey && index === path.length - 1 && pair) return startOf(pair.key) || offset;
      node = pair ? pair.value : itemAt(document, node, step);
      if (node === undefined) return offset;
      // A key without a value ("port:") has no place of its own: the key's will do.
      offset = startOf(node) || startOf(pair?.key) || offset;
    }
    return offset;
  };
  return {
    value,
    positionOf: (path) => positionAt(lines, offsetOf(path, false)),
    positionOfKey: (path) => positionAt(lines, offsetOf(path, true)),
  };
}

function pairAt(document: Document.Parsed, node: unknown, step: PropertyKey): Pair | undefined {
  const target = followed(document, node);
  if (!isMap(target)) return undefined;
  const own = target.items.find((pair) => nameOf(pair) === String(step));
  return own ?? mergedPair(document, target.items, step);
}

/** What a merge key (`<<: *base`) brings in stands where its anchor is. The first that has it wins. */
function mergedPair(document: Document.Parsed, items: readonly Pair[], step: PropertyKey): Pair | undefined {
  for (const pair of items) {
    if (nameOf(pair) !== '<<') continue;
    const merged = followed(document, pair.value);
    for (const source of isSeq(merged) ? merged.items : [merged]) {
      const found = pairAt(document, source, step);
      if (found) return found;
    }
  }
  return undefined;
}

function nameOf({ key }: Pair): string | null {
  if (isCollection(key) || key === null) return null;
  const name: unknown = (key as Node).toJSON();
  // The merge key is a symbol to the package.
  return typeof name === 'symbol' ? (name.description ?? '') : String(name);
}

function itemAt(document: Document.Parsed, node: unknown, step: PropertyKey): unknown {
  const target = followed(document, node);
  return isSeq(target) && typeof step === 'number' ? target.items[step] : undefined;
}

function followed(document: Document.Parsed, node: unknown): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

function startOf(node: unknown): number {
  return (node as Node | null | undefined)?.range?.[0] ?? 0;
}
