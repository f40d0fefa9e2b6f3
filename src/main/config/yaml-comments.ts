import { Lexer } from 'yaml';

/** A comment of a text: from its `#` to the end of its line. */
export interface Comment {
  readonly from: number;
  readonly text: string;
}

/** Tokens of the lexer's own, which stand for nothing in the text. */
const controlTokens: ReadonlySet<string> = new Set(['\u0002', '\u0018', '\u001f']);

/** All comments of a YAML text, in order. */
export function commentsOf(source: string): readonly Comment[] {
  const comments: Comment[] = [];
  let at = 0;
  for (const token of new Lexer().lex(source)) {
    if (controlTokens.has(token)) continue;
    if (token.startsWith('#')) comments.push({ from: at, text: token.trimEnd() });
    at += token.length;
  }
  return comments;
}

/** Comments as lines of their own. */
export function commentLines(comments: readonly Comment[], column: number, newline: string): string {
  return comments.map(({ text }) => `${' '.repeat(column)}${text}${newline}`).join('');
}
