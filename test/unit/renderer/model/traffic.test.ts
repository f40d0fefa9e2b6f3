import { describe, expect, it } from 'vitest';
import { latestRate, ratesOf, runsOf, totalsOf } from '../../../../src/renderer/model/traffic';
import type { Sample } from '../../../../src/shared/history';
import { viewedAt } from '../../../support/views';

function sample(seconds: number, bytesUp: number, bytesDown = 0, count = seconds + 1_000): Sample {
  return { at: viewedAt + seconds * 1_000, count, bytesUp, bytesDown, openConnections: 0, roundTripMs: null };
}

const ratesFrom = (...samples: Sample[]) =>
  ratesOf(samples).map(({ from, to, up, down }) => [(from - viewedAt) / 1_000, (to - viewedAt) / 1_000, up, down]);

describe('The traffic of a forward', () => {
  it('is what its counters grew by from one heartbeat to the next, in bytes per second', () => {
    expect(ratesFrom(sample(0, 1_000, 50), sample(5, 6_000, 50), sample(9, 6_000, 450))).toEqual([
      [0, 5, 1_000, 0],
      [5, 9, 0, 100],
    ]);
  });

  it('is unknown until there were two heartbeats', () => {
    expect([ratesFrom(), ratesFrom(sample(0, 5_000))]).toEqual([[], []]);
  });

  it('is unknown where the counters began anew, even if they have overtaken what they were', () => {
    expect(ratesFrom(sample(0, 9_000), sample(5, 100), sample(10, 600))).toEqual([[5, 10, 100, 0]]);
    expect(ratesFrom(sample(0, 100, 0, 412), sample(5, 9_000, 0, 1), sample(10, 9_500, 0, 2))).toEqual([
      [5, 10, 100, 0],
    ]);
  });

  it('is unknown, not nothing, where heartbeats were missing', () => {
    const samples = [sample(0, 0), sample(5, 500), sample(10, 1_000), sample(40, 9_000), sample(45, 9_000)];
    expect(ratesFrom(...samples).map(([from]) => from)).toEqual([0, 5, 40]);
    expect(runsOf(samples).map((run) => run.length)).toEqual([3, 2]);
  });

  it('has no gaps where heartbeats are asked for more rarely than usual', () => {
    const samples = [0, 30, 60, 90].map((seconds) => sample(seconds, seconds));
    expect(ratesFrom(...samples)).toHaveLength(3);
    expect(runsOf(samples)).toEqual([samples]);
  });

  it('goes on lately only while heartbeats come', () => {
    const rates = ratesOf([sample(0, 0), sample(5, 500)]);
    expect(latestRate(rates, viewedAt + 10_000)?.up).toBe(100);
    expect(latestRate(rates, viewedAt + 20_000)).toBeNull();
    expect(latestRate([], viewedAt)).toBeNull();
  });

  it('adds up to the bytes that went through', () => {
    expect(totalsOf(ratesOf([sample(0, 0, 10), sample(5, 500, 10), sample(12, 700, 40)]))).toEqual({
      up: 700,
      down: 30,
    });
  });
});
