import { describe, expect, it } from 'vitest';
import { WatchdogScene } from '../../support/watchdog-scene';

async function hungScene(): Promise<WatchdogScene> {
  const scene = new WatchdogScene();
  scene.watchdog.register('a');
  scene.watchdog.heartbeat('a');
  await scene.pass(20);
  expect(scene.hung).toEqual(['a']);
  return scene;
}

describe('An episode', () => {
  it('ends with a heartbeat, which is announced at once with the length of the episode', async () => {
    const scene = await hungScene();
    await scene.pass(1);
    expect(scene.watchdog.state('a')?.hung).toBe(true);
    scene.watchdog.heartbeat('a');
    expect(scene.of('watchdog.recovered')).toMatchObject([{ forwardId: 'a', hungForMs: 21_000 }]);
    expect(scene.watchdog.state('a')?.hung).toBe(false);
  });

  it('of a worker that had never beaten is as long as its life until then', async () => {
    const scene = new WatchdogScene();
    scene.watchdog.register('a');
    await scene.pass(25);
    scene.watchdog.heartbeat('a', { ageMs: 500 });
    expect(scene.of('watchdog.recovered')).toMatchObject([{ hungForMs: 24_500 }]);
  });

  it('may end at the very moment of the report', async () => {
    const scene = new WatchdogScene();
    scene.watchdog.register('a', { onHung: ({ id }) => scene.watchdog.heartbeat(id) });
    await scene.pass(18);
    expect(scene.recovered).toEqual(['a']);
  });

  it('is announced as over only once', async () => {
    const scene = await hungScene();
    scene.keepBeating('a');
    await scene.pass(60);
    expect(scene.recovered).toEqual(['a']);
  });

  it('is followed by another report when the worker falls silent again', async () => {
    const scene = await hungScene();
    scene.watchdog.heartbeat('a');
    await scene.pass(20);
    expect(scene.hung).toEqual(['a', 'a']);
    scene.watchdog.heartbeat('a');
    expect(scene.recovered).toEqual(['a', 'a']);
  });

  it('does not end by proof from before it was reported', async () => {
    const scene = await hungScene();
    scene.watchdog.heartbeat('a', { ageMs: 6_000 });
    expect(scene.recovered).toEqual([]);
    await scene.pass(5);
    scene.watchdog.heartbeat('a', { ageMs: 6_000 });
    expect(scene.recovered).toEqual(['a']);
  });

  it('does not end by proof that has itself become older than the threshold', async () => {
    const scene = await hungScene();
    await scene.pass(30);
    scene.watchdog.heartbeat('a', { ageMs: 15_001 });
    expect(scene.recovered).toEqual([]);
  });

  it.each(['binding', 'resolving', 'connecting', 'waiting'] as const)(
    'does not end while the worker is %s: only when it forwards again',
    async (phase) => {
      const scene = await hungScene();
      const busy = scene.keepBeating('a', phase);
      await scene.pass(60);
      expect(scene.recovered).toEqual([]);
      expect(scene.watchdog.state('a')?.hung).toBe(true);
      busy.dispose();
      scene.watchdog.heartbeat('a', { phase: 'forwarding' });
      expect(scene.recovered).toEqual(['a']);
    },
  );

  it('ends when the worker has given up what it hung in, and only listens', async () => {
    const scene = await hungScene();
    scene.watchdog.heartbeat('a', { phase: 'listening' });
    expect(scene.recovered).toEqual(['a']);
    scene.keepBeating('a', 'listening');
    await scene.pass(600);
    expect(scene.hung).toEqual(['a']);
  });

  it('is not reported a second time when the worker stirs and falls silent again before it recovers', async () => {
    const scene = await hungScene();
    scene.watchdog.heartbeat('a', { phase: 'connecting' });
    await scene.pass(60);
    expect(scene.hung).toEqual(['a']);
  });

  it('ends silently when the worker is unregistered or registered anew', async () => {
    const scene = await hungScene();
    scene.watchdog.register('a');
    expect(scene.watchdog.state('a')?.hung).toBe(false);
    scene.watchdog.heartbeat('a');
    scene.watchdog.unregister('a');
    expect(scene.recovered).toEqual([]);
  });

  it('ends silently, with a full threshold, when the user takes over', async () => {
    const scene = await hungScene();
    scene.watchdog.endEpisode('a');
    expect(scene.watchdog.state('a')?.hung).toBe(false);
    await scene.pass(15);
    expect(scene.hung).toEqual(['a']);
    await scene.pass(5);
    expect(scene.hung).toEqual(['a', 'a']);
    expect(scene.recovered).toEqual([]);
  });

  it('goes on across a move to another lane, with a full threshold there', async () => {
    const scene = await hungScene();
    scene.watchdog.setHost('a', 'lane:2');
    expect(scene.watchdog.state('a')).toMatchObject({ hung: true, phase: 'binding', count: 1 });
    await scene.pass(2);
    scene.watchdog.heartbeat('a');
    expect(scene.of('watchdog.recovered')).toMatchObject([{ hungForMs: 22_000 }]);
  });
});

describe('A stale worker', () => {
  async function staleScene(): Promise<WatchdogScene> {
    const scene = new WatchdogScene();
    scene.watchdog.register('a');
    scene.watchdog.heartbeat('a');
    await scene.pass(13);
    return scene;
  }

  it('is one that forwards and whose proof is older than a poll and a check, though not yet hung', async () => {
    const scene = await staleScene();
    expect(scene.of('health.stale')).toMatchObject([{ forwardId: 'a', ageMs: 12_500 }]);
    expect(scene.watchdog.isStale('a')).toBe(true);
    expect(scene.watchdog.state('a')).toMatchObject({ stale: true, hung: false });
    expect(scene.hung).toEqual([]);
  });

  it('is announced once, until fresh proof comes', async () => {
    const settings = { pollMs: 5_000, checkMs: 5_000, thresholdMs: 60_000 };
    const scene = new WatchdogScene({ settings });
    scene.watchdog.register('a');
    scene.watchdog.heartbeat('a');
    await scene.pass(40);
    expect(scene.of('health.stale').length).toBe(1);
    scene.watchdog.heartbeat('a', { ageMs: 20_000 });
    expect(scene.watchdog.isStale('a')).toBe(true);
    scene.watchdog.heartbeat('a', { ageMs: 1_000 });
    expect(scene.watchdog.isStale('a')).toBe(false);
    await scene.pass(20);
    expect(scene.of('health.stale').length).toBe(2);
  });

  it('is no longer called stale once it is called hung', async () => {
    const scene = await staleScene();
    await scene.pass(7);
    expect(scene.watchdog.state('a')).toMatchObject({ stale: false, hung: true });
  });

  it('is not one that is still connecting, nor a lane, nor one that nobody knows', async () => {
    const scene = new WatchdogScene();
    scene.watchdog.register('a');
    scene.watchdog.heartbeat('a', { phase: 'connecting' });
    scene.watchdog.register('lane:1', { kind: 'lane' });
    scene.watchdog.heartbeat('lane:1');
    await scene.pass(13);
    expect(scene.of('health.stale')).toEqual([]);
    expect(['a', 'lane:1', 'nobody'].map((id) => scene.watchdog.isStale(id))).toEqual([false, false, false]);
  });

  it('does not exist when the threshold is no longer than a poll and a check', async () => {
    const scene = new WatchdogScene({ settings: { pollMs: 5_000, checkMs: 5_000, thresholdMs: 10_000 } });
    scene.watchdog.register('a');
    scene.watchdog.heartbeat('a');
    await scene.pass(60);
    expect(scene.of('health.stale')).toEqual([]);
    expect(scene.hung).toEqual(['a']);
  });
});

describe('Whoever is called', () => {
  it('may throw: the others are called all the same, and the error is told', async () => {
    const scene = new WatchdogScene();
    const called: string[] = [];
    for (const id of ['a', 'b', 'c']) {
      scene.watchdog.register(id, {
        onHung: () => {
          called.push(id);
          if (id !== 'c') throw new Error(id);
        },
      });
    }
    await scene.pass(20);
    expect(called).toEqual(['a', 'b', 'c']);
    expect(scene.hung).toEqual(['a', 'b', 'c']);
    expect(scene.errors).toMatchObject([{ message: 'a' }, { message: 'b' }]);
  });

  it('may be a listener on the bus that throws', async () => {
    const scene = new WatchdogScene();
    scene.bus.on('watchdog.hung', () => {
      throw new Error('listener');
    });
    scene.watchdog.register('a');
    scene.watchdog.register('b');
    await scene.pass(20);
    expect(scene.hung).toEqual(['a', 'b']);
    expect(scene.errors.length).toBe(2);
  });

  it('may unregister itself and others, who are then not reported', async () => {
    const scene = new WatchdogScene();
    const unregisterAll = () => {
      for (const id of ['a', 'b', 'c']) scene.watchdog.unregister(id);
    };
    for (const id of ['a', 'b', 'c']) scene.watchdog.register(id, { onHung: unregisterAll });
    await scene.pass(60);
    expect(scene.hung).toEqual(['a']);
  });

  it('is not called when a listener on the bus has just unregistered the worker', async () => {
    const scene = new WatchdogScene();
    let calls = 0;
    scene.watchdog.register('a', { onHung: () => (calls += 1) });
    scene.bus.on('watchdog.hung', ({ forwardId }) => scene.watchdog.unregister(forwardId));
    await scene.pass(20);
    expect(calls).toBe(0);
  });

  it('is not called when a listener on the bus has just stopped the watchdog', async () => {
    const scene = new WatchdogScene();
    let calls = 0;
    scene.watchdog.register('a', { onHung: () => (calls += 1) });
    scene.bus.on('watchdog.hung', () => scene.watchdog.stop());
    await scene.pass(20);
    expect(calls).toBe(0);
  });

  it('may register others and itself again', async () => {
    const scene = new WatchdogScene();
    const again = () => {
      scene.watchdog.register('a', { onHung: again });
      scene.watchdog.register('new');
    };
    scene.watchdog.register('a', { onHung: again });
    await scene.pass(18);
    expect(scene.hung).toEqual(['a']);
    await scene.pass(20);
    expect(scene.hung).toEqual(['a', 'a']);
  });

  it('may stop the watchdog, after which nobody else is called', async () => {
    const scene = new WatchdogScene();
    for (const id of ['a', 'b', 'c']) scene.watchdog.register(id, { onHung: () => scene.watchdog.stop() });
    await scene.pass(60);
    expect(scene.hung).toEqual(['a']);
    expect(scene.clock.timers).toBe(0);
  });

  it('may have stopped it in the midst of a round: those not yet reported are reported after the next start', async () => {
    const scene = new WatchdogScene();
    scene.watchdog.register('a', { onHung: () => scene.watchdog.stop() });
    scene.watchdog.register('b');
    await scene.pass(20);
    scene.watchdog.start();
    await scene.pass(20);
    expect(scene.hung).toEqual(['a', 'b']);
  });

  it('may pause the watchdog, after which nobody else is accused', async () => {
    const scene = new WatchdogScene();
    scene.watchdog.register('a', { onHung: () => scene.watchdog.pause() });
    scene.watchdog.register('b');
    await scene.pass(60);
    expect(scene.hung).toEqual(['a']);
  });

  it('may bring the heartbeat of another who was about to be reported', async () => {
    const scene = new WatchdogScene();
    scene.watchdog.register('a', { onHung: () => scene.watchdog.heartbeat('b') });
    scene.watchdog.register('b');
    await scene.pass(20);
    expect(scene.hung).toEqual(['a']);
  });
});
