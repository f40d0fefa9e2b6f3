import { describe, expect, it } from 'vitest';
import { SwitchedResponder, WatchdogScene } from '../../support/watchdog-scene';

/** The steps that were announced: `reconnect a`. */
function announced(scene: WatchdogScene): string[] {
  return scene.of('watchdog.restarted').map(({ step, forwardId, byUser }) => {
    expect(byUser).toBe(false);
    return `${step} ${forwardId}`;
  });
}

function silentScene(): WatchdogScene {
  const scene = new WatchdogScene({ rescued: true });
  scene.watchdog.register('a');
  return scene;
}

describe('The rescue of a hung forward', () => {
  it('goes from reconnect by restarts to giving up, a threshold apart, each step announced', async () => {
    const scene = silentScene();
    await scene.pass(600);
    expect(scene.rescues).toEqual([
      'reconnect a at 17.5',
      'restart a at 32.5',
      'restart a at 47.5',
      'restart a at 62.5',
      'restart a at 77.5',
      'restart a at 92.5',
      'give up a after 5 at 107.5',
    ]);
    expect(announced(scene)).toEqual(['reconnect a', ...Array<string>(5).fill('restart a'), 'give-up a']);
    expect(scene.hung).toEqual(['a']);
  });

  it('begins after the hang was announced', async () => {
    const scene = silentScene();
    await scene.pass(20);
    expect(scene.events.map(({ type }) => type)).toEqual(['watchdog.hung', 'watchdog.restarted']);
  });

  it('ends with recovery, and begins with the mildest step in the next episode', async () => {
    const scene = silentScene();
    await scene.pass(33);
    scene.watchdog.heartbeat('a');
    expect(scene.recovered).toEqual(['a']);
    await scene.pass(20);
    expect(scene.rescues.map((rescue) => rescue.split(' ')[0])).toEqual(['reconnect', 'restart', 'reconnect']);
  });

  it('waits while the worker is busy connecting anew, and goes on in the same episode when it falls silent', async () => {
    const scene = silentScene();
    await scene.pass(18);
    const busy = scene.keepBeating('a', 'connecting');
    await scene.pass(120);
    expect(scene.rescues.length).toBe(1);
    busy.dispose();
    await scene.pass(20);
    expect(scene.rescues).toEqual(['reconnect a at 17.5', 'restart a at 157.5']);
    expect(scene.hung).toEqual(['a']);
  });

  it('counts the hard restarts of all episodes within ten minutes', async () => {
    const scene = silentScene();
    for (let episode = 1; episode <= 6; episode += 1) {
      await scene.pass(40);
      scene.watchdog.heartbeat('a');
    }
    expect(scene.rescues.filter((rescue) => rescue.startsWith('restart')).length).toBe(5);
    expect(scene.rescues.at(-1)).toContain('give up a after 5');
  });

  it('begins from nothing when the user took over', async () => {
    const scene = silentScene();
    await scene.pass(95);
    scene.watchdog.endEpisode('a');
    await scene.pass(60);
    const since = scene.rescues.slice(6).map((rescue) => rescue.split(' ')[0]);
    expect(since).toEqual(['reconnect', 'restart', 'restart']);
  });

  it('is left to the user when the forward says notify', async () => {
    const scene = new WatchdogScene({ rescued: true });
    scene.watchdog.register('a', { onHang: 'notify' });
    await scene.pass(600);
    expect(scene.hung).toEqual(['a']);
    expect(scene.rescues).toEqual([]);
  });

  it('does not happen when the callback has just unregistered it', async () => {
    const scene = new WatchdogScene({ rescued: true });
    scene.watchdog.register('a', { onHung: () => scene.watchdog.unregister('a') });
    await scene.pass(60);
    expect(scene.rescues).toEqual([]);
  });

  it('does not happen when a listener has just stopped the watchdog', async () => {
    const scene = silentScene();
    scene.bus.on('watchdog.hung', () => scene.watchdog.stop());
    await scene.pass(60);
    expect(scene.rescues).toEqual([]);
  });

  it('of one stops nothing for the others when the rescuer throws, is not announced, and goes on in its time', async () => {
    const scene = silentScene();
    scene.watchdog.register('b');
    scene.rescuerIsBroken = true;
    await scene.pass(32);
    expect(scene.rescues).toEqual(['reconnect a at 17.5', 'reconnect b at 17.5']);
    expect(scene.errors.length).toBe(2);
    expect(announced(scene)).toEqual([]);
    scene.rescuerIsBroken = false;
    await scene.pass(1);
    expect(announced(scene)).toEqual(['restart a', 'restart b']);
  });
});

describe('A rescue', () => {
  /** Two silent forwards; the rescue of the first has that effect. */
  async function rescuedWith(effect: (scene: WatchdogScene) => void): Promise<string[]> {
    const rescued: string[] = [];
    const note = (id: string) => {
      rescued.push(id);
      effect(scene);
    };
    const rescuer = { reconnect: note, restart: note, replaceHost: note, giveUp: note };
    const scene = new WatchdogScene({ rescuer });
    scene.watchdog.register('a');
    scene.watchdog.register('b');
    await scene.pass(18);
    return rescued;
  }

  it('goes on with the next forward', async () => {
    expect(await rescuedWith(() => undefined)).toEqual(['a', 'b']);
  });

  it('may pause or stop the watchdog, after which nobody else is rescued', async () => {
    expect(await rescuedWith(({ watchdog }) => watchdog.pause())).toEqual(['a']);
    expect(await rescuedWith(({ watchdog }) => watchdog.stop())).toEqual(['a']);
  });

  it('may unregister or wake another, who is then not rescued', async () => {
    expect(await rescuedWith(({ watchdog }) => watchdog.unregister('b'))).toEqual(['a']);
    expect(await rescuedWith(({ watchdog }) => watchdog.heartbeat('b'))).toEqual(['a']);
  });
});

describe('The rescue from a hung lane', () => {
  interface LaneScene {
    readonly scene: WatchdogScene;
    readonly lane: SwitchedResponder;
  }

  /** A lane with two forwards (the second says notify) and another lane with one, all well for a minute. */
  async function laneScene(): Promise<LaneScene> {
    const scene = new WatchdogScene({ rescued: true });
    const { watchdog } = scene;
    const lane = new SwitchedResponder('lane:1', true, () => {
      for (const id of ['a', 'b']) watchdog.heartbeat(id, { ageMs: 2_000 });
    });
    const other = new SwitchedResponder('lane:2', true, () => watchdog.heartbeat('c'));
    watchdog.register('lane:1', { kind: 'lane', responder: lane });
    watchdog.register('lane:2', { kind: 'lane', responder: other });
    watchdog.register('a', { host: 'lane:1' });
    watchdog.register('b', { host: 'lane:1', onHang: 'notify' });
    watchdog.register('c', { host: 'lane:2' });
    await scene.pass(60);
    return { scene, lane };
  }

  it('replaces it once, within the threshold and one check, and suspects it for each of its forwards', async () => {
    const { scene, lane } = await laneScene();
    lane.alive = 'silent';
    await scene.pass(20);
    expect(scene.rescues).toEqual(['replace lane:1 at 77.5']);
    expect(announced(scene)).toEqual(['replace-lane a']);
    expect(scene.of('watchdog.hung')).toMatchObject([
      { forwardId: 'a', suspect: 'lane' },
      { forwardId: 'b', suspect: 'lane' },
    ]);
  });

  it('suspects a lane that is only late, and waits for what becomes of it before it tells the forward anything', async () => {
    const scene = new WatchdogScene({ rescued: true });
    const { watchdog } = scene;
    watchdog.register('lane:1', { kind: 'lane' });
    watchdog.register('a', { host: 'lane:1' });
    await scene.pass(6);
    watchdog.heartbeat('lane:1');
    await scene.pass(12);
    expect(scene.of('watchdog.hung')).toMatchObject([{ forwardId: 'a', suspect: 'lane' }]);
    expect(scene.rescues).toEqual([]);
    watchdog.heartbeat('lane:1');
    await scene.pass(5);
    expect(scene.rescues).toEqual(['reconnect a at 22.5']);
  });

  it('suspects the API server when the lane answers and only the forward is silent', async () => {
    const { scene } = await laneScene();
    scene.watchdog.register('d', { host: 'lane:2' });
    scene.watchdog.heartbeat('d');
    await scene.pass(20);
    expect(scene.of('watchdog.hung')).toMatchObject([{ forwardId: 'd', suspect: 'api-server' }]);
  });

  it('lets forwards that were moved recover on their new lane, in the same episode', async () => {
    const { scene, lane } = await laneScene();
    lane.alive = 'silent';
    await scene.pass(18);
    scene.watchdog.unregister('lane:1');
    for (const id of ['a', 'b']) scene.watchdog.setHost(id, 'lane:2');
    await scene.pass(10);
    for (const id of ['a', 'b']) scene.watchdog.heartbeat(id);
    expect(scene.hung).toEqual(['a', 'b']);
    expect(scene.recovered).toEqual(['a', 'b']);
    expect(scene.rescues.length).toBe(1);
  });

  it('restarts a moved forward that stays silent on its new lane, after a full threshold', async () => {
    const { scene, lane } = await laneScene();
    lane.alive = 'silent';
    await scene.pass(18);
    scene.watchdog.unregister('lane:1');
    scene.watchdog.setHost('a', 'lane:2');
    await scene.pass(20);
    expect(scene.rescues).toEqual(['replace lane:1 at 77.5', 'restart a at 97.5']);
    expect(scene.hung).toEqual(['a', 'b']);
  });

  it('tries again one threshold later when nothing came of it', async () => {
    const { scene, lane } = await laneScene();
    lane.alive = 'silent';
    scene.rescuerIsBroken = true;
    await scene.pass(30);
    expect(scene.rescues).toEqual(['replace lane:1 at 77.5']);
    await scene.pass(5);
    expect(scene.rescues).toEqual(['replace lane:1 at 77.5', 'replace lane:1 at 92.5']);
  });

  it('gives up a forward whose lanes were replaced five times, and still replaces the sixth', async () => {
    const scene = new WatchdogScene({
      rescuer: {
        reconnect: (id) => scene.rescues.push(`reconnect ${id}`),
        restart: (id) => scene.rescues.push(`restart ${id}`),
        replaceHost: (id) => {
          scene.rescues.push(`replace ${id}`);
          const next = `${id}+`;
          scene.watchdog.unregister(id);
          scene.watchdog.register(next, { kind: 'lane' });
          scene.watchdog.setHost('a', next);
        },
        giveUp: (id) => {
          scene.rescues.push(`give up ${id}`);
          scene.watchdog.unregister(id);
        },
      },
    });
    scene.watchdog.register('l', { kind: 'lane' });
    scene.watchdog.register('a', { host: 'l' });
    await scene.pass(121);
    expect(scene.rescues).toEqual([
      ...['l', 'l+', 'l++', 'l+++', 'l++++'].map((id) => `replace ${id}`),
      'give up a',
      'replace l+++++',
    ]);
    expect(scene.hung).toEqual(['a']);
  });
});
