import { describe, expect, it } from 'vitest';
import { backoffMs, defaultBackoff, nextAttempt } from '../../../src/main/base/backoff';

const almostOne = 1 - Number.EPSILON;

describe('The wait before an attempt', () => {
  it('is at most half a second at first, then doubles, up to ten seconds', () => {
    const longest = [1, 2, 3, 4, 5, 6, 7].map((attempt) => backoffMs(attempt, almostOne));
    expect(longest).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
  });

  it('is spread over the whole range, from nothing on', () => {
    expect([0, 0.25, 0.5].map((random) => backoffMs(2, random))).toEqual([0, 250, 500]);
  });

  it('stays at its cap for ever', () => {
    expect(backoffMs(100_000, almostOne)).toBe(10_000);
  });

  it('takes an attempt of zero for the first', () => {
    expect(backoffMs(0, almostOne)).toBe(500);
  });

  it('follows the policy that it is given', () => {
    expect(backoffMs(3, 0.5, { baseMs: 10, capMs: 1_000, resetAfterMs: 0 })).toBe(20);
  });
});

describe('The next attempt', () => {
  it('is the first again only after half a minute of uptime', () => {
    expect(nextAttempt(7, defaultBackoff.resetAfterMs)).toBe(1);
    expect(nextAttempt(7, defaultBackoff.resetAfterMs - 1)).toBe(8);
  });

  it('goes on counting when the connection never came up', () => {
    expect(nextAttempt(0, 0)).toBe(1);
    expect(nextAttempt(1, 0)).toBe(2);
  });
});
