import { describe, expect, it } from 'vitest';
import { Troubles } from '../../../src/main/engine/troubles';

describe('what is wrong on this computer', () => {
  it('stands among the problems until it is over, and is news once', () => {
    const troubles = new Troubles();
    const full = { file: '/logs/portwatch.log', message: 'No room.' };
    expect([troubles.note('log', full), troubles.note('log', full)]).toEqual([true, false]);
    expect(troubles.problems()).toEqual([{ ...full, hint: '', line: 0, column: 0, path: '', elsewhere: true }]);
    expect([troubles.note('log', null), troubles.note('log', null)]).toEqual([true, false]);
    expect(troubles.problems()).toEqual([]);
  });

  it('is told apart by its name', () => {
    const troubles = new Troubles();
    troubles.note('log', { file: 'a', message: 'No room.' });
    troubles.note('descriptors', { file: 'b', message: 'None left.' });
    expect(troubles.problems().map(({ file }) => file)).toEqual(['a', 'b']);
  });
});
