import { describe, expect, it } from 'vitest';
import {
  agoText,
  bytesText,
  clockText,
  durationText,
  inText,
  momentText,
  roundTripText,
  tookText,
} from '../../../src/shared/durations-text';

describe('durations', () => {
  it('have two units at most and are rounded down', () => {
    expect([0, 17_900, 59_999, 60_000, 7_500_000, 7_200_000, 273_600_000].map(durationText)).toEqual([
      '0 s',
      '17 s',
      '59 s',
      '1 min',
      '2 h 5 min',
      '2 h',
      '3 d 4 h',
    ]);
  });

  it('of work keep the parts of a second that matter', () => {
    expect([0.4, 85, 999, 999.6, 1_234, 9_949, 17_000].map(tookText)).toEqual([
      '0 ms',
      '85 ms',
      '999 ms',
      '1.0 s',
      '1.2 s',
      '9.9 s',
      '17 s',
    ]);
  });

  it('are never negative, whatever the clocks did', () => {
    expect([durationText(-5), tookText(-5), agoText(-5), inText(-5)]).toEqual(['0 s', '0 ms', 'now', 'now']);
  });

  it('until a moment are said as its time today, with its day in this year, and else as a date', () => {
    const now = new Date(2026, 2, 12, 13, 19).getTime();
    const moments = [new Date(2026, 2, 12, 0, 5), new Date(2026, 11, 31, 23, 59), new Date(2027, 2, 3, 14, 2)];
    expect(moments.map((moment) => momentText(moment.getTime(), now))).toEqual([
      '00:05',
      '31 December, 23:59',
      '3 March 2027',
    ]);
  });

  it('of round trips have parts of a millisecond', () => {
    expect([0, 0.4, 9.94, 9.96, 18.4, 1_234].map(roundTripText)).toEqual([
      '0 ms',
      '0.4 ms',
      '9.9 ms',
      '10 ms',
      '18 ms',
      '1.2 s',
    ]);
  });

  it('to come are rounded up, so that "now" is not said too early', () => {
    expect([inText(1), inText(2_400), inText(3_000)]).toEqual(['in 1 s', 'in 3 s', 'in 3 s']);
  });

  it('that passed begin with "now"', () => {
    expect([agoText(0), agoText(999), agoText(2_100)]).toEqual(['now', 'now', '2 s ago']);
  });
});

describe('sizes', () => {
  it('are decimal, with a fraction only where it tells something', () => {
    expect([0, 999, 1_000, 1_234_567, 34_000_000_000, 999_600].map(bytesText)).toEqual([
      '0 B',
      '999 B',
      '1.0 kB',
      '1.2 MB',
      '34 GB',
      '1.0 MB',
    ]);
  });
});

describe('a time of day', () => {
  it('is the reader’s own, with two digits each', () => {
    expect(clockText(new Date(2024, 0, 5, 4, 2, 9).getTime())).toBe('04:02:09');
  });
});
