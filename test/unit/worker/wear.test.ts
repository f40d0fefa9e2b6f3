import { describe, expect, it } from 'vitest';
import { wearOf } from '../../../src/main/worker/wear';

const limits = { maxAgeMs: 60_000, maxIdleMs: 10_000 };

describe('a tunnel', () => {
  it('is worn by age, in use or not', () => {
    expect(wearOf({ ageMs: 59_999, idleMs: 0 }, limits, 0)).toBeNull();
    expect(wearOf({ ageMs: 60_000, idleMs: 0 }, limits, 0)).toEqual({ why: 'age', afterMs: 60_000 });
  });

  it('is worn by being idle, young or not', () => {
    expect(wearOf({ ageMs: 12_000, idleMs: 9_999 }, limits, 0)).toBeNull();
    expect(wearOf({ ageMs: 12_000, idleMs: 10_000 }, limits, 0)).toEqual({ why: 'idle', afterMs: 10_000 });
  });

  it('is never worn by what there is no limit for', () => {
    const ages = { ageMs: 1e9, idleMs: 1e9 };
    expect(wearOf(ages, { maxAgeMs: null, maxIdleMs: null }, 0)).toBeNull();
    expect(wearOf(ages, { maxAgeMs: null, maxIdleMs: 10_000 }, 0)?.why).toBe('idle');
  });

  it('is worn a little before its limit, by a chance of its own, and never after it', () => {
    expect(wearOf({ ageMs: 55_000, idleMs: 0 }, limits, 0.9)?.why).toBe('age');
    expect(wearOf({ ageMs: 53_999, idleMs: 0 }, limits, 0.999)).toBeNull();
  });
});
