import { describe, expect, it } from 'vitest';
import { highest, niceTop, pathOf, valueAt, type Series } from '../../../../src/renderer/model/chart';

const frame = { start: 1_000, end: 7_000, top: 10 };
const series = (look: Series['look'], ...stretches: [number, number, number][]): Series => ({
  name: '',
  look,
  stretches: stretches.map(([from, to, value]) => ({ from, to, value })),
});

describe('A chart', () => {
  it.each([
    [0, 5, 5],
    [3, 2, 5],
    [5, 2, 5],
    [5.01, 2, 10],
    [96_200_000, 1_000, 100_000_000],
    [1_000, 1_000, 1_000],
    [0.3, 0.1, 0.5],
  ])('of values up to %d, with room for %d, ends at %d', (value, least, top) => {
    expect(niceTop(value, least)).toBe(top);
  });

  it('has the highest value of all its lines', () => {
    expect(highest([series('line', [0, 1, 3]), series('area', [0, 1, 8], [1, 2, 2])])).toBe(8);
    expect(highest([])).toBe(0);
  });

  it('draws stretches that touch as one line', () => {
    expect(pathOf(series('line', [1_000, 4_000, 5], [4_000, 7_000, 10]), frame)).toBe('M0 50H300V0H600');
  });

  it('draws nothing where nothing is known', () => {
    expect(pathOf(series('line', [1_000, 2_000, 0], [6_000, 7_000, 0]), frame)).toBe('M0 100H100M500 100H600');
    expect(pathOf(series('line'), frame)).toBe('');
  });

  it('closes an area along the lower edge, each run by itself', () => {
    expect(pathOf(series('area', [1_000, 2_000, 10], [6_000, 7_000, 5]), frame)).toBe(
      'M0 100V0H100V100ZM500 100V50H600V100Z',
    );
  });

  it('leaves out what is before it, and cuts off what reaches into it or over its top', () => {
    expect(pathOf(series('line', [0, 500, 1], [500, 4_000, 25]), frame)).toBe('M0 0H300');
  });

  it('tells what was so at a moment, and that nothing is known of another', () => {
    const known = series('line', [1_000, 4_000, 5], [6_000, 7_000, 10]);
    expect([valueAt(known, 2_000), valueAt(known, 5_000), valueAt(known, 7_000)]).toEqual([5, null, 10]);
  });
});
