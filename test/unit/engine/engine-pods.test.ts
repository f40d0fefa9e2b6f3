import { beforeEach, describe, expect, it } from 'vitest';
import { EngineBench } from '../../support/engine-bench';
import { settle } from '../../support/fake-clock';
import { problemWith, specOf } from '../../support/forwards';

let bench: EngineBench;
const { id } = specOf();

beforeEach(async () => {
  bench = new EngineBench();
  await bench.set([specOf(), specOf({ localPort: 8081 })], []);
  bench.lane(1).say({ type: 'resolve', request: 1, id, afresh: false });
  await settle();
  bench.lane(1).state(id, { kind: 'active', pod: 'api-7f9c', since: 0, transport: 'websocket' });
});

function watched() {
  return [...bench.watched];
}

describe('what the engine hears of pods', () => {
  it('makes a forward leave its pod', () => {
    expect(watched()).toMatchObject([{ id, podUid: 'uid-api-7f9c' }]);
    watched()[0]?.onNews({ kind: 'leave', why: 'terminating' });
    expect(bench.lane(1).of('leave')).toMatchObject([{ id, podUid: 'uid-api-7f9c', cause: { code: 'pod-gone' } }]);
  });

  it('ends the wait of the forward that waits for a pod, and of no other', () => {
    const retryAt = bench.clock.wallTime() + 1_000;
    bench.lane(1).state(id, { kind: 'reconnecting', cause: problemWith('no-ready-pod'), attempt: 1, retryAt });
    expect(watched()).toMatchObject([{ id, podUid: null }]);
    watched()[0]?.onNews({ kind: 'ready' });
    expect(bench.lane(1).of('good-news')).toMatchObject([{ news: 'pod-ready', ids: [id] }]);
  });

  it.each<[string, () => unknown]>([
    ['is stopped', () => bench.engine.stop([id])],
    [
      'needs no tunnel for now',
      () => bench.lane(1).state(id, { kind: 'listening', since: 0, idleMs: 5, problem: null }),
    ],
    ['is removed', () => bench.engine.setForwards([], [])],
    ['ends with everything', () => bench.engine.dispose()],
  ])('is not asked for any more when the forward %s', async (_, happen) => {
    happen();
    await settle();
    expect(watched()).toEqual([]);
  });
});
