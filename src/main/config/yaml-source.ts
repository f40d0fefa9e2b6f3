import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  parseDocument,
  type Pair,
} from 'yaml';

/** Keys and list positions from the top of the file. */
export type Path = readonly PropertyKey[];

/** Counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A fault of the YAML itself. */
export interface YamlFault extends Position {
  readonly message: string;
}

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

/** Deeper than any config; the parser is recursive, and must not run out of stack. */
const maxDepth = 64;

const controlTokens = new Set(['\u0002', '\u0018', '\u001f', '\ufeff']);

/** Parses one YAML 1.2 document, with merge keys. Never throws, whatever the text. */
export function parseYaml(text: string): YamlSource | readonly YamlFault[] {
  const tooDeep = depthFault(text);
  if (tooDeep) return [tooDeep];
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false });
  if (document.errors.length > 0) {
    return document.errors.map((error) => ({ ...positionAt(lines, error.pos[0]), message: firstLine(error.message) }));
  }
  try {
    return sourceOf(document, document.toJS({ maxAliasCount }), lines);
  } catch (error) {
    // Aliases are resolved only here: one without its anchor, or more of them than maxAliasCount.
    return [{ line: 1, column: 1, message: firstLine((error as Error).message) }];
  }
}

/** Where the nesting gets too deep. Looks at tokens only, in one pass, so that no input can exhaust the stack. */
function depthFault(text: string): YamlFault | null {
  let [brackets, dashes, line, column, widestIndent] = [0, 0, 1, 1, 0];
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') brackets += 1;
    else if (token === ']' || token === '}') brackets -= 1;
    else if (token === '-' || token === '?') dashes += 1;
    else if (column === 1 && /^ +$/.test(token)) widestIndent = token.length;
    if (brackets + dashes > maxDepth || widestIndent > 8 * maxDepth) {
      return { line, column, message: 'The file is nested too deeply' };
    }
    const newlines = token.split('\n');
    const last = newlines.at(-1) ?? '';
    if (newlines.length > 1) {
      line += newlines.length - 1;
      column = 1;
      dashes = 0;
    }
    // Control tokens (byte order mark, start of a document or scalar) take no room on the line.
    if (!controlTokens.has(last)) column += last.length;
  }
  return null;
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
  return target.items.find(({ key }) => !isCollection(key) && String((key as Node).toJSON()) === String(step));
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

function positionAt(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? message;
}
