import { Socket } from 'node:net';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ForwardSpec, ForwardState } from '../../../src/shared/forward';
import { defaultUpkeep } from '../../../src/shared/upkeep';
import { type Problem, ProblemError } from '../../../src/shared/problem';
import type { StreamHandler, TunnelStream } from '../../../src/main/tunnel/tunnel';
import { ForwardWorker } from '../../../src/main/worker/forward-worker';
import { Slabs } from '../../../src/main/worker/gathered-writes';
import { Ticker } from '../../../src/main/worker/ticker';
import { FakeClock, settle } from '../../support/fake-clock';
import { FakeUpstream } from '../../support/fake-upstream';
import { problemWith, specOf, targetOf, timings } from '../../support/forwards';

/** A tunnel that takes connections, and ends them when the test says so. */
class ServingUpstream extends FakeUpstream {
  readonly streams: StreamHandler[] = [];

  override openStream(_port?: number, handler?: StreamHandler): TunnelStream {
    if (handler) this.streams.push(handler);
    return {
      write: () => true,
      end: () => undefined,
      pause: () => undefined,
      resume: () => undefined,
      waiting: () => null,
      destroy: () => undefined,
    };
  }
}

/** A lane of one worker, with local connections that come when the test says so. */
class Bench {
  readonly clock = new FakeClock();
  readonly states: ForwardState[] = [];
  readonly upstreams: ServingUpstream[] = [];
  resolves = 0;
  problem: Problem | null = null;
  connect: (socket: Socket) => void = () => undefined;
  readonly worker: ForwardWorker;

  constructor(spec: Partial<ForwardSpec>) {
    this.worker = new ForwardWorker(specOf(spec), {
      clock: this.clock,
      random: () => 0.999,
      timings,
      slabs: new Slabs(),
      ticker: new Ticker(this.clock),
      openListener: (_address, port, onConnection) => {
        this.connect = onConnection;
        return Promise.resolve({ port, descriptor: null, dispose: () => undefined });
      },
      resolve: () => {
        this.resolves += 1;
        return this.problem ? Promise.reject(new ProblemError(this.problem)) : Promise.resolve(targetOf());
      },
      connectUpstream: () => {
        const upstream = new ServingUpstream();
        this.upstreams.push(upstream);
        return Promise.resolve(upstream);
      },
      credentialsRefused: () => undefined,
      publishState: (_spec, state) => this.states.push(state),
      publishListening: () => undefined,
      publishConnectionError: () => undefined,
      publishWear: () => undefined,
    });
  }

  get last(): ForwardState | undefined {
    return this.states.at(-1);
  }

  get kinds(): string[] {
    return this.states.map(({ kind }) => kind);
  }

  async start(): Promise<void> {
    this.worker.start();
    await settle();
  }

  /** Somebody connects to the local port. */
  async client(): Promise<Socket> {
    const socket = new Socket();
    // One that has no connection cannot be reset, and says so; nor can it be asked whether it is still there.
    socket.on('error', () => undefined);
    socket.write = () => true;
    this.connect(socket);
    await settle();
    return socket;
  }

  /** Somebody has gone. */
  async leaves(socket: Socket): Promise<void> {
    socket.destroy();
    await new Promise(setImmediate);
  }
}

let bench: Bench;

describe('a lazy worker', () => {
  beforeEach(async () => {
    bench = new Bench({ lazy: true });
    await bench.start();
  });

  it('opens its port and nothing else, and needs no timer to wait', async () => {
    expect(bench.kinds).toEqual(['starting', 'listening']);
    await bench.clock.advance(3_600_000);
    expect([bench.resolves, bench.upstreams.length, bench.clock.timers]).toEqual([0, 0, 0]);
  });

  it('holds the first connection while it opens a tunnel, and lets it in', async () => {
    await bench.client();
    expect(bench.last?.kind).toBe('active');
    expect(bench.upstreams.map(({ streams }) => streams.length)).toEqual([1]);
  });

  it('keeps the tunnel for whoever comes next', async () => {
    await bench.leaves(await bench.client());
    await bench.clock.advance(3_600_000);
    await bench.client();
    expect(bench.upstreams).toHaveLength(1);
  });

  it('stops trying when nobody waits any more, says what it met, and tries again for the next', async () => {
    bench.problem = problemWith('api-unreachable');
    const client = await bench.client();
    expect(bench.last).toMatchObject({ kind: 'reconnecting', cause: bench.problem });
    await bench.clock.advance(3_000);
    expect(bench.resolves).toBeGreaterThan(2);
    await bench.clock.advance(timings.holdMs);
    expect(client.destroyed).toBe(true);
    expect(bench.last).toMatchObject({ kind: 'listening', problem: bench.problem });
    const tried = bench.resolves;
    await bench.clock.advance(600_000);
    expect([bench.resolves - tried, bench.clock.timers]).toEqual([0, 0]);
    bench.problem = null;
    await bench.client();
    expect(bench.last?.kind).toBe('active');
  });

  it('does not run after a cluster that is away, however often somebody comes and goes', async () => {
    bench.problem = problemWith('api-unreachable');
    for (let count = 0; count < 600; count += 1) {
      const client = await bench.client();
      await bench.clock.advance(100);
      await bench.leaves(client);
    }
    // Within a minute: at most one a second, and those before the pauses have grown to that.
    expect(bench.resolves).toBeLessThan(70);
  });

  it('listens when its tunnel is lost, and does not open another one before somebody comes', async () => {
    await bench.client();
    bench.upstreams[0]?.lose('the network went away');
    await bench.clock.advance(600_000);
    expect(bench.last).toMatchObject({ kind: 'listening', problem: { code: 'tunnel-lost' } });
    expect(bench.upstreams).toHaveLength(1);
    await bench.client();
    expect(bench.upstreams).toHaveLength(2);
  });

  it('leaves a pod that goes without looking for another one; open connections may finish', async () => {
    const client = await bench.client();
    bench.worker.leave(targetOf().podUid, problemWith('pod-gone'));
    await settle();
    expect(bench.last).toMatchObject({ kind: 'listening', problem: null });
    expect(bench.upstreams.map(({ disposed }) => disposed)).toEqual([false]);
    await bench.leaves(client);
    expect(bench.upstreams.map(({ disposed }) => disposed)).toEqual([true]);
  });

  it('connects when it is lazy no more, and keeps its tunnel when it becomes lazy', async () => {
    bench.worker.change(specOf(), null);
    await settle();
    expect(bench.last?.kind).toBe('active');
    bench.worker.change(specOf({ lazy: true }), null);
    await settle();
    expect(bench.last?.kind).toBe('active');
    expect(bench.upstreams.map(({ disposed }) => disposed)).toEqual([false]);
  });

  it('goes on listening when it is led elsewhere', async () => {
    bench.worker.change(specOf({ lazy: true, port: 81 }), problemWith('target-changed'));
    await settle();
    expect([bench.last?.kind, bench.resolves]).toEqual(['listening', 0]);
  });

  it('listens after a restart', async () => {
    await bench.client();
    bench.worker.restart();
    await settle();
    expect(bench.last?.kind).toBe('listening');
    expect(bench.upstreams.map(({ disposed }) => disposed)).toEqual([true]);
  });
});

describe('a worker with an idle timeout', () => {
  const minute = 60_000;

  it.each([
    ['lazy', true],
    ['ordinary', undefined],
  ])('closes the tunnel that nobody has used for so long, and opens another one on use (%s)', async (_, lazy) => {
    bench = new Bench({ idleMs: minute, ...(lazy ? { lazy } : {}) });
    await bench.start();
    const client = await bench.client();
    expect(bench.last?.kind).toBe('active');
    await bench.clock.advance(10 * minute);
    expect(bench.last?.kind).toBe('active');
    await bench.leaves(client);
    await bench.clock.advance(minute - 1_000);
    expect(bench.last?.kind).toBe('active');
    await bench.clock.advance(1_500);
    expect(bench.last).toMatchObject({ kind: 'listening', problem: null });
    expect(bench.upstreams.map(({ disposed }) => disposed)).toEqual([true]);
    expect(bench.clock.timers).toBe(0);
    await bench.client();
    expect(bench.last?.kind).toBe('active');
  });

  it('connects at the start unless it is lazy, so that what is wrong is seen before it is needed', async () => {
    bench = new Bench({ idleMs: minute });
    await bench.start();
    expect(bench.last?.kind).toBe('active');
    await bench.clock.advance(minute + 500);
    expect(bench.last).toMatchObject({ kind: 'listening' });
  });

  it('counts the time without use over all tunnels, however often they are replaced for their age', async () => {
    bench = new Bench({ idleMs: 10 * minute, upkeep: { ...defaultUpkeep, maxAgeMs: minute } });
    await bench.start();
    await bench.clock.advance(10 * minute + 500);
    expect(bench.last?.kind).toBe('listening');
    expect(bench.upstreams.length).toBeGreaterThan(5);
    expect(bench.upstreams.every(({ disposed }) => disposed)).toBe(true);
  });

  it('takes another time as soon as it is configured, and connects when it has none any more', async () => {
    bench = new Bench({ idleMs: 10 * minute });
    await bench.start();
    bench.worker.change(specOf({ idleMs: minute }), null);
    await bench.clock.advance(minute + 500);
    expect(bench.last?.kind).toBe('listening');
    bench.worker.change(specOf(), null);
    await settle();
    expect(bench.last?.kind).toBe('active');
    await bench.clock.advance(60 * minute);
    expect(bench.last?.kind).toBe('active');
  });
});
