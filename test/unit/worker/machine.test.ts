import { describe, expect, it } from 'vitest';
import { transition } from '../../../src/main/worker/machine';
import { progressAgeMs } from '../../../src/main/worker/progress';
import { progressOf, publicState } from '../../../src/main/worker/published';
import type { WorkerInput, WorkerState } from '../../../src/main/worker/worker-state';
import type { ProblemCode } from '../../../src/shared/problem';
import { problemWith, targetOf, timings } from '../../support/forwards';

const target = targetOf();
const lost = problemWith('tunnel-lost');

/** Feeds inputs one after the other, each at its own time; chance is always the highest. */
function run(inputs: readonly (readonly [number, WorkerInput])[], from: WorkerState = { kind: 'idle' }): WorkerState {
  return inputs.reduce((state, [now, input]) => transition(state, input, now, 1), from);
}

const toForwarding: readonly (readonly [number, WorkerInput])[] = [
  [0, { type: 'start' }],
  [10, { type: 'bound' }],
  [40, { type: 'resolved', target }],
  [90, { type: 'connected', transport: 'websocket' }],
];

describe('a worker', () => {
  it('binds its port before it looks for a pod', () => {
    expect(run(toForwarding.slice(0, 1)).kind).toBe('binding');
    expect(run(toForwarding.slice(0, 2)).kind).toBe('resolving');
  });

  it('forwards once the tunnel is open, and knows how long the attempt took', () => {
    expect(run(toForwarding)).toMatchObject({ kind: 'forwarding', attempt: 0, connectMs: 80, transport: 'websocket' });
  });

  it.each<ProblemCode>(['port-taken', 'port-forbidden'])('fails when its port cannot be opened: %s', (code) => {
    const state = run([...toForwarding.slice(0, 1), [5, { type: 'trouble', problem: problemWith(code) }]]);
    expect(state.kind).toBe('failed');
  });

  describe.each<ProblemCode>(['address-unavailable', 'out-of-descriptors', 'unexpected'])(
    'whose port cannot be opened for a reason that may pass (%s)',
    (code) => {
      const problem = problemWith(code);
      const unbound = run([...toForwarding.slice(0, 1), [5, { type: 'trouble', problem }]]);

      it('tries again, ever more rarely, and says why it has to', () => {
        expect(unbound).toMatchObject({ kind: 'unbound', attempt: 1, until: 505 });
        const again = transition(unbound, { type: 'waited' }, 505, 1);
        expect(again).toMatchObject({ kind: 'binding', attempt: 1, cause: problem });
        for (const state of [unbound, again]) {
          expect(publicState(state, 0)).toMatchObject({ kind: 'reconnecting', cause: problem, attempt: 1 });
        }
        expect(transition(again, { type: 'trouble', problem }, 510, 1)).toMatchObject({ attempt: 2, until: 1_510 });
      });

      it('goes on from there when it can be opened', () => {
        const again = transition(unbound, { type: 'waited' }, 505, 1);
        expect(transition(again, { type: 'bound' }, 510, 1)).toMatchObject({
          kind: 'resolving',
          attempt: 0,
          cause: null,
        });
      });

      it('tries at once on good news, and waits for nothing else', () => {
        expect(transition(unbound, { type: 'good-news' }, 6, 1)).toMatchObject({ kind: 'binding', since: 6 });
        expect(transition(unbound, { type: 'reconnect', cause: lost }, 6, 1)).toBe(unbound);
        expect(transition(unbound, { type: 'wanted' }, 6, 1)).toBe(unbound);
        expect(transition(unbound, { type: 'stop' }, 6, 1)).toEqual({ kind: 'idle' });
      });

      it('is expected to go on when its wait is over', () => {
        expect(progressOf(unbound, 105, timings, 0)).toMatchObject({
          phase: 'waiting',
          elapsedMs: 100,
          deadlineMs: 2_500,
        });
      });
    },
  );

  it('fails on what retrying cannot mend', () => {
    const state = run([...toForwarding.slice(0, 2), [20, { type: 'trouble', problem: problemWith('forbidden') }]]);
    expect(state).toMatchObject({ kind: 'failed', problem: { code: 'forbidden' } });
  });

  it('waits and tries again after anything else', () => {
    const state = run([...toForwarding.slice(0, 2), [20, { type: 'trouble', problem: lost }]]);
    expect(state).toMatchObject({ kind: 'waiting', attempt: 1, since: 20, until: 520 });
  });

  it('waits twice as long after each failure, up to ten seconds', () => {
    let state = run(toForwarding.slice(0, 2));
    const waits: number[] = [];
    for (let now = 0; waits.length < 7; now += 20_000) {
      state = transition(state, { type: 'trouble', problem: lost }, now, 1);
      if (state.kind === 'waiting') waits.push(state.until - state.since);
      state = transition(state, { type: 'waited' }, now + 10_000, 1);
    }
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
  });

  it('asks at least every second for a pod that is not ready yet', () => {
    let state = run(toForwarding.slice(0, 2));
    for (let attempt = 0; attempt < 6; attempt += 1) {
      state = transition(state, { type: 'trouble', problem: problemWith('no-ready-pod') }, 0, 1);
      expect(state).toMatchObject({ kind: 'waiting' });
      if (state.kind === 'waiting') expect(state.until - state.since).toBeLessThanOrEqual(1_000);
      state = transition(state, { type: 'waited' }, 0, 1);
    }
  });

  it('asks ever more rarely for one that does not become ready, until somebody connects', () => {
    const unready = { type: 'trouble', problem: problemWith('no-ready-pod') } as const;
    let state = run(toForwarding.slice(0, 2));
    for (let attempt = 0; attempt < 30; attempt += 1) {
      state = transition(state, unready, 0, 1);
      if (attempt < 29) state = transition(state, { type: 'waited' }, 0, 1);
    }
    expect(state).toMatchObject({ kind: 'waiting', until: 10_000 });
    expect(transition(state, { type: 'wanted' }, 0, 1)).toMatchObject({ kind: 'waiting', until: 1_000 });
  });

  it('starts counting attempts anew only after thirty seconds of uptime', () => {
    const retried = run([
      ...toForwarding,
      [100, { type: 'trouble', problem: lost }],
      [600, { type: 'waited' }],
      [610, { type: 'resolved', target }],
      [620, { type: 'connected', transport: 'spdy' }],
    ]);
    expect(transition(retried, { type: 'trouble', problem: lost }, 30_619, 1)).toMatchObject({ attempt: 2 });
    expect(transition(retried, { type: 'trouble', problem: lost }, 30_620, 1)).toMatchObject({ attempt: 1 });
  });

  it('waits no longer than a second while a local connection waits with it', () => {
    const long: WorkerState = { kind: 'waiting', since: 0, until: 8_000, attempt: 6, cause: lost, refusedSince: null };
    expect(transition(long, { type: 'wanted' }, 100, 1)).toMatchObject({ kind: 'waiting', attempt: 6, until: 1_100 });
    const short: WorkerState = { ...long, until: 900 };
    expect(transition(short, { type: 'wanted' }, 100, 1)).toBe(short);
  });

  it('stops waiting on good news', () => {
    const waiting = run([...toForwarding, [100, { type: 'trouble', problem: lost }]]);
    expect(transition(waiting, { type: 'good-news' }, 101, 1)).toMatchObject({ kind: 'resolving', attempt: 1 });
  });

  it.each<[ProblemCode, 'resolving' | 'failed']>([
    ['login-needed', 'resolving'],
    ['forbidden', 'resolving'],
    ['context-not-found', 'resolving'],
    ['kubeconfig-unreadable', 'resolving'],
    ['port-taken', 'failed'],
    ['bad-config', 'failed'],
    ['hung-too-often', 'failed'],
  ])('that has failed with %s is %s after good news: what is mended elsewhere is tried again', (code, kind) => {
    const failed: WorkerState = { kind: 'failed', since: 0, problem: problemWith(code) };
    expect(transition(failed, { type: 'good-news' }, 9, 1)).toMatchObject({ kind });
  });

  it('asks for new credentials once, and then for the user', () => {
    const refused = run([...toForwarding.slice(0, 3), [50, { type: 'unauthorized' }]]);
    expect(refused).toMatchObject({ kind: 'resolving', refreshed: true, startedAt: 10 });
    const again = run(
      [
        [60, { type: 'resolved', target }],
        [70, { type: 'unauthorized' }],
      ],
      refused,
    );
    expect(again).toMatchObject({ kind: 'failed', problem: { code: 'login-needed' } });
  });

  describe('refused by an API server that was away', () => {
    const away = problemWith('api-unreachable');
    const refused = (since: number, code: 'forbidden' | 'login-needed' | 'bad-config'): WorkerState =>
      run([
        ...toForwarding,
        [100, { type: 'trouble', problem: lost }],
        [1_000, { type: 'waited' }],
        [1_001, { type: 'trouble', problem: away }],
        [2_000, { type: 'waited' }],
        [2_001, { type: 'trouble', problem: problemWith(code) }],
        ...(since > 0 ? ([[2_000 + since, { type: 'waited' }]] as const) : []),
        ...(since > 0 ? ([[2_001 + since, { type: 'trouble', problem: problemWith(code) }]] as const) : []),
      ]);

    it.each(['forbidden', 'login-needed'] as const)('tries again soon: it may not know its users yet (%s)', (code) => {
      expect(refused(0, code)).toMatchObject({ kind: 'waiting', cause: { code }, refusedSince: 2_001 });
      expect(refused(14_999, code)).toMatchObject({ kind: 'waiting', refusedSince: 2_001 });
      const { since, until } = refused(14_999, code) as Extract<WorkerState, { kind: 'waiting' }>;
      expect(until - since).toBeLessThanOrEqual(1_000);
    });

    it('tries again also when it was away too shortly to be met so: its tunnels ended, and then it refuses', () => {
      const state = run([
        ...toForwarding,
        [100, { type: 'trouble', problem: lost }],
        [1_000, { type: 'waited' }],
        [1_001, { type: 'trouble', problem: problemWith('forbidden') }],
      ]);
      expect(state).toMatchObject({ kind: 'waiting', cause: { code: 'forbidden' }, refusedSince: 1_001 });
    });

    it('fails when it is refused for long, or by its own config', () => {
      expect(refused(15_000, 'forbidden')).toMatchObject({ kind: 'failed', problem: { code: 'forbidden' } });
      expect(refused(0, 'bad-config').kind).toBe('failed');
    });
  });

  it('reconnects at once when told to, from whatever it is doing', () => {
    const cause = problemWith('hung');
    const waiting = run([...toForwarding, [100, { type: 'trouble', problem: lost }]]);
    for (const state of [run(toForwarding), waiting, run(toForwarding.slice(0, 3))]) {
      expect(transition(state, { type: 'reconnect', cause }, 200, 1)).toMatchObject({ kind: 'resolving', cause });
    }
  });

  it('is idle after a stop, from any state, and stays so', () => {
    for (let length = 1; length <= toForwarding.length; length += 1) {
      const stopped = transition(run(toForwarding.slice(0, length)), { type: 'stop' }, 500, 1);
      expect(stopped).toEqual({ kind: 'idle' });
      expect(transition(stopped, { type: 'trouble', problem: lost }, 501, 1)).toBe(stopped);
    }
  });

  it('ignores answers to questions that it no longer asks', () => {
    const forwarding = run(toForwarding);
    expect(transition(forwarding, { type: 'resolved', target }, 1, 1)).toBe(forwarding);
    expect(transition(forwarding, { type: 'bound' }, 1, 1)).toBe(forwarding);
    expect(transition(forwarding, { type: 'waited' }, 1, 1)).toBe(forwarding);
  });
});

describe('what a worker shows', () => {
  it('is starting while its first attempt goes on, and reconnecting in every later one', () => {
    expect(publicState(run(toForwarding.slice(0, 2)), 0)).toEqual({ kind: 'starting', phase: 'resolving' });
    const retrying = run([...toForwarding, [100, { type: 'trouble', problem: lost }], [600, { type: 'waited' }]]);
    expect(publicState(retrying, 1_000_000)).toEqual({
      kind: 'reconnecting',
      cause: lost,
      attempt: 1,
      retryAt: 1_000_600,
    });
  });

  it('names the pod and the transport when active', () => {
    const expected = { kind: 'active', pod: 'api-7f9c', since: 1_090, transport: 'websocket' };
    expect(publicState(run(toForwarding), 1_000)).toEqual(expected);
  });
});

describe("a worker's progress", () => {
  const age = (state: WorkerState, now: number, silentMs = 0) => {
    const progress = progressOf(state, now, timings, silentMs);
    return progress ? progressAgeMs(progress) : null;
  };

  it('is fresh while a phase is within its deadline', () => {
    expect(age(run(toForwarding.slice(0, 2)), 6_000)).toBe(0);
  });

  it('is as old as the phase once that has overrun its deadline', () => {
    expect(age(run(toForwarding.slice(0, 2)), 60_000)).toBe(59_990);
  });

  it('is as old as the last byte of its tunnels while it forwards, however long that lasts', () => {
    expect(age(run(toForwarding), 1_000_000, 7_000)).toBe(7_000);
  });

  it('is not expected of a worker that is stopped or failed', () => {
    expect(age({ kind: 'idle' }, 1_000)).toBeNull();
    expect(age({ kind: 'failed', since: 0, problem: lost }, 1_000)).toBeNull();
  });
});
