import { describe, expect, it } from 'vitest';
import type { Excuse } from '../../../src/main/engine/watchdog-contract';
import { SwitchedResponder, WatchdogScene } from '../../support/watchdog-scene';

interface WatchedScene {
  readonly scene: WatchdogScene;
  readonly responder: SwitchedResponder;
  readonly excuses: Excuse[];
}

/** One worker that is asked and answers, after a minute of good health. */
async function healthyScene(): Promise<WatchedScene> {
  const scene = new WatchdogScene({ rescued: true });
  const responder = new SwitchedResponder('a');
  const excuses: Excuse[] = [];
  scene.watchdog.onDidExcuse((excuse) => excuses.push(excuse));
  scene.watchdog.register('a', { responder });
  await scene.pass(61);
  responder.asked = 0;
  return { scene, responder, excuses };
}

const hour = 3_600_000;

describe('After the machine has slept', () => {
  it('for an hour, nobody is accused and everybody is asked at once', async () => {
    const { scene, responder, excuses } = await healthyScene();
    await scene.clock.sleep(hour);
    expect(responder.asked).toBe(1);
    expect(excuses.length).toBe(1);
    expect(excuses[0]?.lateMs).toBeGreaterThan(hour - 5_000);
    await scene.pass(60);
    expect(scene.hung).toEqual([]);
    expect(scene.of('health.stale')).toEqual([]);
    expect(scene.rescues).toEqual([]);
  });

  it('a worker that died meanwhile has a full threshold, and is then reported with the real elapsed time', async () => {
    const { scene, responder } = await healthyScene();
    responder.alive = false;
    await scene.clock.sleep(hour);
    await scene.pass(15);
    expect(scene.hung).toEqual([]);
    await scene.pass(5);
    expect(scene.hung).toEqual(['a']);
    expect(scene.of('watchdog.hung')[0]?.elapsedMs).toBeGreaterThan(hour + 15_000);
  });

  it('with a monotonic clock that stood still, the same is noticed by the wall clock', async () => {
    const { scene, responder, excuses } = await healthyScene();
    responder.alive = false;
    await scene.pass(13);
    scene.clock.jumpWall(hour);
    await scene.pass(4);
    expect(excuses).toEqual([{ lateMs: hour }]);
    await scene.pass(13);
    expect(scene.hung).toEqual([]);
    await scene.pass(7);
    expect(scene.hung).toEqual(['a']);
  });

  it('amid a check that had begun in time, nobody is accused either', async () => {
    const { scene, excuses } = await healthyScene();
    const { clock } = scene;
    const wallTime = clock.wallTime.bind(clock);
    // The wall clock is looked at when the tick was found to be in time, and before anybody is judged.
    clock.wallTime = () => {
      clock.wallTime = wallTime;
      clock.standStill(hour);
      return wallTime();
    };
    await scene.pass(60);
    expect(excuses).toHaveLength(1);
    expect(scene.hung).toEqual([]);
    expect(scene.of('health.stale')).toEqual([]);
  });

  it('and the engine has said so, nobody is accused and everybody is asked at once, before any tick', async () => {
    const { scene, responder, excuses } = await healthyScene();
    responder.alive = false;
    await scene.pass(14);
    responder.asked = 0;
    scene.clock.jumpWall(hour);
    scene.watchdog.excuseSilence();
    expect(responder.asked).toBe(1);
    await scene.pass(15);
    expect(scene.hung).toEqual([]);
    expect(excuses).toEqual([{ lateMs: 0 }]);
  });

  it.each([61, 63])('which of the timers notices first (here after %i s) makes no difference', async (awakeFor) => {
    const scene = new WatchdogScene();
    let excuses = 0;
    scene.watchdog.onDidExcuse(() => (excuses += 1));
    await scene.pass(awakeFor);
    await scene.clock.sleep(hour);
    await scene.pass(60);
    expect(excuses).toBe(1);
  });

  it('twice, it is excused twice', async () => {
    const { scene, excuses } = await healthyScene();
    await scene.clock.sleep(hour);
    await scene.pass(3);
    await scene.clock.sleep(hour);
    await scene.pass(60);
    expect(excuses.length).toBe(2);
    expect(scene.hung).toEqual([]);
  });

  it('an open episode goes on, but its next step waits for a full threshold', async () => {
    const { scene, responder } = await healthyScene();
    responder.alive = false;
    await scene.pass(20);
    expect(scene.rescues.length).toBe(1);
    await scene.clock.sleep(hour);
    await scene.pass(14);
    expect(scene.rescues.length).toBe(1);
    await scene.pass(6);
    expect(scene.rescues.length).toBe(2);
    expect(scene.hung).toEqual(['a']);
  });
});

describe('A starved main thread', () => {
  it('that could hear no heartbeat for longer than the threshold accuses nobody', async () => {
    const { scene, excuses } = await healthyScene();
    scene.watchdog.register('pushing');
    scene.watchdog.heartbeat('pushing');
    await scene.clock.sleep(16_000);
    scene.keepBeating('pushing');
    await scene.pass(60);
    expect(scene.hung).toEqual([]);
    expect(excuses.length).toBe(1);
  });

  it('that was only a little late excuses nobody', async () => {
    const { scene, responder, excuses } = await healthyScene();
    responder.alive = false;
    await scene.pass(4);
    await scene.clock.sleep(2_400);
    await scene.pass(13.6);
    expect(excuses).toEqual([]);
    expect(scene.hung).toEqual(['a']);
  });

  it('that stops again and again is excused each time, and accuses once it runs again', async () => {
    const { scene, responder, excuses } = await healthyScene();
    responder.alive = false;
    for (let stop = 1; stop <= 10; stop += 1) {
      await scene.clock.sleep(20_000);
      expect(excuses.length).toBe(stop);
      await scene.pass(0.1);
    }
    expect(scene.hung).toEqual([]);
    await scene.pass(20);
    expect(scene.hung).toEqual(['a']);
  });

  it('may be told by a listener to stop the watchdog, which then asks nobody', async () => {
    const { scene, responder } = await healthyScene();
    scene.watchdog.onDidExcuse(() => scene.watchdog.stop());
    await scene.clock.sleep(hour);
    expect(responder.asked).toBe(0);
    expect(scene.clock.timers).toBe(0);
  });

  it('with short times too: what was lost is never taken for a hang', async () => {
    const scene = new WatchdogScene({ settings: { pollMs: 100, checkMs: 100, thresholdMs: 300 } });
    scene.watchdog.register('a', { responder: new SwitchedResponder('a') });
    await scene.clock.advance(1_010);
    await scene.clock.sleep(400);
    await scene.clock.advance(1_000);
    expect(scene.hung).toEqual([]);
  });
});

describe('A clock that a person sets', () => {
  it('back by an hour changes nothing', async () => {
    const { scene, responder, excuses } = await healthyScene();
    responder.alive = false;
    scene.clock.jumpWall(-hour);
    await scene.pass(20);
    expect(excuses).toEqual([]);
    expect(scene.hung).toEqual(['a']);
  });

  it('on by a few seconds changes nothing', async () => {
    const { scene, responder, excuses } = await healthyScene();
    responder.alive = false;
    scene.clock.jumpWall(15_000);
    await scene.pass(20);
    expect(excuses).toEqual([]);
    expect(scene.hung).toEqual(['a']);
  });
});

describe('While watching is paused', () => {
  it('nobody is accused, called stale or rescued, but heartbeats still come', async () => {
    const { scene } = await healthyScene();
    scene.watchdog.register('silent');
    scene.watchdog.heartbeat('silent');
    scene.watchdog.pause();
    scene.events.length = 0;
    await scene.pass(300);
    expect(scene.watchdog.isPaused).toBe(true);
    expect([...new Set(scene.events.map(({ type }) => type))]).toEqual(['watchdog.heartbeat']);
    expect(scene.rescues).toEqual([]);
  });

  it('an open episode is not escalated, and its recovery is told', async () => {
    const { scene, responder } = await healthyScene();
    responder.alive = false;
    await scene.pass(20);
    scene.watchdog.pause();
    await scene.pass(60);
    expect(scene.rescues.length).toBe(1);
    responder.alive = true;
    await scene.pass(5);
    expect(scene.recovered).toEqual(['a']);
  });

  it('and resumed, everybody has a full threshold', async () => {
    const { scene, responder } = await healthyScene();
    responder.alive = false;
    scene.watchdog.pause();
    await scene.pass(300);
    scene.watchdog.resume();
    await scene.pass(15);
    expect(scene.hung).toEqual([]);
    await scene.pass(5);
    expect(scene.hung).toEqual(['a']);
  });

  it('only a real pause excuses: resuming what was not paused changes nothing', async () => {
    const { scene, responder } = await healthyScene();
    responder.alive = false;
    await scene.pass(14);
    scene.watchdog.resume();
    await scene.pass(6);
    expect(scene.hung).toEqual(['a']);
  });
});

describe('Changed settings', () => {
  it('take effect on the timers that run', async () => {
    const { scene, responder } = await healthyScene();
    scene.watchdog.configure({ pollMs: 1_000, checkMs: 1_000, thresholdMs: 2_000 });
    expect(scene.clock.timers).toBe(2);
    await scene.pass(10);
    expect(responder.asked).toBe(10);
    responder.alive = false;
    await scene.pass(3.5);
    expect(scene.hung).toEqual(['a']);
  });

  it('accuse nobody of a silence that the old ones allowed', async () => {
    const scene = new WatchdogScene({ settings: { pollMs: 60_000, checkMs: 5_000, thresholdMs: 180_000 } });
    scene.watchdog.register('a');
    scene.watchdog.heartbeat('a');
    await scene.pass(100);
    scene.watchdog.configure({ pollMs: 5_000, checkMs: 5_000, thresholdMs: 15_000 });
    await scene.pass(15);
    expect(scene.hung).toEqual([]);
  });

  it('that make no sense are refused, and the old ones stay in force', async () => {
    const { scene } = await healthyScene();
    scene.watchdog.register('b');
    expect(() => scene.watchdog.configure({ pollMs: 0, checkMs: 5_000, thresholdMs: 15_000 })).toThrow(RangeError);
    await scene.pass(20);
    expect(scene.hung).toEqual(['b']);
  });

  it('do not start a watchdog that is stopped', () => {
    const scene = new WatchdogScene();
    scene.watchdog.stop();
    scene.watchdog.configure({ pollMs: 1_000, checkMs: 1_000, thresholdMs: 2_000 });
    expect(scene.clock.timers).toBe(0);
  });
});
