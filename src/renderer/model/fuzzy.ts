/** How well a text answers to what was typed, and which of its characters did. */
export interface Match {
  /** Higher is better. */
  readonly score: number;
  readonly at: readonly number[];
}

/**
 * One typed word in a text: at the start of a word, within one, or its letters in order, each next to the one before or at
 * the start of a word (`odb` finds `orders-db`). Both in lower case. Null when it is not there.
 */
export function matchWord(word: string, text: string): Match | null {
  const inside = text.indexOf(word);
  if (inside === -1) return matchScattered(word, text);
  let from = inside;
  while (from !== -1 && !isStart(text, from)) from = text.indexOf(word, from + 1);
  if (from === -1) return { score: 60, at: span(inside, word.length) };
  const whole = !isLetter(text.charAt(from + word.length));
  return { score: whole ? 100 : 90, at: span(from, word.length) };
}

function matchScattered(word: string, text: string): Match | null {
  const at: number[] = [];
  let jumps = 0;
  for (const letter of word) {
    const after = (at.at(-1) ?? -1) + 1;
    const next = after > 0 && text.startsWith(letter, after) ? after : nextStart(text, letter, after);
    if (next === -1) return null;
    if (next !== after) jumps += 1;
    at.push(next);
  }
  return { score: Math.max(1, 40 - 6 * jumps), at };
}

/** Where the letter next begins a word; -1 when it begins none. */
function nextStart(text: string, letter: string, from: number): number {
  let index = text.indexOf(letter, from);
  while (index !== -1 && !isStart(text, index)) index = text.indexOf(letter, index + 1);
  return index;
}

function isStart(text: string, index: number): boolean {
  return !isLetter(text.charAt(index - 1));
}

/** Or a digit. */
function isLetter(character: string): boolean {
  return character.toLowerCase() !== character.toUpperCase() || (character >= '0' && character <= '9');
}

function span(from: number, length: number): readonly number[] {
  return Array.from({ length }, (_, index) => from + index);
}
