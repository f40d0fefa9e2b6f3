import { describe, expect, it } from 'vitest';
import { FairClock } from '../../chaos/fair-clock';

function clockAt(times: { now: number }): FairClock {
  return new FairClock(() => times.now);
}

describe('fair time', () => {
  it('goes with real time as long as nobody waits for a processor', () => {
    const time = { now: 5_000 };
    const clock = clockAt(time);
    for (let index = 0; index < 10; index += 1) {
      time.now += 100;
      clock.sample(100, 0);
    }
    expect(clock.moment).toEqual({ fair: 1_000, real: 1_000 });
  });

  it('leaves out by how much this process was late', () => {
    const time = { now: 0 };
    const clock = clockAt(time);
    time.now = 700;
    clock.sample(100, 0);
    expect(clock.moment.fair).toBe(100);
    expect(clock.moment.real).toBe(700);
    expect(clock.heldUpMs).toBe(600);
  });

  it('leaves out what the programs waited for a processor', () => {
    const time = { now: 0 };
    const clock = clockAt(time);
    time.now = 100;
    clock.sample(100, 40);
    expect(clock.moment.fair).toBe(60);
  });

  it('never stands still for good: a machine that is too busy for ever is no excuse', () => {
    const time = { now: 0 };
    const clock = clockAt(time);
    time.now = 100;
    clock.sample(100, 5_000);
    expect(clock.moment.fair).toBeCloseTo(10);
  });
});
