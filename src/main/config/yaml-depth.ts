/** Deeper than any config; what reads the tokens is recursive, and must not run out of stack. */
const maxDepth = 64;

/** Control tokens (byte order mark, start of a document or scalar) take no room on the line. */
const controlTokens = new Set(['\u0002', '\u0018', '\u001f', '\ufeff']);

/** Watches how deeply the lexer's tokens nest, one after the other. */
export class DepthGuard {
  #brackets = 0;
  #dashes = 0;
  #line = 1;
  #column = 1;
  #widestIndent = 0;

  /** Of the token that was refused. */
  get position(): { readonly line: number; readonly column: number } {
    return { line: this.#line, column: this.#column };
  }

  /** Whether the next token keeps within bounds. */
  accepts(token: string): boolean {
    if (token === '[' || token === '{') this.#brackets += 1;
    else if (token === ']' || token === '}') this.#brackets -= 1;
    else if (token === '-' || token === '?') this.#dashes += 1;
    else if (this.#column === 1 && /^ +$/.test(token)) this.#widestIndent = token.length;
    if (this.#brackets + this.#dashes > maxDepth || this.#widestIndent > 8 * maxDepth) return false;
    this.#move(token);
    return true;
  }

  #move(token: string): void {
    const lastNewline = token.lastIndexOf('\n');
    if (lastNewline === -1) {
      if (!controlTokens.has(token)) this.#column += token.length;
      return;
    }
    for (let at = token.indexOf('\n'); at !== -1; at = token.indexOf('\n', at + 1)) this.#line += 1;
    this.#column = token.length - lastNewline;
    this.#dashes = 0;
  }
}
