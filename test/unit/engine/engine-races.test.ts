import { beforeEach, describe, expect, it } from 'vitest';
import { EngineBench, specs } from '../../support/engine-bench';
import { settle } from '../../support/fake-clock';
import { specOf } from '../../support/forwards';

let bench: EngineBench;
const id = '127.0.0.1:8080';
beforeEach(() => {
  bench = new EngineBench(4);
});

/** On how many lanes the forward has a worker. */
function workers(): number {
  return bench.lanes.filter((lane) => !lane.frozen && lane.running.has(id)).length;
}

describe('a forward has one worker at most', () => {
  it('when it is started again while the lane that should stop it does not run', async () => {
    await bench.set([specOf()], []);
    bench.lane(1).frozen = true;
    bench.engine.stop([id]);
    bench.engine.start([id]);
    await bench.clock.advance(1_000);
    expect(bench.state(id)).toBe('active');
    expect(workers()).toBe(1);
  });

  it('when the user restarts it while it waits for a lane that keeps crashing', async () => {
    await bench.set([specOf()], []);
    bench.lane(1).crash('first');
    bench.lane(2).crash('second');
    bench.engine.restartByUser([id]);
    await bench.clock.advance(1_000);
    expect(bench.state(id)).toBe('active');
    expect(workers()).toBe(1);
  });

  it.each([
    ['started', () => bench.engine.start([id])],
    ['changed', () => bench.engine.setForwards([specOf({ port: 81 })], [])],
  ])('when it is %s while its lane is being ended: the lane still holds the port', async (_, act) => {
    await bench.set([specOf()], []);
    const lane = bench.lane(1);
    lane.frozen = true;
    lane.endsLate = true;
    bench.engine.replaceHost('lane:1');
    act();
    await settle();
    expect(workers()).toBe(0);
    lane.end();
    await settle();
    expect(bench.state(id)).toBe('active');
    expect(workers()).toBe(1);
  });
});

describe('Restart', () => {
  it('brings up a forward that is being stopped', async () => {
    await bench.set([specOf()], []);
    bench.engine.stop([id]);
    bench.engine.restartByUser([id]);
    await settle();
    expect(bench.state(id)).toBe('active');
  });
});

describe('Start', () => {
  it('leaves a forward alone that runs: its connections are in use', async () => {
    await bench.set([specOf()], []);
    bench.engine.start([id]);
    await settle();
    expect(bench.lane(1).of('start')).toHaveLength(1);
  });
});

describe('the count of restarts', () => {
  it('begins anew when the user starts the forward', async () => {
    await bench.set([specOf()], []);
    bench.engine.reconnect(id);
    expect(bench.engine.views()[0]?.restarts).toBe(1);
    bench.engine.stop([id]);
    await settle();
    bench.engine.start([id]);
    expect(bench.engine.views()[0]?.restarts).toBe(0);
  });
});

describe('disposing', () => {
  it('says that a thread is left when one was left behind earlier', async () => {
    await bench.set(specs(1), []);
    const lane = bench.lane(1);
    lane.frozen = true;
    lane.endsLate = true;
    bench.engine.replaceHost('lane:1');
    lane.end(true);
    await settle();
    expect(bench.state(id)).toBe('active');
    bench.watchdog.stop();
    expect(await bench.engine.dispose()).toBe(false);
  });
});
