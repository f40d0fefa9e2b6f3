import { Composer, type CST, type Document, Lexer, LineCounter, Parser } from 'yaml';
import { DepthGuard } from './yaml-depth';

/** Counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A fault of the YAML itself. */
export interface YamlFault extends Position {
  readonly message: string;
}

/** Each fault takes a kilobyte, and nobody reads so many: what has more is no YAML. */
const maxFaults = 1_000;

/** A file of 10 MiB with nothing but forwards has half as many. Each takes some hundred bytes. */
const maxTokens = 4_000_000;

/** Counted here: the parser does not tell of the lines that broken text runs over. */
export function linesOf(text: string): LineCounter {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines.addNewLine(at + 1);
  return lines;
}

/** As the package's own `parseDocument`, with an eye on depth and size before anything recursive looks at the tokens. */
export function compose(text: string, lines: LineCounter): Document.Parsed | readonly YamlFault[] {
  const guard = new DepthGuard();
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  const faults: YamlFault[] = [];
  let count = 0;
  for (const lexeme of new Lexer().lex(text)) {
    if (!guard.accepts(lexeme)) return [{ ...guard.position, message: 'The file is nested too deeply' }];
    count += 1;
    if (count > maxTokens) return [{ ...guard.position, message: 'The file has more in it than can be read' }];
    for (const token of parser.next(lexeme)) {
      if (token.type === 'error')
        faults.push({ ...positionAt(lines, token.offset), message: firstLine(token.message) });
      if (faults.length > maxFaults) return tooMany(faults);
      tokens.push(token);
    }
  }
  tokens.push(...parser.end());
  const composer = new Composer({ merge: true, prettyErrors: false });
  const composed = boundFaults(composer, lines);
  try {
    const [document, second] = composer.compose(tokens, true, text.length) as Iterable<Document.Parsed>;
    if (document === undefined) throw new Error('A YAML stream has one document at least.');
    if (second === undefined || document.errors.length > 0) return document;
    const message = 'The file has several documents; one is read. Remove what follows "---"';
    return [{ ...positionAt(lines, second.range[0]), message }];
  } catch (error) {
    if (error instanceof TooManyFaultsError) return tooMany(composed);
    throw error;
  }
}

class TooManyFaultsError extends Error {
  override readonly name = 'TooManyFaultsError';
}

/** What the package calls for each fault, and does not count. */
interface Complaining {
  onError(source: unknown, code: string, message: string, warning?: boolean): void;
}

/** Has the composer give up when there are too many faults; those until then. */
function boundFaults(composer: Composer, lines: LineCounter): readonly YamlFault[] {
  const complaining = composer as unknown as Complaining;
  const original = complaining.onError.bind(composer);
  const faults: YamlFault[] = [];
  complaining.onError = (source, code, message, warning) => {
    if (faults.length >= maxFaults) throw new TooManyFaultsError();
    const place = source as number | readonly number[] | { readonly offset: number };
    const offset = typeof place === 'number' ? place : 'offset' in place ? place.offset : (place[0] ?? 0);
    if (warning !== true) faults.push({ ...positionAt(lines, offset), message: firstLine(message) });
    original(source, code, message, warning);
  };
  return faults;
}

function tooMany(faults: readonly YamlFault[]): readonly YamlFault[] {
  const last = faults.at(-1);
  const message = `There are more than ${String(maxFaults)} faults like these: the rest is not looked at`;
  return [...faults.slice(0, maxFaults), { line: last?.line ?? 1, column: last?.column ?? 1, message }];
}

export function positionAt(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

export function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? message;
}
