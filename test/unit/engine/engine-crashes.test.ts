import { beforeEach, describe, expect, it } from 'vitest';
import type { FakeLane } from '../../support/fake-lane';
import { EngineBench, settings, specs } from '../../support/engine-bench';
import { settle } from '../../support/fake-clock';
import { specOf } from '../../support/forwards';

let bench: EngineBench;
const poison = '127.0.0.1:8080';
beforeEach(() => {
  bench = new EngineBench(2);
});

/** Has every lane that runs the bad forward crash, as often as it comes to run, for this long. */
async function poisoned(ms: number, end = (lane: FakeLane) => lane.crash('bad forward')): Promise<void> {
  for (let passed = 0; passed < ms; passed += 100) {
    for (const lane of bench.lanes) if (!lane.frozen && lane.running.has(poison)) end(lane);
    await bench.clock.advance(100);
  }
}

/** How often each forward was given to a lane. */
function starts(id: string): number {
  return bench.lanes.flatMap((lane) => lane.of('start')).filter(({ spec }) => spec.id === id).length;
}

function states(): readonly string[] {
  return bench.engine.views().map(({ state }) => state.kind);
}

describe('A forward that crashes every lane it is on', () => {
  beforeEach(async () => {
    await bench.set(specs(8), []);
    await poisoned(60_000);
  });

  it('is found and failed, and every other one serves', () => {
    expect(states()).toEqual(['failed', ...Array<string>(7).fill('active')]);
    expect(bench.engine.views()[0]?.state).toMatchObject({ problem: { code: 'lane-crashes', suspect: 'lane' } });
  });

  it('never disturbs those on another lane, and others less the longer it goes on', () => {
    // Every other one went to the second lane.
    for (const port of [8081, 8083, 8085, 8087]) expect(starts(`127.0.0.1:${String(port)}`)).toBe(1);
    for (const port of [8082, 8084, 8086]) expect(starts(`127.0.0.1:${String(port)}`)).toBeLessThanOrEqual(4);
    expect(starts(poison)).toBe(5);
  });

  it('leaves a record of what was found out, and how', () => {
    const told = bench.events.filter((event) => 'forwardIds' in event && event.forwardIds.includes(poison));
    expect(told.map((event) => [event.type, 'forwardIds' in event ? event.forwardIds.length : 0])).toEqual([
      ['lane.crashed', 4],
      ['lane.crashed', 4],
      ['lane.parted', 2],
      ['lane.crashed', 2],
      ['lane.parted', 1],
      ['lane.crashed', 1],
      ['lane.crashed', 1],
    ]);
    expect(bench.types().at(-2)).toBe('forward.error');
  });

  it('gets a lane of its own when the user restarts it, and five more tries', async () => {
    const crashes = () => bench.types().filter((type) => type === 'lane.crashed').length;
    const before = crashes();
    bench.engine.restartByUser([poison]);
    await poisoned(60_000);
    expect(crashes() - before).toBe(5);
    expect(states()).toEqual(['failed', ...Array<string>(7).fill('active')]);
  });

  it('runs again when it does no harm any more, still apart', async () => {
    bench.engine.restartByUser([poison]);
    await bench.clock.advance(60_000);
    expect(states()).toEqual(Array<string>(8).fill('active'));
    const [host] = bench.lanes.filter((lane) => lane.running.has(poison) && !lane.frozen);
    await bench.set([...specs(8), specOf({ localPort: 9_000 })], []);
    expect([...(host?.running ?? [])]).toEqual([poison]);
  });

  it('leaves no lane behind that nobody needs', async () => {
    await bench.set([specOf({ localPort: 8081 })], []);
    await bench.clock.advance(1_000);
    expect(bench.lanes.filter((lane) => !lane.ended).length).toBeLessThanOrEqual(2);
    expect(bench.types()).not.toContain('lane.terminated');
    bench.watchdog.stop();
    expect(await bench.engine.dispose()).toBe(true);
    expect(bench.clock.timers).toBe(0);
  });
});

describe('A forward that freezes every lane it is on', () => {
  it('is found and given up, and every other one serves', async () => {
    await bench.set(specs(8), []);
    await poisoned(10 * 60_000, (lane) => (lane.frozen = true));
    expect(states()).toEqual(['failed', ...Array<string>(7).fill('active')]);
    expect(bench.engine.views()[0]?.state).toMatchObject({ problem: { code: 'hung-too-often' } });
    for (const port of [8081, 8083, 8085, 8087]) expect(starts(`127.0.0.1:${String(port)}`)).toBe(1);
  });
});

describe('A lane that cannot be started', () => {
  it('is tried again ever more slowly, and no forward is blamed for it', async () => {
    await bench.set([specOf()], []);
    for (let time = 1; time <= 12; time += 1) {
      bench.lane(bench.lanes.length).crash('no threads left', false);
      const { state } = bench.engine.views()[0] ?? {};
      expect(state).toMatchObject({ kind: 'reconnecting', cause: { code: 'lane-lost' } });
      if (state?.kind === 'reconnecting') {
        expect(state.cause.message).toContain('does not start: no threads left');
        const waitMs = state.retryAt - bench.clock.wallTime();
        expect(waitMs).toBe(Math.min(10_000, 500 * 2 ** (time - 1)));
        const lanes = bench.lanes.length;
        await bench.clock.advance(waitMs - 1);
        expect(bench.lanes).toHaveLength(lanes);
        await bench.clock.advance(1);
        expect(bench.lanes).toHaveLength(lanes + 1);
      }
    }
    await settle();
    expect(bench.state(poison)).toBe('active');
  });

  it('and never says a word is replaced when the threshold is over', async () => {
    bench.freezeNext = true;
    await bench.set(specs(2), []);
    await bench.clock.advance(settings.thresholdMs + settings.checkMs);
    expect(states()).toEqual(['active', 'active']);
    expect(bench.types()).toContain('lane.terminated');
  });
});
