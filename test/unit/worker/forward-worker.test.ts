import { beforeEach, describe, expect, it } from 'vitest';
import type { ForwardState } from '../../../src/shared/forward';
import { ProblemError, type Problem } from '../../../src/shared/problem';
import { TunnelError } from '../../../src/main/tunnel/tunnel';
import { Slabs } from '../../../src/main/worker/gathered-writes';
import { ForwardWorker } from '../../../src/main/worker/forward-worker';
import { Ticker } from '../../../src/main/worker/ticker';
import type { WorkerHost } from '../../../src/main/worker/worker-host';
import type { ResolvedTarget } from '../../../src/main/worker/resolved-target';
import type { Upstream } from '../../../src/main/worker/upstream';
import { FakeClock, settle } from '../../support/fake-clock';
import { FakeUpstream } from '../../support/fake-upstream';
import { problemWith, specOf, targetOf, timings } from '../../support/forwards';

const verifyMs = 5_000;

/** A lane of one worker, in which every answer is the test's. */
class Bench {
  readonly clock = new FakeClock();
  readonly states: ForwardState[] = [];
  readonly descriptors: (number | null)[] = [];
  readonly listeners: { disposed: boolean }[] = [];
  readonly upstreams: FakeUpstream[] = [];
  afresh: boolean[] = [];
  refusals = 0;
  bind: () => Promise<void> = () => Promise.resolve();
  resolve: (signal: AbortSignal) => Promise<ResolvedTarget> = () => Promise.resolve(targetOf());
  connect: (signal: AbortSignal) => Promise<Upstream> = () => Promise.resolve(this.newUpstream());
  readonly worker: ForwardWorker;

  constructor() {
    const host: WorkerHost = {
      clock: this.clock,
      random: () => 0.999,
      timings,
      slabs: new Slabs(),
      ticker: new Ticker(this.clock),
      openListener: async () => {
        await this.bind();
        const listener = { port: 8080, descriptor: 20 + this.listeners.length, disposed: false };
        this.listeners.push(listener);
        return { ...listener, dispose: () => (listener.disposed = true) };
      },
      connectUpstream: (_target, signal) => this.connect(signal),
      resolve: (_spec, afresh, signal) => {
        this.afresh.push(afresh);
        return this.resolve(signal);
      },
      credentialsRefused: () => (this.refusals += 1),
      publishState: (_spec, state) => this.states.push(state),
      publishListening: (_spec, descriptor) => this.descriptors.push(descriptor),
      publishConnectionError: () => undefined,
      publishWear: () => undefined,
    };
    this.worker = new ForwardWorker(specOf(), host);
  }

  newUpstream(): FakeUpstream {
    const upstream = new FakeUpstream();
    this.upstreams.push(upstream);
    return upstream;
  }

  get kinds(): string[] {
    return this.states.map(({ kind }) => kind);
  }

  get last(): ForwardState | undefined {
    return this.states.at(-1);
  }

  get cause(): Problem | undefined {
    return this.last?.kind === 'reconnecting' ? this.last.cause : undefined;
  }
}

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});

async function start(): Promise<void> {
  bench.worker.start();
  await settle();
}

describe('a forward worker', () => {
  it('goes through binding, resolving and connecting to active', async () => {
    await start();
    expect(bench.states).toMatchObject([
      { kind: 'starting', phase: 'binding' },
      { kind: 'starting', phase: 'resolving' },
      { kind: 'starting', phase: 'connecting' },
      { kind: 'active', pod: 'api-7f9c' },
    ]);
  });

  it('keeps its port when the tunnel is lost, and looks afresh for a pod', async () => {
    await start();
    bench.upstreams[0]?.lose('the pod went away');
    await bench.clock.advance(600);
    expect(bench.kinds.slice(4)).toEqual(['reconnecting', 'active']);
    expect(bench.listeners.map(({ disposed }) => disposed)).toEqual([false]);
    expect(bench.afresh).toEqual([false, true]);
  });

  it('gives up a search for a pod that takes too long, and says so', async () => {
    bench.resolve = () => new Promise(() => undefined);
    await start();
    await bench.clock.advance(timings.resolveMs);
    expect(bench.cause?.code).toBe('timed-out');
  });

  it('aborts what it no longer needs', async () => {
    const signals: AbortSignal[] = [];
    bench.resolve = (signal) => {
      signals.push(signal);
      return new Promise(() => undefined);
    };
    await start();
    bench.worker.stop();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });

  it('lets go of a tunnel that opens when nobody wants it any more', async () => {
    let open: (upstream: Upstream) => void = () => undefined;
    bench.connect = () => new Promise((resolve) => (open = resolve));
    await start();
    bench.worker.stop();
    const late = bench.newUpstream();
    open(late);
    await settle();
    expect(late.disposed).toBe(true);
    expect(bench.last?.kind).toBe('stopped');
  });

  it('closes a port that is bound when nobody wants it any more', async () => {
    let bound: () => void = () => undefined;
    bench.bind = () => new Promise((resolve) => (bound = resolve));
    await start();
    bench.worker.stop();
    bound();
    await settle();
    expect(bench.listeners.map(({ disposed }) => disposed)).toEqual([true]);
  });

  it('fails when the port is taken', async () => {
    bench.bind = () => Promise.reject(new ProblemError(problemWith('port-taken')));
    await start();
    expect(bench.last).toMatchObject({ kind: 'failed', problem: { code: 'port-taken' } });
  });

  it('opens its port when it can be opened after all, and serves', async () => {
    bench.bind = () => Promise.reject(new ProblemError(problemWith('address-unavailable')));
    await start();
    expect(bench.cause?.code).toBe('address-unavailable');
    bench.bind = () => Promise.resolve();
    await bench.clock.advance(500);
    expect(bench.last?.kind).toBe('active');
    bench.worker.dispose();
    expect(bench.clock.timers).toBe(0);
  });

  it('has the credentials renewed on 401, and tries again without waiting', async () => {
    let refusals = 1;
    bench.connect = () => {
      refusals -= 1;
      if (refusals >= 0) return Promise.reject(new TunnelError('unauthorized', 'HTTP 401'));
      return Promise.resolve(bench.newUpstream());
    };
    await start();
    expect(bench.refusals).toBe(1);
    expect(bench.last?.kind).toBe('active');
  });

  it('waits for the user after a second 401', async () => {
    bench.connect = () => Promise.reject(new TunnelError('unauthorized', 'HTTP 401'));
    await start();
    expect(bench.last).toMatchObject({ kind: 'failed', problem: { code: 'login-needed' } });
  });

  it('drops a silent tunnel and connects anew when told to', async () => {
    await start();
    bench.worker.reconnect(problemWith('hung'));
    await settle();
    expect(bench.upstreams.map(({ disposed }) => disposed)).toEqual([true, false]);
    expect(bench.last?.kind).toBe('active');
  });

  it('leaves its pod for another one when told to, with the port and without a wait', async () => {
    await start();
    bench.resolve = () => Promise.resolve(targetOf('api-8'));
    bench.worker.leave('uid-api-7f9c', problemWith('pod-gone'));
    await settle();
    expect(bench.states.slice(4)).toMatchObject([
      { kind: 'reconnecting', cause: { code: 'pod-gone' } },
      { kind: 'active', pod: 'api-8' },
    ]);
    expect(bench.upstreams.map(({ disposed }) => disposed)).toEqual([true, false]);
    expect(bench.afresh).toEqual([false, true]);
    expect(bench.listeners).toHaveLength(1);
  });

  it('does not leave a pod that it does not lead to any more', async () => {
    await start();
    bench.worker.leave('uid-api-6', problemWith('pod-gone'));
    await settle();
    expect(bench.last?.kind).toBe('active');
    expect(bench.upstreams).toHaveLength(1);
  });

  it('gives up a tunnel that is being opened to a pod that it is told to leave', async () => {
    bench.connect = () => new Promise(() => undefined);
    await start();
    bench.connect = () => Promise.resolve(bench.newUpstream());
    bench.worker.leave('uid-api-7f9c', problemWith('pod-gone'));
    await settle();
    expect(bench.last?.kind).toBe('active');
  });

  it('looks for a pod at once when told that one is ready, and has no tunnel prove itself', async () => {
    bench.resolve = () => Promise.reject(new ProblemError(problemWith('no-ready-pod')));
    await start();
    expect(bench.cause?.code).toBe('no-ready-pod');
    bench.resolve = () => Promise.resolve(targetOf());
    bench.worker.hurry();
    await settle();
    expect(bench.last?.kind).toBe('active');
    bench.worker.hurry();
    expect(bench.upstreams[0]?.pings).toBe(0);
    expect(bench.clock.timers).toBe(0);
  });

  it('restarts with a newly bound port, and twice is the same as once', async () => {
    await start();
    bench.worker.restart();
    bench.worker.restart();
    await settle();
    expect(bench.listeners.filter(({ disposed }) => !disposed)).toHaveLength(1);
    expect(bench.last?.kind).toBe('active');
  });

  it('restarts from failed', async () => {
    bench.bind = () => Promise.reject(new ProblemError(problemWith('port-taken')));
    await start();
    bench.bind = () => Promise.resolve();
    bench.worker.restart();
    await settle();
    expect(bench.last?.kind).toBe('active');
  });

  it('leaves no timer, tunnel or port behind when it is stopped in any phase', async () => {
    await start();
    bench.upstreams[0]?.lose('gone');
    bench.worker.stop();
    expect(bench.clock.timers).toBe(0);
    expect(bench.upstreams.every(({ disposed }) => disposed)).toBe(true);
    expect(bench.listeners.every(({ disposed }) => disposed)).toBe(true);
  });

  it('says which descriptor its port has, and takes that back before it closes the port', async () => {
    await start();
    bench.worker.stop();
    expect(bench.descriptors).toEqual([20, null]);
  });
});

describe('a poll', () => {
  it('reports the silence of the tunnels and asks them for a sign of life', async () => {
    await start();
    const [upstream] = bench.upstreams;
    if (upstream) upstream.silence = 4_200;
    expect(bench.worker.poll()?.progress).toMatchObject({ phase: 'forwarding', silentMs: 4_200 });
    expect(upstream?.pings).toBe(1);
  });

  it('reports what the latest ping took, and nothing while there is no tunnel', async () => {
    await start();
    const [upstream] = bench.upstreams;
    if (upstream) upstream.roundTrip = 21.5;
    expect(bench.worker.poll()?.roundTripMs).toBe(21.5);
    upstream?.lose('gone');
    expect(bench.worker.poll()?.roundTripMs).toBeNull();
  });

  it('is not answered by a stopped worker', () => {
    expect(bench.worker.poll()).toBeNull();
  });
});

describe('after the machine woke up', () => {
  it('a tunnel that answers is kept', async () => {
    await start();
    bench.worker.verify('resumed', verifyMs);
    await bench.clock.advance(verifyMs);
    expect(bench.upstreams).toHaveLength(1);
  });

  it.each([
    ['answers each time at once, and has nothing to say after that, is kept', { answers: 2, afterMs: 0, kept: true }],
    [
      'answers once and no more, which may have lain there since before, is replaced',
      { answers: 1, afterMs: 0, kept: false },
    ],
    ['answers only after a while is kept', { answers: 1, afterMs: 4_000, kept: true }],
  ])('a tunnel that %s', async (_, { answers, afterMs, kept }) => {
    const upstream = bench.newUpstream();
    bench.connect = () => Promise.resolve(upstream);
    await start();
    let heardAt = -Infinity;
    let left = answers;
    upstream.ping = () => {
      if ((left -= 1) < 0) return;
      bench.clock.setTimeout(() => (heardAt = bench.clock.now()), afterMs);
    };
    upstream.silentMs = () => bench.clock.now() - heardAt;
    bench.worker.verify('resumed', verifyMs);
    await bench.clock.advance(verifyMs);
    expect(upstream.disposed).toBe(!kept);
  });

  it('and woke up ten thousand times, a forward can still be stopped', async () => {
    await start();
    for (let count = 0; count < 10_000; count += 1) bench.worker.verify('resumed', verifyMs);
    expect(bench.clock.timers).toBe(1);
    bench.worker.stop();
    expect(bench.clock.timers).toBe(0);
  });

  it('a tunnel that gives no sign of life is replaced', async () => {
    await start();
    const [upstream] = bench.upstreams;
    if (upstream) upstream.silence = 3_600_000;
    bench.worker.verify('resumed', verifyMs);
    await bench.clock.advance(verifyMs);
    expect(upstream?.disposed).toBe(true);
    expect(bench.last?.kind).toBe('active');
    expect(bench.upstreams).toHaveLength(2);
  });

  it('a forward that waits for its next attempt makes it at once', async () => {
    bench.resolve = () => Promise.reject(new ProblemError(problemWith('api-unreachable')));
    await start();
    expect(bench.last?.kind).toBe('reconnecting');
    bench.resolve = () => Promise.resolve(targetOf());
    bench.worker.verify('resumed', verifyMs);
    await settle();
    expect(bench.last?.kind).toBe('active');
  });
});

describe('after the program had only stood still', () => {
  it('a failed log-in is not tried again: it might open a browser window', async () => {
    bench.resolve = () => Promise.reject(new ProblemError(problemWith('login-needed')));
    await start();
    bench.worker.verify('stood-still', verifyMs);
    await settle();
    expect(bench.afresh).toHaveLength(1);
    bench.worker.verify('resumed', verifyMs);
    await settle();
    expect(bench.afresh).toHaveLength(2);
  });

  it('a tunnel that gives no sign of life is replaced all the same', async () => {
    await start();
    const [upstream] = bench.upstreams;
    if (upstream) upstream.silence = 3_600_000;
    bench.worker.verify('stood-still', verifyMs);
    await bench.clock.advance(verifyMs);
    expect(bench.upstreams).toHaveLength(2);
  });
});
