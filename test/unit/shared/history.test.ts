import { describe, expect, it } from 'vitest';
import { sampleOf, since, withSample, type Sample } from '../../../src/shared/history';
import { noTraffic } from '../../../src/shared/view';
import { someBeat, viewedAt } from '../../support/views';

const second = 1_000;

function sampleAt(seconds: number): Sample {
  return sampleOf(someBeat({ at: viewedAt + seconds * second }));
}

function keptOf(times: readonly number[], keepMs = 600 * second): readonly number[] {
  const kept = times.reduce<readonly Sample[]>((samples, time) => withSample(samples, sampleAt(time), keepMs), []);
  return kept.map(({ at }) => (at - viewedAt) / second);
}

describe('The history of a forward', () => {
  it('takes of a heartbeat what its charts show', () => {
    const traffic = { ...noTraffic, bytesUp: 10, bytesDown: 20, openConnections: 3 };
    expect(sampleOf(someBeat({ ageMs: 700, count: 9, traffic, roundTripMs: 21.5 }))).toEqual({
      at: viewedAt,
      count: 9,
      bytesUp: 10,
      bytesDown: 20,
      openConnections: 3,
      roundTripMs: 21.5,
    });
  });

  it('keeps every heartbeat that comes at the usual pace', () => {
    expect(keptOf([0, 5, 10.2, 14.9, 20])).toEqual([0, 5, 10.2, 14.9, 20]);
  });

  it('thins out those that come faster, and has the latest all the same', () => {
    const kept = keptOf(Array.from({ length: 601 }, (_, index) => index / 2));
    expect(kept.at(-1)).toBe(300);
    expect(kept.length).toBeLessThan(90);
  });

  it('forgets what is older than it has to be', () => {
    expect(keptOf([0, 5, 10, 15, 20], 10 * second)).toEqual([10, 15, 20]);
    expect(keptOf([0, 5, 100], 10 * second)).toEqual([100]);
  });

  it('begins anew when the clock was set back', () => {
    expect(keptOf([0, 5, 10, -3_600, -3_595])).toEqual([-3_600, -3_595]);
  });

  it('can be had over a shorter time', () => {
    const samples = [0, 5, 10].map(sampleAt);
    expect(since(samples, 6 * second, viewedAt + 12 * second)).toEqual([samples[2]]);
  });
});
