import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BroadcastChannel } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import type { ConfiguredForward } from '../../support/config-text';
import { type EngineRig, shortWatchdog, startEngineRig } from '../../support/engine-rig';
import { eventually } from '../../support/eventually';
import { freezeThread } from '../../support/freeze-thread';
import { get, isListening } from '../../support/http';

const laneScript = join(import.meta.dirname, 'crashing-lane.cjs');
const neverStartingScript = join(import.meta.dirname, 'never-starting-lane.cjs');

const forwards: readonly ConfiguredForward[] = [
  { alias: 'web', namespace: 'shop', resource: 'service/web', port: 8080 },
  { alias: 'gateway', namespace: 'shop', resource: 'service/api-gateway', port: 80 },
];

type Harm = 'throw' | 'reject' | 'exit' | 'leak' | 'loop';

/** What a busy machine adds, in milliseconds: starting a thread takes 40 ms on an idle one, and a second on one that is not. */
const slackMs = 2_000;

let rig: EngineRig | null = null;
afterEach(async () => {
  await rig?.dispose();
  rig = null;
});

/** A loop takes a whole core: with shorter times, this thread is late so often that it excuses every silence. */
const patientWatchdog = { pollMs: 1_000, checkMs: 1_000, thresholdMs: 3_000 };

async function start(script = laneScript, watchdog = shortWatchdog): Promise<EngineRig> {
  rig = await startEngineRig({ forwards, lanes: 2, laneScript: script, watchdog });
  for (const { alias } of forwards) await rig.reaches(alias, 'active');
  return rig;
}

/** The first lane's thread, the forward that it runs, and the one that it does not. */
function firstLane(started: EngineRig): { thread: number; hit: string; spared: string } {
  const first = started.of('lane.started').find(({ lane }) => lane === 1);
  // Forwards are placed in their order, each on the emptiest lane.
  return { thread: first?.osThreadId ?? 0, hit: 'web', spared: 'gateway' };
}

function harm(thread: number, how: Harm): void {
  const orders = new BroadcastChannel('harm-lane');
  orders.postMessage({ thread, how });
  orders.close();
}

/** A connection that stays open: it is ended when the thread that carries it is. */
async function openTo(port: number): Promise<{ socket: Socket; hasEnded: () => boolean }> {
  const socket = connect(port, '127.0.0.1');
  let ended = false;
  socket.on('error', () => undefined).on('close', () => (ended = true));
  await new Promise((resolve) => socket.on('connect', resolve));
  return { socket, hasEnded: () => ended };
}

/** Asks a hundred times a second until it is told to stop; answers how many requests failed. */
function askOften(port: number): () => Promise<{ asked: number; failed: number }> {
  const stop = new AbortController();
  let asked = 0;
  let failed = 0;
  const work = (async () => {
    while (!stop.signal.aborted) {
      asked += 1;
      await get(port).catch(() => (failed += 1));
      await sleep(10);
    }
  })();
  return async () => {
    stop.abort();
    await work;
    return { asked, failed };
  };
}

describe('A lane that crashes', () => {
  it.each<[Harm, RegExp]>([
    ['throw', /^told to crash$/],
    ['reject', /^told to reject$/],
    ['exit', /^it ended by itself \(exit code 0\)$/],
    ['leak', /memory limit/],
  ])('(%s) hands its forwards to a fresh one within a second; the other lane misses nothing', async (how, message) => {
    const started = await start();
    const { thread, hit, spared } = firstLane(started);
    const kept = await openTo(started.port(spared));
    const stop = askOften(started.port(spared));
    harm(thread, how);
    const crash = await eventually('the crash to be told', () => started.of('lane.crashed')[0], { everyMs: 1 });
    const toldAt = performance.now();
    expect(crash.forwardIds).toEqual([started.id(hit)]);
    expect(crash.message).toMatch(message);
    await eventually('an answer', () => get(started.port(hit)).catch(() => undefined), { everyMs: 5 });
    const tookMs = performance.now() - toldAt;
    console.log(`lane crashed (${how}): answered again ${tookMs.toFixed(0)} ms after that was known`);
    expect(tookMs).toBeLessThan(1_000 + slackMs);
    const { asked, failed } = await stop();
    expect(asked).toBeGreaterThan(0);
    expect(failed).toBe(0);
    expect(kept.hasEnded()).toBe(false);
    kept.socket.destroy();
    expect(wordsOf(started, spared)).not.toContain('forward.reconnecting');
    expect(started.application.timeline(started.id(hit)).map(({ type }) => type)).toContain('lane.crashed');
  });
});

describe('A lane that freezes', () => {
  it.each(['by a loop', 'by its thread being stopped'])('%s is replaced within a second of the report', async (how) => {
    const started = await start(laneScript, patientWatchdog);
    const { thread, hit, spared } = firstLane(started);
    const stop = askOften(started.port(spared));
    const frozen = how === 'by a loop' ? null : await freezeThread(process.pid, thread);
    if (!frozen) harm(thread, 'loop');
    try {
      // How soon that is, is for `hangs.test.ts`. A lane may be found hung before its forward, whose last proof was later.
      const told = () => started.of('watchdog.hung')[0] ?? started.of('lane.terminated')[0];
      await eventually('a hang', told, { everyMs: 5, timeoutMs: 15_000 });
      const toldAt = performance.now();
      await eventually('an answer', () => get(started.port(hit), '/', 100).catch(() => undefined), { everyMs: 5 });
      const tookMs = performance.now() - toldAt;
      console.log(`lane frozen (${how}): answered again ${tookMs.toFixed(0)} ms after the report`);
      expect(tookMs).toBeLessThan(1_000 + slackMs);
      expect((await stop()).failed).toBe(0);
      for (const { forwardId, suspect } of started.of('watchdog.hung')) {
        expect([forwardId, suspect]).toEqual([started.id(hit), 'lane']);
      }
      expect(started.of('lane.terminated')).toMatchObject([{ forwardIds: [started.id(hit)] }]);
    } finally {
      await stop();
      await frozen?.dispose();
    }
  });
});

describe('A lane that never starts', () => {
  it('is replaced, and its forwards come up', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'portwatch-lane-'));
    process.env.PORTWATCH_TEST_MARK = join(folder, 'first');
    try {
      const started = await start(neverStartingScript);
      expect(started.of('lane.terminated')).toHaveLength(1);
      for (const { alias } of forwards) expect(await get(started.port(alias))).not.toBe('');
    } finally {
      delete process.env.PORTWATCH_TEST_MARK;
      await rm(folder, { recursive: true });
    }
  });

  it('because there is no such script is said, tried again with pauses, and blamed on no forward', async () => {
    rig = await startEngineRig({ forwards, lanes: 1, laneScript: join(import.meta.dirname, 'no-such-lane.cjs') });
    const started = rig;
    await eventually('three tries', () => (started.of('lane.crashed').length >= 3 ? true : undefined));
    const { state } = started.view('web');
    expect(state).toMatchObject({ kind: 'reconnecting', cause: { code: 'lane-lost', suspect: 'lane' } });
    expect(state.kind === 'reconnecting' && state.cause.message).toMatch(/does not start: Cannot find module/);
    const [first, second, third] = started.of('lane.crashed');
    expect((second?.time ?? 0) - (first?.time ?? 0)).toBeGreaterThanOrEqual(500);
    expect((third?.time ?? 0) - (second?.time ?? 0)).toBeGreaterThanOrEqual(1_000);
  });
});

describe('A forward that crashes every lane it is on', () => {
  it('is found, failed and told of; the others serve', async () => {
    const bad: ConfiguredForward = { alias: 'poison', namespace: 'shop', resource: 'service/web', port: 8080 };
    const many = Array.from({ length: 6 }, (_, at) => ({ ...forwards[at % 2], alias: `good-${String(at)}` }));
    rig = await startEngineRig({
      forwards: [...many.slice(0, 3), bad, ...many.slice(3)] as never,
      lanes: 2,
      laneScript,
    });
    const started = rig;
    const { state } = await started.reaches('poison', 'failed', 20_000);
    expect(state).toMatchObject({ problem: { code: 'lane-crashes', suspect: 'lane' } });
    expect(state.kind === 'failed' && state.problem.message).toMatch(
      /^poison crashed the thread that ran it \d times in 10 minutes, alone in it\. The last time: told to crash$/,
    );
    for (const { alias } of many) {
      await started.reaches(alias, 'active');
      expect(await get(started.port(alias))).not.toBe('');
    }
    expect(started.of('lane.parted').length).toBeGreaterThan(0);
    expect(started.of('lane.crashed').length).toBeLessThanOrEqual(7);
    expect(await isListening(started.port('poison'))).toBe(false);
  });
});

describe('Everything', () => {
  it('is gone after dispose: ports, sockets and timers', async () => {
    // The first makes what the process keeps for good, such as the thread pool.
    await (await start()).dispose();
    const before = resources();
    const started = await start();
    const ports = forwards.map(({ alias }) => started.port(alias));
    for (const port of ports) await get(port);
    expect(resources()).not.toEqual(before);
    expect(await started.application.dispose()).toBe(true);
    for (const port of ports) expect(await isListening(port)).toBe(false);
    await started.dispose();
    await eventually(
      'everything to be let go',
      () => (String(resources()) === String(before) ? true : undefined),
      {},
      () => `Before: ${String(before)}. After: ${String(resources())}`,
    );
  });
});

function wordsOf(started: EngineRig, alias: string): readonly string[] {
  return started.application.timeline(started.id(alias)).map(({ type }) => type);
}

/** What keeps this process alive, by kind. */
function resources(): readonly string[] {
  return process.getActiveResourcesInfo().sort();
}
