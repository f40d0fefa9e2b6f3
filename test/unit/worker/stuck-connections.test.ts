import { describe, expect, it } from 'vitest';
import type { Wait } from '../../../src/main/tunnel/tunnel';
import { stuckAfterMs, stuckAmong, StuckLookout, type Waiting } from '../../../src/main/worker/stuck-connections';

const waitingOn = (on: Wait['on'], ms: number): Waiting => ({ waiting: () => ({ on, ms }) });

describe('what connections wait for', () => {
  it('is nothing to tell of before two minutes', () => {
    expect(stuckAmong([{ on: 'app', ms: stuckAfterMs - 1 }])).toBeNull();
    expect(stuckAmong([])).toBeNull();
  });

  it('is told with how many wait for whom, and for how long the first of them has', () => {
    const waits = [
      { on: 'app', ms: stuckAfterMs },
      { on: 'client', ms: 300_000.4 },
      { on: 'app', ms: 200_000 },
      { on: 'app', ms: 5 },
    ] as const;
    expect(stuckAmong(waits)).toEqual({ toApp: 2, toClient: 1, longestMs: 300_000 });
  });
});

describe('looking at connections now and then', () => {
  it('finds one stuck that was stuck at the look before', () => {
    const lookout = new StuckLookout();
    const stuck = waitingOn('app', stuckAfterMs);
    expect(lookout.look([stuck])).toBeNull();
    expect(lookout.look([stuck])).toEqual({ toApp: 1, toClient: 0, longestMs: stuckAfterMs });
  });

  it('accuses nobody after this thread stood still, when what they waited for is there a moment later', () => {
    const lookout = new StuckLookout();
    let wait: Wait | null = { on: 'app', ms: 3_600_000 };
    const connection: Waiting = { waiting: () => wait };
    expect(lookout.look([connection])).toBeNull();
    wait = null;
    expect(lookout.look([connection])).toBeNull();
  });

  it('begins anew with one that has moved in between', () => {
    const lookout = new StuckLookout();
    const stuck = waitingOn('client', stuckAfterMs);
    lookout.look([stuck]);
    lookout.look([]);
    expect(lookout.look([stuck])).toBeNull();
  });
});
