import { describe, expect, it } from 'vitest';
import { barPath, barsOf, sparkHeight, sparkWidth } from '../../../../src/renderer/model/sparkline';
import type { Rate } from '../../../../src/renderer/model/traffic';

const minute = 60_000;
const rate = (fromSeconds: number, up: number, down: number): Rate => ({
  from: fromSeconds * 1_000,
  to: fromSeconds * 1_000 + 5_000,
  up,
  down,
});

describe('A sparkline', () => {
  it('has a bar for each measurement, where it was in the last minute', () => {
    const [first, last] = barsOf([rate(60, 1e6, 0), rate(115, 0, 0)], 2 * minute, minute);
    expect(first).toEqual({ x: 0, width: expect.closeTo(1 / 12) as number, up: 1, down: 0 });
    expect(last?.x).toBeCloseTo(11 / 12);
  });

  it('leaves out what is older, and cuts off what began before', () => {
    const bars = barsOf([rate(0, 1, 1), rate(57, 1, 1)], 2 * minute, minute);
    expect(bars).toHaveLength(1);
    expect(bars[0]).toMatchObject({ x: 0, width: expect.closeTo(2 / 60) as number });
  });

  it('measures both ways alike, by the highest', () => {
    const [bar] = barsOf([rate(0, 250_000, 1_000_000)], minute, minute);
    expect(bar).toMatchObject({ up: 0.5, down: 1 });
  });

  it('does not make much of a few bytes', () => {
    const [bar] = barsOf([rate(0, 20, 0)], minute, minute);
    expect(bar?.up).toBeCloseTo(0.1);
  });

  it('draws what was sent above the line, what was received below it, and whatever went through at all', () => {
    const bars = barsOf([rate(0, 1e6, 1)], 5_000, minute);
    const middle = (sparkHeight - 1) / 2;
    expect(barPath(bars, 'up')).toBe(`M${String(sparkWidth - 5)} 0h4v${String(middle)}h-4z`);
    expect(barPath(bars, 'down')).toBe(`M${String(sparkWidth - 5)} ${String(middle + 1)}h4v1h-4z`);
  });

  it('draws a line where nothing went through, and nothing where nothing is known', () => {
    const bars = barsOf([rate(0, 0, 0)], 5_000, minute);
    expect([barPath(bars, 'up'), barPath(bars, 'down')]).toEqual(['', '']);
    expect(barPath(bars, 'known')).toBe(`M${String(sparkWidth - 5)} 14h5v1h-5z`);
    expect(barPath([], 'known')).toBe('');
  });
});
