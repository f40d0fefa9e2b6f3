import { describe, expect, it } from 'vitest';
import { transition } from '../../../src/main/worker/machine';
import { progressAgeMs } from '../../../src/main/worker/progress';
import { progressOf, publicState } from '../../../src/main/worker/published';
import type { WorkerInput, WorkerState } from '../../../src/main/worker/worker-state';
import { problemWith, targetOf, timings } from '../../support/forwards';

const target = targetOf();
const away = problemWith('api-unreachable');

/** Time, input, and whether somebody needs a tunnel at that moment. Chance is always the highest. */
type Step = readonly [now: number, input: WorkerInput, isNeeded: boolean];

function run(steps: readonly Step[], from: WorkerState = { kind: 'idle' }): WorkerState {
  return steps.reduce((state, [now, input, isNeeded]) => transition(state, input, now, 1, isNeeded), from);
}

const toListening: readonly Step[] = [
  [0, { type: 'start' }, false],
  [10, { type: 'bound' }, false],
];
const toForwarding: readonly Step[] = [
  ...toListening,
  [1_000, { type: 'wanted' }, true],
  [1_010, { type: 'resolved', target }, true],
  [1_020, { type: 'connected', transport: 'websocket' }, true],
];
const failing: Step = [1_030, { type: 'trouble', problem: away }, false];

describe('a lazy forward', () => {
  it('listens as soon as its port is open, and looks for nothing', () => {
    expect(run(toListening)).toEqual({ kind: 'listening', since: 10, idleMs: null, failure: null });
  });

  it('connects at once when somebody came while the port was being opened', () => {
    expect(
      run([
        [0, { type: 'start' }, true],
        [10, { type: 'bound' }, true],
      ]).kind,
    ).toBe('resolving');
  });

  it('looks for a pod when a local connection wants one, like every forward at first', () => {
    expect(run(toForwarding.slice(0, 3))).toMatchObject({ kind: 'resolving', attempt: 0, cause: null });
    expect(run(toForwarding).kind).toBe('forwarding');
  });

  it('finishes what it has begun, though nobody waits any more', () => {
    const connecting = run(toForwarding.slice(0, 4));
    expect(run([[1_020, { type: 'connected', transport: 'spdy' }, false]], connecting).kind).toBe('forwarding');
  });

  it('tries again while somebody waits, and listens when nobody does', () => {
    const attempt = run(toForwarding.slice(0, 3));
    const waiting = run([[1_030, { type: 'trouble', problem: away }, true]], attempt);
    expect(waiting).toMatchObject({ kind: 'waiting', attempt: 1, until: 1_530 });
    expect(run([[1_530, { type: 'waited' }, true]], waiting).kind).toBe('resolving');
    expect(run([[1_530, { type: 'waited' }, false]], waiting)).toMatchObject({
      kind: 'listening',
      failure: { problem: away, attempt: 1, until: 1_530 },
    });
  });

  it('listens when its tunnel is lost or given up and nobody waits, whoever has open connections', () => {
    expect(run([...toForwarding, failing])).toMatchObject({ kind: 'listening', failure: { problem: away } });
    const hung: WorkerInput = { type: 'reconnect', cause: problemWith('hung') };
    expect(run([...toForwarding, [2_000, hung, false]])).toMatchObject({ kind: 'listening', failure: null });
  });

  it('keeps to the pauses between attempts, however often somebody comes and goes', () => {
    const listening = run([...toForwarding.slice(0, 3), failing]);
    const wanted = run([[1_100, { type: 'wanted' }, true]], listening);
    expect(wanted).toMatchObject({ kind: 'waiting', since: 1_100, until: 1_530, attempt: 1 });
    const gone = run([[1_530, { type: 'waited' }, false]], wanted);
    expect(run([[1_540, { type: 'wanted' }, true]], gone)).toMatchObject({ kind: 'resolving', attempt: 1 });
  });

  it('lets nobody who waits wait for more than a second between attempts', () => {
    let state = run(toForwarding.slice(0, 3));
    for (let count = 0; count < 6; count += 1) {
      state = run([[2_000, { type: 'trouble', problem: away }, false]], state);
      state = run([[2_000, { type: 'wanted' }, true]], state);
      if (state.kind === 'waiting') expect(state.until - 2_000).toBeLessThanOrEqual(1_000);
      state = run([[3_000, { type: 'waited' }, true]], state);
    }
    expect(state).toMatchObject({ kind: 'resolving', attempt: 6 });
  });

  it('begins from nothing when the last failure is long ago, or things look up', () => {
    const listening = run([...toForwarding, failing]);
    expect(run([[31_030, { type: 'wanted' }, true]], listening)).toMatchObject({ kind: 'resolving', attempt: 0 });
    const encouraged = run([[1_100, { type: 'good-news' }, false]], listening);
    expect(encouraged).toMatchObject({ kind: 'listening', failure: { until: 1_100 } });
    expect(run([[1_101, { type: 'wanted' }, true]], encouraged).kind).toBe('resolving');
  });

  it('forgets its failure when it leads elsewhere', () => {
    const listening = run([...toForwarding, failing]);
    const moved: WorkerInput = { type: 'reconnect', cause: problemWith('target-changed') };
    expect(run([[1_100, moved, false]], listening)).toMatchObject({ kind: 'listening', failure: null });
  });

  it('fails like every forward, and listens again when what was wrong may be mended', () => {
    const failed = run([
      ...toForwarding.slice(0, 3),
      [1_030, { type: 'trouble', problem: problemWith('forbidden') }, false],
    ]);
    expect(failed.kind).toBe('failed');
    expect(run([[2_000, { type: 'good-news' }, false]], failed)).toMatchObject({
      kind: 'listening',
      failure: { problem: { code: 'forbidden' } },
    });
  });

  it('renews refused credentials, though nobody waits any more', () => {
    const refused = run([[1_020, { type: 'unauthorized' }, false]], run(toForwarding.slice(0, 4)));
    expect(refused).toMatchObject({ kind: 'resolving', refreshed: true });
  });

  it('does not listen before its port is open, however often that is tried', () => {
    const unbound = run([
      toListening[0] ?? failing,
      [10, { type: 'trouble', problem: problemWith('address-unavailable') }, false],
    ]);
    expect(unbound.kind).toBe('unbound');
    const again = run([[60_000, { type: 'waited' }, false]], unbound);
    expect(again.kind).toBe('binding');
    expect(run([[60_010, { type: 'bound' }, false]], again).kind).toBe('listening');
  });

  it('stops like any other', () => {
    expect(run([...toListening, [20, { type: 'stop' }, false]])).toEqual({ kind: 'idle' });
  });
});

describe('a tunnel that nobody uses', () => {
  const idle = run([...toForwarding, [61_020, { type: 'idle', idleMs: 60_000 }, true]]);

  it('is closed, and the forward listens, lazy or not', () => {
    expect(idle).toEqual({ kind: 'listening', since: 61_020, idleMs: 60_000, failure: null });
    expect(run([[70_000, { type: 'wanted' }, true]], idle)).toMatchObject({ kind: 'resolving', attempt: 0 });
  });

  it('is nothing to a forward without one', () => {
    const listening = run(toListening);
    expect(transition(listening, { type: 'idle', idleMs: 60_000 }, 70_000, 1, false)).toBe(listening);
  });
});

describe('a forward that listens', () => {
  it('is shown as that, with what was met last', () => {
    expect(publicState(run(toListening), 1_000_000)).toEqual({
      kind: 'listening',
      since: 1_000_010,
      idleMs: null,
      problem: null,
    });
    expect(publicState(run([...toForwarding, failing]), 0)).toMatchObject({ kind: 'listening', problem: away });
  });

  it('is alive as long as its lane answers: nothing is due', () => {
    const progress = progressOf(run(toListening), 86_400_000, timings, 0);
    expect(progress).toMatchObject({ phase: 'listening', deadlineMs: null });
    expect(progress && progressAgeMs(progress)).toBe(0);
  });
});
