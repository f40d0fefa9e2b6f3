import { beforeEach, describe, expect, it } from 'vitest';
import { EngineBench, settings, specs } from '../../support/engine-bench';
import { settle } from '../../support/fake-clock';
import { problemWith, specOf } from '../../support/forwards';

let bench: EngineBench;
const id = '127.0.0.1:8080';
beforeEach(() => {
  bench = new EngineBench();
});

describe('the engine', () => {
  it('starts the forwards that want to be started', async () => {
    await bench.set([specOf(), specOf({ localPort: 8081, autostart: false })], []);
    expect(bench.state(id)).toBe('active');
    expect(bench.state('127.0.0.1:8081')).toBe('stopped');
  });

  it('lists a broken forward as failed, with the reason', async () => {
    const broken = { id: 'line:3', alias: 'x', group: '', context: 'c', namespace: 'n', target: 't', address: ':0' };
    await bench.set([], [{ ...broken, problem: problemWith('bad-config') }]);
    expect(bench.state('line:3')).toBe('failed');
    expect(bench.engine.start(['line:3'])).toMatchObject([{ ok: false, message: 'it is bad-config' }]);
  });

  it('spreads forwards over as many lanes as it may', async () => {
    bench = new EngineBench(2);
    await bench.set(specs(5), []);
    expect(bench.lanes.map(({ running }) => running.size)).toEqual([3, 2]);
  });

  it('touches only the forwards whose spec changed', async () => {
    await bench.set(specs(3), []);
    await bench.set([specOf(), specOf({ localPort: 8081, port: 81 })], []);
    expect(bench.lane(1).of('start')).toHaveLength(3);
    expect(bench.lane(1).of('change')).toMatchObject([{ spec: { id: '127.0.0.1:8081', port: 81 } }]);
    expect(bench.lane(1).of('stop')).toMatchObject([{ id: '127.0.0.1:8082' }]);
  });

  it('announces how a forward came up', async () => {
    await bench.set([specOf()], []);
    expect(bench.types()).toEqual(['forward.connected', 'health.changed']);
  });

  it('stops, and can start again at once', async () => {
    await bench.set([specOf()], []);
    bench.engine.stop([id]);
    bench.engine.start([id]);
    await settle();
    expect(bench.types()).toContain('forward.stopped');
    expect(bench.state(id)).toBe('active');
  });

  it('says that there is no such forward', () => {
    expect(bench.engine.restartByUser(['nowhere'])).toMatchObject([{ id: 'nowhere', ok: false }]);
  });

  it('reports what changed once per turn', async () => {
    const changes: string[][] = [];
    bench.engine.onDidChange(({ changed }) => changes.push(changed.map((view) => view.id)));
    await bench.set(specs(2), []);
    expect(changes[0]).toEqual(['127.0.0.1:8080', '127.0.0.1:8081']);
  });
});

describe('a hung tunnel', () => {
  it('is shown as hung within threshold and one check, then reconnected, then recovered', async () => {
    await bench.set([specOf()], []);
    await bench.clock.advance(5_000);
    bench.lane(1).silentMs = 16_000;
    await bench.clock.advance(settings.thresholdMs + settings.checkMs);
    expect(bench.types()).toContain('watchdog.hung');
    expect(bench.lane(1).of('reconnect')).toMatchObject([{ id, cause: { code: 'hung' } }]);
    expect(bench.types().filter((type) => type.startsWith('watchdog.'))).toEqual([
      'watchdog.hung',
      'watchdog.restarted',
      'watchdog.recovered',
    ]);
    expect(bench.state(id)).toBe('active');
  });

  it('stays hung until the user restarts it when the forward says so', async () => {
    await bench.set([specOf({ onHang: 'notify' })], []);
    await bench.clock.advance(5_000);
    bench.lane(1).silentMs = 60_000;
    await bench.clock.advance(60_000);
    expect(bench.state(id)).toBe('hung');
    bench.lane(1).silentMs = 0;
    bench.engine.restartByUser([id]);
    await settle();
    expect(bench.state(id)).toBe('active');
    expect(bench.types()).toContain('watchdog.recovered');
  });

  it('recovers by itself when the tunnel answers again', async () => {
    await bench.set([specOf({ onHang: 'notify' })], []);
    await bench.clock.advance(5_000);
    bench.lane(1).silentMs = 60_000;
    await bench.clock.advance(30_000);
    expect(bench.state(id)).toBe('hung');
    bench.lane(1).silentMs = 0;
    await bench.clock.advance(10_000);
    expect(bench.state(id)).toBe('active');
  });
});

describe('a lane that stops running', () => {
  it('is terminated, and its forwards serve again on a fresh one', async () => {
    bench = new EngineBench(2);
    await bench.set(specs(4), []);
    await bench.clock.advance(5_000);
    bench.lane(1).frozen = true;
    await bench.clock.advance(settings.thresholdMs + settings.checkMs);
    expect(bench.events.find(({ type }) => type === 'lane.terminated')).toMatchObject({
      lane: 1,
      forwardIds: ['127.0.0.1:8080', '127.0.0.1:8082'],
    });
    expect(bench.engine.views().map(({ state }) => state.kind)).toEqual(['active', 'active', 'active', 'active']);
    expect(bench.lane(2).of('start')).toHaveLength(2);
  });

  it('does not keep a forward from being stopped', async () => {
    await bench.set([specOf()], []);
    bench.lane(1).frozen = true;
    bench.engine.stop([id]);
    await bench.clock.advance(1_000);
    expect(bench.state(id)).toBe('stopped');
  });

  it('that crashes hands its forwards on at once', async () => {
    await bench.set(specs(2), []);
    bench.lane(1).crash('out of memory');
    await settle();
    expect(bench.events.find(({ type }) => type === 'lane.crashed')).toMatchObject({ message: 'out of memory' });
    expect(bench.lane(2).running.size).toBe(2);
  });

  it('that keeps crashing does not have its forwards called hung while they wait for another', async () => {
    await bench.set([specOf()], []);
    for (let crash = 1; crash <= 3; crash += 1) {
      bench.lane(bench.lanes.length).crash('again');
      await bench.clock.advance(10_000);
    }
    bench.watchdog.configure({ pollMs: 250, checkMs: 250, thresholdMs: 500 });
    bench.lane(bench.lanes.length).crash('once more');
    await bench.clock.advance(1_900);
    expect(bench.types()).not.toContain('watchdog.hung');
    expect(bench.state(id)).toBe('reconnecting');
  });

  it('that keeps crashing is started ever more slowly', async () => {
    await bench.set([specOf()], []);
    bench.lane(1).crash('first');
    bench.lane(2).crash('second');
    await settle();
    expect(bench.lanes).toHaveLength(2);
    expect(bench.state(id)).toBe('reconnecting');
    await bench.clock.advance(500);
    expect(bench.lanes).toHaveLength(3);
    bench.lane(3).crash('third');
    await bench.clock.advance(999);
    expect(bench.lanes).toHaveLength(3);
    await bench.clock.advance(1);
    expect(bench.lanes).toHaveLength(4);
  });

  it('has no say about forwards that have moved on', async () => {
    await bench.set([specOf()], []);
    await bench.clock.advance(5_000);
    bench.lane(1).frozen = true;
    await bench.clock.advance(20_000);
    bench.lane(1).state(id, { kind: 'failed', problem: problemWith('unexpected') });
    expect(bench.state(id)).toBe('active');
  });
});

describe('after a sleep', () => {
  it('every lane is asked to prove its tunnels, and nobody is accused', async () => {
    bench = new EngineBench(2);
    await bench.set(specs(2), []);
    await bench.clock.advance(5_000);
    await bench.clock.sleep(3_600_000);
    await bench.clock.advance(5_000);
    expect(bench.types()).not.toContain('watchdog.hung');
    for (const lane of bench.lanes) expect(lane.of('shock')).toMatchObject([{ shock: 'resumed', verifyMs: 5_000 }]);
  });
});

describe('when this thread was kept from running for some seconds', () => {
  it('every lane is asked to prove its tunnels, but nothing is tried anew as after a sleep', async () => {
    await bench.set(specs(1), []);
    await bench.clock.sleep(10_000);
    expect(bench.lane(1).of('shock')).toMatchObject([{ shock: 'stood-still' }]);
  });
});

describe('disposing', () => {
  it('ends every lane and leaves no timer', async () => {
    bench = new EngineBench(2);
    await bench.set(specs(4), []);
    bench.lane(1).frozen = true;
    bench.engine.stop([id]);
    bench.watchdog.stop();
    expect(await bench.engine.dispose()).toBe(true);
    expect(bench.clock.timers).toBe(0);
  });
});
