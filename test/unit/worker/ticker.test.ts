import { describe, expect, it } from 'vitest';
import { tickMs, Ticker } from '../../../src/main/worker/ticker';
import { FakeClock } from '../../support/fake-clock';

describe('a ticker', () => {
  it('is one timer for all who listen, and none for nobody', async () => {
    const clock = new FakeClock();
    const ticker = new Ticker(clock);
    expect(clock.timers).toBe(0);
    let ticks = 0;
    const listening = Array.from({ length: 100 }, () => ticker.onTick(() => (ticks += 1)));
    expect(clock.timers).toBe(1);
    await clock.advance(tickMs);
    expect(ticks).toBe(100);
    for (const one of listening) one.dispose();
    expect(clock.timers).toBe(0);
  });

  it('does not call who stopped listening during the same tick', async () => {
    const clock = new FakeClock();
    const ticker = new Ticker(clock);
    const calls: string[] = [];
    ticker.onTick(() => {
      calls.push('first');
      second.dispose();
    });
    const second = ticker.onTick(() => calls.push('second'));
    await clock.advance(tickMs);
    expect(calls).toEqual(['first']);
  });
});
