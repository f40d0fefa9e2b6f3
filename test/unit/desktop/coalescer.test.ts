import { describe, expect, it } from 'vitest';
import { Coalescer } from '../../../src/main/desktop/coalescer';
import { FakeClock } from '../../support/fake-clock';

function prepared() {
  const clock = new FakeClock();
  const runs: number[] = [];
  const start = clock.now();
  const coalescer = new Coalescer(clock, 100, () => void runs.push(clock.now() - start));
  return { clock, runs, coalescer };
}

describe('Updates of the tray', () => {
  it('come at once when there was none for a while', async () => {
    const { clock, runs, coalescer } = prepared();
    coalescer.request();
    expect(runs).toEqual([]);
    await clock.advance(0);
    expect(runs).toEqual([0]);
  });

  it('come at most once per interval, and the last is never lost', async () => {
    const { clock, runs, coalescer } = prepared();
    for (let turn = 0; turn < 250; turn += 1) {
      coalescer.request();
      await clock.advance(1);
    }
    await clock.advance(1_000);
    expect(runs).toEqual([0, 100, 200, 300]);
  });

  it('stop when it is disposed', async () => {
    const { clock, runs, coalescer } = prepared();
    coalescer.request();
    coalescer.dispose();
    coalescer.request();
    await clock.advance(1_000);
    expect(runs).toEqual([]);
    expect(clock.timers).toBe(0);
  });
});
