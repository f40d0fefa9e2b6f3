/** One command of a script, as a shell would take it apart. */
export interface ShellCommand {
  /** Counted from 1. */
  readonly line: number;
  readonly words: readonly string[];
  /** Why only a shell can know what it means; null when that is not so. */
  readonly unknown: string | null;
}

/** Takes a POSIX shell's commands apart: quotes, escapes, continued lines, comments, operators, redirections. */
export function shellCommands(script: string): readonly ShellCommand[] {
  return new Scanner(script).commands();
}

const variableWhy = 'it has a variable or the output of a command in it, which only your shell knows';

class Scanner {
  readonly #found: ShellCommand[] = [];
  #at = 0;
  #line = 1;
  #startLine = 1;
  #words: string[] = [];
  #word: string | null = null;
  #unknown: string | null = null;
  /** The next word is a file's name. */
  #redirects = false;

  constructor(private readonly script: string) {}

  commands(): readonly ShellCommand[] {
    while (this.#at < this.script.length) this.#step(this.script.charAt(this.#at));
    this.#endCommand();
    return this.#found;
  }

  #step(character: string): void {
    const isPrompt = this.#words.length === 0 && this.#word === null && this.script[this.#at + 1] === ' ';
    if (character === '\\') this.#escape();
    else if (character === "'") this.#singleQuoted();
    else if (character === '"') this.#doubleQuoted();
    else if (' \t\r'.includes(character)) this.#blank();
    else if (character === '#' && this.#word === null) this.#take(this.#lengthUntil('\n'));
    else if ('<>'.includes(character) || this.script.startsWith('&>', this.#at)) this.#redirect();
    else if ('\n;&|()'.includes(character)) this.#operator();
    else if (character === '$' && isPrompt) this.#take(1);
    else {
      if ('$`'.includes(character)) this.#unknown ??= variableWhy;
      this.#put(this.#take(1));
    }
  }

  #blank(): void {
    this.#take(1);
    this.#endWord();
  }

  #escape(): void {
    const next = this.script[this.#at + 1];
    const isContinued = next === '\n' || (next === '\r' && this.script[this.#at + 2] === '\n');
    const text = this.#take(isContinued && next === '\r' ? 3 : 2);
    if (!isContinued) this.#put(text.slice(1));
  }

  #singleQuoted(): void {
    this.#take(1);
    this.#put(this.#take(this.#lengthUntil("'")));
    this.#closeQuote();
  }

  #doubleQuoted(): void {
    this.#take(1);
    this.#put('');
    while (this.#at < this.script.length && this.script[this.#at] !== '"') {
      const character = this.#take(1);
      if (character === '\\' && /["\\$`\n]/.test(this.script[this.#at] ?? '')) {
        const escaped = this.#take(1);
        this.#put(escaped === '\n' ? '' : escaped);
        continue;
      }
      if (character === '$' || character === '`') this.#unknown ??= variableWhy;
      this.#put(character);
    }
    this.#closeQuote();
  }

  #closeQuote(): void {
    if (this.#at >= this.script.length) this.#unknown ??= 'a quotation mark in it is not closed';
    this.#take(1);
  }

  #redirect(): void {
    // In `2>file` the number is no word.
    if (this.#word !== null && /^\d+$/.test(this.#word)) this.#word = null;
    this.#endWord();
    const [operator = '>'] =
      /^(&>>?|<<<|<<-?|>>|>\||[<>])(&(\d+|-))?/.exec(this.script.slice(this.#at, this.#at + 12)) ?? [];
    this.#take(operator.length);
    this.#redirects = !/&(\d+|-)$/.test(operator);
  }

  #operator(): void {
    this.#take(1);
    this.#endCommand();
  }

  #put(text: string): void {
    if (this.#words.length === 0 && this.#word === null) this.#startLine = this.#line;
    this.#word = (this.#word ?? '') + text;
  }

  #endWord(): void {
    if (this.#word !== null && !this.#redirects) this.#words.push(this.#word);
    if (this.#word !== null) this.#redirects = false;
    this.#word = null;
  }

  #endCommand(): void {
    this.#endWord();
    if (this.#words.length > 0) this.#found.push({ line: this.#startLine, words: this.#words, unknown: this.#unknown });
    this.#words = [];
    this.#unknown = null;
    this.#redirects = false;
  }

  #lengthUntil(character: string): number {
    const found = this.script.indexOf(character, this.#at);
    return (found === -1 ? this.script.length : found) - this.#at;
  }

  #take(length: number): string {
    const text = this.script.slice(this.#at, this.#at + length);
    this.#at += length;
    for (const character of text) if (character === '\n') this.#line += 1;
    return text;
  }
}
