import { describe, expect, it } from 'vitest';
import { growthOf, type Sample } from '../../chaos/growth';

const mebibyte = 1024 * 1024;
const hour = 60 * 60_000;

function samplesOf(durationMs: number, at: (share: number) => Partial<Sample>): Sample[] {
  return Array.from({ length: 200 }, (_, index) => {
    const share = index / 199;
    return {
      atMs: share * durationMs,
      residentBytes: 100 * mebibyte,
      descriptors: 300,
      threads: 13,
      ...at(share),
    };
  });
}

const grown = (samples: readonly Sample[], durationMs: number) =>
  growthOf(samples, durationMs, 30).flatMap(({ grew, rule }) => (grew ? [rule] : []));

describe('growth', () => {
  it('is none where everything is flat', () => {
    expect(
      grown(
        samplesOf(hour, () => ({})),
        hour,
      ),
    ).toEqual([]);
    expect(
      grown(
        samplesOf(120_000, () => ({})),
        120_000,
      ),
    ).toEqual([]);
  });

  it('is seen in memory that goes on growing for an hour', () => {
    const leaking = samplesOf(hour, (share) => ({ residentBytes: (100 + 120 * share) * mebibyte }));
    expect(grown(leaking, hour)).toEqual(['memory grows']);
  });

  it('is not seen in memory that grows at first and is flat then', () => {
    const settling = samplesOf(hour, (share) => ({ residentBytes: (100 + Math.min(60, 600 * share)) * mebibyte }));
    expect(grown(settling, hour)).toEqual([]);
  });

  it('is seen in descriptors beyond the tunnels that are kept in reserve', () => {
    expect(
      grown(
        samplesOf(120_000, (share) => ({ descriptors: 300 + 200 * share })),
        120_000,
      ),
    ).toEqual(['descriptors grow']);
  });

  it('is seen in a single thread that was left behind', () => {
    expect(
      grown(
        samplesOf(120_000, (share) => ({ threads: share > 0.5 ? 14 : 13 })),
        120_000,
      ),
    ).toEqual(['threads grow']);
  });
});
