import { describe, expect, it } from 'vitest';
import { Watchdog } from '../../../src/main/engine/watchdog';
import type { HungReport } from '../../../src/main/engine/watchdog-decide';
import { defaultWatchdogSettings } from '../../../src/shared/watchdog-settings';
import { FakeClock } from '../../support/fake-clock';
import { WatchdogScene } from '../../support/watchdog-scene';

describe('Registering', () => {
  it('knows nothing of a worker before it is registered and after it is unregistered', () => {
    const { watchdog } = new WatchdogScene();
    expect(watchdog.state('a')).toBeUndefined();
    watchdog.register('a');
    expect(watchdog.state('a')).toMatchObject({ ageMs: null, count: 0, hung: false, stale: false });
    watchdog.unregister('a');
    expect(watchdog.state('a')).toBeUndefined();
  });

  it('never reports a worker that was unregistered', async () => {
    const scene = new WatchdogScene();
    scene.watchdog.register('a');
    scene.watchdog.unregister('a');
    await scene.pass(60);
    expect(scene.hung).toEqual([]);
  });

  it('answers with the way out, which undoes only this registration', () => {
    const { watchdog } = new WatchdogScene();
    const first = watchdog.register('a');
    const second = watchdog.register('a');
    first.dispose();
    expect(watchdog.state('a')).toBeDefined();
    second.dispose();
    expect(watchdog.state('a')).toBeUndefined();
  });

  it('registering again gives a full threshold and counts from nothing', async () => {
    const scene = new WatchdogScene();
    scene.watchdog.register('a');
    scene.watchdog.heartbeat('a');
    await scene.pass(14);
    scene.watchdog.register('a');
    expect(scene.watchdog.state('a')).toMatchObject({ ageMs: null, count: 0 });
    await scene.pass(15);
    expect(scene.hung).toEqual([]);
  });

  it('ignores unregistering and heartbeats of workers that it does not know', () => {
    const { watchdog } = new WatchdogScene();
    watchdog.unregister('nobody');
    watchdog.heartbeat('nobody');
    expect(watchdog.state('nobody')).toBeUndefined();
  });

  it('refuses a responder that answers for somebody else', () => {
    const { watchdog } = new WatchdogScene();
    const responder = { forwardId: 'b', isAlive: () => true };
    expect(() => watchdog.register('a', { responder })).toThrow('responder of b cannot answer for a');
  });
});

describe('Heartbeats', () => {
  it('are counted, and the time since the last one is known', async () => {
    const { watchdog, ...scene } = new WatchdogScene();
    watchdog.register('a');
    for (let beat = 0; beat < 3; beat += 1) {
      watchdog.heartbeat('a');
      await scene.clock.advance(1_000);
    }
    expect(watchdog.state('a')).toMatchObject({ count: 3, ageMs: 1_000 });
  });

  it('may bring proof that is already old', () => {
    const { watchdog } = new WatchdogScene();
    watchdog.register('a');
    watchdog.heartbeat('a', { ageMs: 12_000 });
    expect(watchdog.state('a')).toMatchObject({ count: 1, ageMs: 12_000 });
  });

  it('do not count when they bring the same old proof again, though it seems to move a little on its way', async () => {
    const { watchdog, clock } = new WatchdogScene();
    watchdog.register('a');
    watchdog.heartbeat('a', { ageMs: 1_000 });
    await clock.advance(5_000);
    watchdog.heartbeat('a', { ageMs: 5_980 });
    expect(watchdog.state('a')?.count).toBe(1);
    watchdog.heartbeat('a', { ageMs: 3_000 });
    expect(watchdog.state('a')).toMatchObject({ count: 2, ageMs: 3_000 });
  });

  it('all count when each is proof of its own moment, however quickly they follow', async () => {
    const { watchdog, clock } = new WatchdogScene();
    watchdog.register('a');
    watchdog.heartbeat('a');
    await clock.advance(1);
    watchdog.heartbeat('a');
    expect(watchdog.state('a')?.count).toBe(2);
  });

  it('never make the last proof older than it is', () => {
    const { watchdog } = new WatchdogScene();
    watchdog.register('a');
    watchdog.heartbeat('a', { ageMs: 100 });
    watchdog.heartbeat('a', { ageMs: 9_000 });
    expect(watchdog.state('a')).toMatchObject({ count: 1, ageMs: 100 });
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('are no proof when their age is %s', (ageMs) => {
    const { watchdog } = new WatchdogScene();
    watchdog.register('a');
    watchdog.heartbeat('a', { ageMs });
    expect(watchdog.state('a')).toMatchObject({ count: 0, ageMs: null });
  });

  it('from the future count as of now', () => {
    const { watchdog } = new WatchdogScene();
    watchdog.register('a');
    watchdog.heartbeat('a', { ageMs: -5_000 });
    expect(watchdog.state('a')?.ageMs).toBe(0);
  });

  it('tell the phase and the traffic, which stay known until told otherwise', () => {
    const { watchdog } = new WatchdogScene();
    const traffic = { openConnections: 1, totalConnections: 2, heldConnections: 0, bytesUp: 3, bytesDown: 4 };
    watchdog.register('a');
    watchdog.heartbeat('a', { phase: 'connecting', traffic });
    expect(watchdog.state('a')).toMatchObject({ phase: 'connecting', traffic });
    watchdog.heartbeat('a');
    expect(watchdog.state('a')).toMatchObject({ phase: 'forwarding', traffic });
  });
});

describe('A hang', () => {
  it('of a worker that falls silent is reported within the threshold and one check', async () => {
    const scene = new WatchdogScene();
    scene.watchdog.register('a');
    const beating = scene.keepBeating('a');
    await scene.pass(100.4);
    beating.dispose();
    const lastBeat = scene.clock.now() - (scene.watchdog.state('a')?.ageMs ?? Number.NaN);
    await scene.pass(20);
    expect(scene.hung).toEqual(['a']);
    const { elapsedMs, time } = scene.of('watchdog.hung')[0] ?? { elapsedMs: 0, time: 0 };
    expect(elapsedMs).toBeGreaterThan(15_000);
    expect(elapsedMs).toBeLessThanOrEqual(20_000);
    expect(elapsedMs).toBe(time - scene.clock.wallTime() + scene.clock.now() - lastBeat);
  });

  it('of a worker that never beat is reported, after a full threshold from its registration', async () => {
    const scene = new WatchdogScene();
    await scene.pass(3);
    scene.watchdog.register('a');
    await scene.pass(15);
    expect(scene.hung).toEqual([]);
    await scene.pass(5);
    expect(scene.of('watchdog.hung')).toMatchObject([{ forwardId: 'a', heartbeats: 0, phase: 'binding' }]);
  });

  it('tells the real elapsed time, the heartbeats, the phase and the suspect, on the bus and to the callback', async () => {
    const scene = new WatchdogScene();
    const reports: HungReport[] = [];
    scene.watchdog.register('a', { onHung: (report) => reports.push(report) });
    scene.watchdog.heartbeat('a');
    await scene.pass(1);
    scene.watchdog.heartbeat('a', { phase: 'connecting' });
    await scene.pass(20);
    const said = { elapsedMs: 16_500, heartbeats: 2, phase: 'connecting', suspect: 'api-server' };
    expect(scene.of('watchdog.hung')).toMatchObject([{ forwardId: 'a', ...said }]);
    expect(reports).toEqual([{ id: 'a', ...said }]);
  });

  it('is seen through heartbeats that keep coming without newer proof', async () => {
    const scene = new WatchdogScene();
    scene.watchdog.register('a');
    const { clock, watchdog } = scene;
    const provenAt = clock.now();
    clock.setInterval(() => watchdog.heartbeat('a', { ageMs: clock.now() - provenAt }), 1_000);
    await scene.pass(20);
    expect(scene.hung).toEqual(['a']);
  });

  it('is reported once per episode, however long it lasts', async () => {
    const scene = new WatchdogScene();
    let calls = 0;
    scene.watchdog.register('a', { onHung: () => (calls += 1) });
    await scene.pass(3_600);
    expect(scene.hung).toEqual(['a']);
    expect(calls).toBe(1);
  });

  it('of one worker says nothing about the others', async () => {
    const scene = new WatchdogScene();
    const ids = Array.from({ length: 50 }, (_, index) => `worker-${String(index)}`);
    for (const id of ids) scene.watchdog.register(id);
    for (const id of ids.slice(1)) scene.keepBeating(id);
    await scene.pass(120);
    expect(scene.hung).toEqual(['worker-0']);
    expect(ids.filter((id) => scene.watchdog.state(id)?.hung)).toEqual(['worker-0']);
  });

  it('of many workers at once is reported for each of them', async () => {
    const scene = new WatchdogScene();
    const ids = Array.from({ length: 1_000 }, (_, index) => `worker-${String(index)}`);
    for (const id of ids) scene.watchdog.register(id);
    await scene.pass(20);
    expect(scene.hung).toEqual(ids);
  });

  it('of a lane is told to its callback, but is not announced as that of a forward', async () => {
    const scene = new WatchdogScene();
    const reports: HungReport[] = [];
    scene.watchdog.register('lane:1', { kind: 'lane', onHung: (report) => reports.push(report) });
    await scene.pass(20);
    expect(reports).toMatchObject([{ id: 'lane:1', suspect: 'lane' }]);
    scene.watchdog.heartbeat('lane:1');
    expect(scene.events).toEqual([]);
  });

  it('needs no event bus', async () => {
    const clock = new FakeClock();
    const watchdog = new Watchdog({ clock, settings: defaultWatchdogSettings });
    const hung: string[] = [];
    watchdog.register('a', { onHung: ({ id }) => hung.push(id) });
    watchdog.start();
    await clock.advance(20_000);
    watchdog.heartbeat('a');
    expect(hung).toEqual(['a']);
    expect(watchdog.state('a')?.hung).toBe(false);
  });
});

describe('A healthy worker', () => {
  it('is never reported in a day', async () => {
    const scene = new WatchdogScene();
    scene.watchdog.register('pushing');
    scene.watchdog.register('idle', { responder: { forwardId: 'idle', isAlive: () => true } });
    scene.clock.setInterval(() => scene.watchdog.heartbeat('pushing', { ageMs: 4_000 }), 5_000);
    await scene.pass(24 * 3_600);
    expect(scene.of('watchdog.heartbeat').length).toBe(24 * 720);
    expect(scene.events.filter(({ type }) => type !== 'watchdog.heartbeat')).toEqual([]);
    expect(scene.watchdog.state('idle')?.count).toBe(24 * 720);
  });

  it('is not accused when it beats just within the threshold, time and again', async () => {
    const scene = new WatchdogScene();
    scene.watchdog.register('a');
    scene.clock.setInterval(() => scene.watchdog.heartbeat('a'), 15_000);
    await scene.pass(3_600);
    expect(scene.hung).toEqual([]);
  });

  it('is not accused with the shortest threshold allowed, though each proof is a poll old when it is told', async () => {
    const settings = { pollMs: 5_000, checkMs: 5_000, thresholdMs: 10_000 };
    const scene = new WatchdogScene({ settings });
    const answerAfterMs = 30;
    const isAlive = async () => {
      await new Promise<void>((resolve) => scene.clock.setTimeout(resolve, answerAfterMs));
      scene.watchdog.heartbeat('a', { ageMs: 4_990 });
      return true;
    };
    scene.watchdog.register('lane:1', { kind: 'lane', responder: { forwardId: 'lane:1', isAlive } });
    scene.watchdog.register('a', { host: 'lane:1' });
    await scene.pass(3_600);
    expect(scene.events.filter(({ type }) => type !== 'watchdog.heartbeat')).toEqual([]);
  });
});

describe('Starting and stopping', () => {
  it('calls nobody and announces nothing after stop', async () => {
    const scene = new WatchdogScene();
    const calls: string[] = [];
    scene.watchdog.register('a', { onHung: ({ id }) => calls.push(id) });
    await scene.pass(15);
    scene.watchdog.stop();
    await scene.pass(3_600);
    scene.watchdog.heartbeat('a');
    expect(calls).toEqual([]);
    expect(scene.events).toEqual([]);
    expect(scene.watchdog.isRunning).toBe(false);
  });

  it('does not announce a recovery after stop, but when it is started again', async () => {
    const scene = new WatchdogScene();
    scene.watchdog.register('a');
    await scene.pass(20);
    scene.watchdog.stop();
    scene.watchdog.heartbeat('a');
    expect(scene.recovered).toEqual([]);
    scene.watchdog.start();
    await scene.pass(5);
    expect(scene.recovered).toEqual(['a']);
  });

  it('gives everybody a full threshold when it is started again', async () => {
    const scene = new WatchdogScene();
    scene.watchdog.register('a');
    await scene.pass(14);
    scene.watchdog.stop();
    await scene.pass(100);
    scene.watchdog.start();
    await scene.pass(15);
    expect(scene.hung).toEqual([]);
    await scene.pass(5);
    expect(scene.hung).toEqual(['a']);
  });

  it('watches nobody before it is started', async () => {
    const scene = new WatchdogScene();
    scene.watchdog.stop();
    scene.watchdog.register('a');
    await scene.pass(60);
    expect(scene.events).toEqual([]);
  });

  it.each([1, 1_000])('has exactly two timers with %i workers', async (workers) => {
    const scene = new WatchdogScene();
    for (let index = 0; index < workers; index += 1) {
      const id = `worker-${String(index)}`;
      scene.watchdog.register(id, index % 2 ? {} : { responder: { forwardId: id, isAlive: () => true } });
    }
    expect(scene.clock.timers).toBe(2);
    await scene.pass(60);
    expect(scene.clock.timers).toBe(2);
  });

  it('starts once, stops for good, and leaves no timer', async () => {
    const scene = new WatchdogScene();
    scene.watchdog.start();
    expect(scene.clock.timers).toBe(2);
    scene.watchdog.stop();
    scene.watchdog.stop();
    expect(scene.clock.timers).toBe(0);
    scene.watchdog.start();
    await scene.pass(60);
    scene.watchdog.dispose();
    scene.watchdog.dispose();
    expect(scene.clock.timers).toBe(0);
  });
});
