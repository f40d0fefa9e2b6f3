import { describe, expect, it } from 'vitest';
import { diffLines } from '../../../src/main/config/line-diff';

/** `  same`, `+ added`, `- removed`, `…`. */
function shown(before: string, after: string): readonly string[] {
  const marks = { same: ' ', added: '+', removed: '-', gap: '…' } as const;
  return diffLines(before, after).map(({ kind, text }) => `${marks[kind]}${text}`);
}

/** `a` to `z`, a line each. */
const alphabet = Array.from({ length: 26 }, (_, index) => String.fromCharCode(97 + index)).join('\n');

describe('what is different between two texts', () => {
  it('is nothing when they are the same, however their last lines end', () => {
    expect(shown('a\nb\n', 'a\nb')).toEqual([]);
  });

  it('is all of a new file', () => {
    expect(shown('', 'a\nb\n')).toEqual(['+a', '+b']);
  });

  it('is shown with three lines around it, and gaps beyond', () => {
    expect(shown(alphabet, alphabet.replace('m', 'M'))).toEqual([
      '…',
      ' j',
      ' k',
      ' l',
      '-m',
      '+M',
      ' n',
      ' o',
      ' p',
      '…',
    ]);
  });

  it('is told at both ends when something moves, and not in between', () => {
    const moved = `${alphabet.replace('b\n', '')}\nb\n`;
    expect(shown(alphabet, moved)).toEqual([' a', '-b', ' c', ' d', ' e', '…', ' x', ' y', ' z', '+b']);
  });

  it('is as short as can be', () => {
    expect(shown('a\nb\nc\na\nb\nb\na', 'c\nb\na\nb\na\nc').filter((line) => !line.startsWith(' '))).toHaveLength(5);
  });

  it('makes the second text of the first, whatever they are', () => {
    const texts = ['', 'a', 'a\nb', 'b\na', 'c\na\nb\na', 'x\ny\nz', 'a\na\na\nb\nc', 'q\nc\na\nb\na\nq'];
    for (const before of texts) {
      for (const after of texts) {
        const lines = diffLines(before, after);
        if (before === after) continue;
        const kept = (kind: 'added' | 'removed') =>
          lines.flatMap((line) => (line.kind === kind || line.kind === 'same' ? [line.text] : []));
        expect([kept('removed').join('\n'), kept('added').join('\n')]).toEqual([before, after]);
      }
    }
  });

  it('gives up on being short for texts that have nothing in common', () => {
    const long = (word: string) => Array.from({ length: 2_000 }, (_, at) => `${word} ${String(at)}`).join('\n');
    expect(diffLines(long('old'), long('new'))).toHaveLength(4_000);
  });
});
