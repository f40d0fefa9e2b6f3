import { describe, expect, it } from 'vitest';
import { allOf, nothingSelected, ranged, selectedIn, withToggled } from '../../../../src/renderer/model/selection';

const rows = ['a', 'b', 'c', 'd', 'e'];

describe('The selection', () => {
  it('takes a row in, and lets go of it again', () => {
    const one = withToggled(nothingSelected, 'b');
    expect([...one.ids]).toEqual(['b']);
    expect([...withToggled(one, 'b').ids]).toEqual([]);
  });

  it('is a range from where it began, up or down, and each time anew', () => {
    const begun = withToggled(nothingSelected, 'c');
    const down = ranged(begun, rows, 'c', 'e');
    expect([...down.ids]).toEqual(['c', 'd', 'e']);
    expect([...ranged(down, rows, 'e', 'a').ids]).toEqual(['a', 'b', 'c']);
  });

  it('begins a range at the row that the keyboard is at when nothing was selected before', () => {
    expect([...ranged(nothingSelected, rows, 'b', 'c').ids]).toEqual(['b', 'c']);
    expect([...ranged(nothingSelected, rows, null, 'c').ids]).toEqual(['c']);
  });

  it('does not begin a range at a row that is not shown any more', () => {
    const begun = withToggled(nothingSelected, 'gone');
    expect([...ranged(begun, rows, 'gone', 'd').ids]).toEqual(['d']);
  });

  it('is in the order of the list, and never of a row that is not shown', () => {
    const selection = withToggled(withToggled(nothingSelected, 'd'), 'b');
    expect(selectedIn(selection, rows)).toEqual(['b', 'd']);
    expect(selectedIn(selection, ['a', 'd'])).toEqual(['d']);
    expect(selectedIn(allOf(rows), rows)).toEqual(rows);
  });
});
