import { describe, expect, it } from 'vitest';
import type { ForwardState, StateKind } from '../../../src/shared/forward';
import { ProblemError } from '../../../src/shared/problem';
import { ForwardWorker } from '../../../src/main/worker/forward-worker';
import { Slabs } from '../../../src/main/worker/gathered-writes';
import { Ticker } from '../../../src/main/worker/ticker';
import { defaultUpkeep } from '../../../src/shared/upkeep';
import { FakeClock, settle } from '../../support/fake-clock';
import { FakeUpstream } from '../../support/fake-upstream';
import { problemWith, specOf, targetOf, timings } from '../../support/forwards';

type Answers = 'at once' | 'never' | 'badly';

/** A worker on which everything that can hold a resource is counted. */
class Scene {
  readonly clock = new FakeClock();
  readonly states: ForwardState[] = [];
  readonly upstreams: FakeUpstream[] = [];
  openPorts = 0;
  binds: Answers = 'at once';
  resolves: Answers = 'at once';
  connects: Answers = 'at once';
  readonly worker: ForwardWorker;

  constructor() {
    const answer = <T>(how: Answers, value: () => T, code: 'port-taken' | 'api-unreachable'): Promise<T> => {
      if (how === 'never') return new Promise(() => undefined);
      return how === 'badly' ? Promise.reject(new ProblemError(problemWith(code))) : Promise.resolve(value());
    };
    this.worker = new ForwardWorker(specOf({ upkeep: { ...defaultUpkeep, maxAgeMs: 60_000, maxIdleMs: 30_000 } }), {
      clock: this.clock,
      ticker: new Ticker(this.clock),
      random: () => 0.5,
      timings,
      slabs: new Slabs(),
      openListener: () => answer(this.binds, () => this.#listen(), 'port-taken'),
      resolve: () => answer(this.resolves, () => targetOf(), 'api-unreachable'),
      connectUpstream: () => answer(this.connects, () => this.#open(), 'api-unreachable'),
      credentialsRefused: () => undefined,
      publishState: (_spec, state) => this.states.push(state),
      publishListening: () => undefined,
      publishConnectionError: () => undefined,
      publishWear: () => undefined,
    });
  }

  get kind(): StateKind {
    return this.states.at(-1)?.kind ?? 'stopped';
  }

  get openTunnels(): number {
    return this.upstreams.filter(({ disposed }) => !disposed).length;
  }

  #listen() {
    this.openPorts += 1;
    return { port: 8080, descriptor: 20, dispose: () => (this.openPorts -= 1) };
  }

  #open(): FakeUpstream {
    const upstream = new FakeUpstream();
    this.upstreams.push(upstream);
    return upstream;
  }
}

/** How to get a new worker into each state. From now on everything that it waits for comes. */
const states: Record<string, (scene: Scene) => Promise<void>> = {
  stopped: () => Promise.resolve(),
  binding: async (scene) => start(scene, { binds: 'never' }),
  resolving: async (scene) => start(scene, { resolves: 'never' }),
  connecting: async (scene) => start(scene, { connects: 'never' }),
  forwarding: async (scene) => start(scene, {}),
  'waiting to try again': async (scene) => start(scene, { connects: 'badly' }),
  failed: async (scene) => start(scene, { binds: 'badly' }),
  'resolving again': async (scene) => {
    await start(scene, {});
    scene.resolves = 'never';
    scene.worker.reconnect(problemWith('hung'));
    await settle();
  },
};

async function start(scene: Scene, answers: Partial<Pick<Scene, 'binds' | 'resolves' | 'connects'>>): Promise<void> {
  Object.assign(scene, answers);
  scene.worker.start();
  await settle();
}

const actions: Record<string, (worker: ForwardWorker) => void> = {
  start: (worker) => worker.start(),
  stop: (worker) => worker.stop(),
  restart: (worker) => worker.restart(),
  reconnect: (worker) => worker.reconnect(problemWith('hung')),
  'stop twice': (worker) => {
    worker.stop();
    worker.stop();
  },
  'restart twice': (worker) => {
    worker.restart();
    worker.restart();
  },
  'stop and start': (worker) => {
    worker.stop();
    worker.start();
  },
};

/** Where an action leads when everything answers; `stays` for what means nothing in that state. */
function endOf(state: string, action: string): StateKind {
  if (action.startsWith('stop') && action !== 'stop and start') return 'stopped';
  if (action.startsWith('restart') || action === 'stop and start') return 'active';
  if (state === 'stopped') return action === 'start' ? 'active' : 'stopped';
  // An answer that never comes is not hurried by a start; each phase has its own deadline for that.
  if (state === 'failed') return 'failed';
  if (state === 'binding') return 'starting';
  if (action === 'reconnect' || state === 'forwarding') return 'active';
  return { resolving: 'starting', connecting: 'starting' }[state] === undefined ? 'reconnecting' : 'starting';
}

const table = Object.keys(states).flatMap((state) =>
  Object.keys(actions).map((action) => [action, state, endOf(state, action)] as const),
);

describe('a worker', () => {
  it.each(table)('that is told to %s while %s is %s, and lets go of everything when it is stopped', async (...row) => {
    const [action, state, end] = row;
    const scene = new Scene();
    await states[state]?.(scene);
    Object.assign(scene, { binds: 'at once', resolves: 'at once', connects: 'at once' });
    actions[action]?.(scene.worker);
    await settle();
    expect(scene.kind).toBe(end);
    expect(scene.openPorts).toBeLessThanOrEqual(1);
    expect(scene.openTunnels).toBe(end === 'active' ? 1 : 0);
    scene.worker.stop();
    // Without waiting for anything: the port is free when `stop` returns.
    expect([scene.openPorts, scene.openTunnels]).toEqual([0, 0]);
    await settle();
    expect(scene.clock.timers).toBe(0);
    await scene.clock.advance(120_000);
    expect([scene.kind, scene.openPorts, scene.openTunnels, scene.clock.timers]).toEqual(['stopped', 0, 0, 0]);
  });
});
