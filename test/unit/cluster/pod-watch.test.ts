import { beforeEach, describe, expect, it } from 'vitest';
import { ApiStatusError } from '../../../src/main/cluster/api-errors';
import type { PodGlance } from '../../../src/main/cluster/pod-table';
import { PodWatches } from '../../../src/main/cluster/pod-watches';
import type { PodNews } from '../../../src/main/engine/clusters';
import { ProblemError } from '../../../src/shared/problem';
import { FakeClock, settle } from '../../support/fake-clock';
import { FakePodSource } from '../../support/fake-pod-source';
import { problemWith } from '../../support/forwards';

const pods = { context: 'prod', namespace: 'shop', selector: 'app=api' };

let clock: FakeClock;
let source: FakePodSource;
let opened: number;
let watches: PodWatches;

beforeEach(() => {
  clock = new FakeClock();
  source = new FakePodSource();
  source.pods = [glance('api-1')];
  opened = 0;
  watches = new PodWatches({
    clock,
    random: () => 0.999,
    sourceOf: () => {
      opened += 1;
      return source;
    },
  });
});

function glance(name: string, change: Partial<PodGlance> = {}): PodGlance {
  return { name, uid: `uid-${name}`, ready: true, terminating: false, ended: false, ...change };
}

/** Follows for a forward that leads to the pod, or waits for one, and keeps what it is told. */
function follow(name: string | null, id = '127.0.0.1:8080') {
  const news: PodNews[] = [];
  const uid = name === null ? null : `uid-${name}`;
  const following = watches.follow(pods, { id, prefix: null, uid, onNews: (told) => news.push(told) });
  return { news, dispose: () => following.dispose() };
}

describe('watching pods', () => {
  it('lists once and watches from there', async () => {
    follow('api-1');
    await settle();
    expect([source.lists, source.versions]).toEqual([1, ['100']]);
  });

  it('is shared by all forwards to the same pods', async () => {
    const all = Array.from({ length: 100 }, (_, index) => follow('api-1', String(index)));
    await settle();
    expect([opened, source.lists, source.versions.length]).toEqual([1, 1, 1]);
    source.deleted('uid-api-1');
    expect(all.flatMap(({ news }) => news)).toHaveLength(100);
  });

  it('is not shared by users who may see different things', async () => {
    follow('api-1');
    watches.follow({ ...pods, context: 'other' }, { id: 'b', prefix: null, uid: null, onNews: () => undefined });
    expect(opened).toBe(2);
    await settle();
  });

  it('tells once that a pod is to be left', async () => {
    const { news } = follow('api-1');
    await settle();
    source.changed(glance('api-1', { ready: false, terminating: true }));
    source.deleted('uid-api-1');
    expect(news).toEqual([{ kind: 'leave', why: 'terminating' }]);
  });

  it('tells five seconds later that a pod is not ready while another one is', async () => {
    const { news } = follow('api-1');
    await settle();
    source.changed(glance('api-2'));
    source.changed(glance('api-1', { ready: false }));
    await clock.advance(4_999);
    expect(news).toEqual([]);
    await clock.advance(1);
    expect(news).toEqual([{ kind: 'leave', why: 'unready' }]);
  });

  it('tells a forward that waits once for each time that a pod becomes ready, also when it asks again', async () => {
    source.pods = [];
    const first = follow(null);
    await settle();
    source.changed(glance('api-1'));
    expect(first.news).toEqual([{ kind: 'ready' }]);
    first.dispose();
    const second = follow(null);
    expect(second.news).toEqual([]);
    source.changed(glance('api-2'));
    expect(second.news).toEqual([{ kind: 'ready' }]);
  });

  it('tells nobody who has stopped following', async () => {
    const { news, dispose } = follow('api-1');
    follow('api-1', 'other');
    await settle();
    dispose();
    source.deleted('uid-api-1');
    expect(news).toEqual([]);
  });

  it('goes on where it was when the server ends the watch', async () => {
    const { news } = follow('api-1');
    await settle();
    source.changed(glance('api-2'));
    await clock.advance(300_000);
    source.open?.end();
    await clock.advance(500);
    expect([source.lists, source.versions]).toEqual([1, ['100', '101']]);
    source.deleted('uid-api-1');
    expect(news).toHaveLength(1);
  });

  it('tries again ever more slowly, up to every 30 seconds', async () => {
    source.listFails = new Error('connection refused');
    follow('api-1');
    await clock.advance(0);
    const begun = clock.now();
    const times: number[] = [];
    let last = source.lists;
    while (times.length < 9) {
      await clock.advance(100);
      if (source.lists > last) times.push(Math.round((clock.now() - begun) / 100) / 10);
      last = source.lists;
    }
    const waits = times.map((time, index) => Math.round(time - (times[index - 1] ?? 0)));
    expect(waits.slice(1)).toEqual([1, 2, 4, 8, 16, 30, 30, 30]);
  });

  it('lists anew when the history is no longer known, and tells what it has missed', async () => {
    const { news } = follow('api-1');
    await settle();
    source.pods = [glance('api-2')];
    source.open?.fail(new ApiStatusError(410, 'too old resource version'));
    await clock.advance(500);
    expect(source.lists).toBe(2);
    expect(news).toEqual([{ kind: 'leave', why: 'gone' }]);
  });

  it('rests where watching is forbidden, and tells nothing from what it has listed', async () => {
    source.watchFails = new ApiStatusError(403, 'forbidden');
    const { news } = follow('api-1');
    await clock.advance(300_000);
    expect(source.versions).toHaveLength(1);
    source.pods = [];
    follow(null, 'b');
    await settle();
    expect([source.lists, news]).toEqual([1, []]);
    await clock.advance(301_000);
    follow('api-1', 'c');
    await settle();
    expect(source.versions).toHaveLength(2);
  });

  it('does not ask for a login on a timer, but when a forward has got through', async () => {
    source.listFails = new ProblemError(problemWith('login-needed'));
    follow('api-1');
    await clock.advance(3_600_000);
    expect(source.lists).toBe(1);
    source.listFails = null;
    follow('api-1', 'other');
    await settle();
    expect(source.versions).toEqual(['100']);
  });

  it('does not wait long any more when a forward has reached the API server, however many say so', async () => {
    source.listFails = new Error('connection refused');
    follow('api-1');
    await clock.advance(40_000);
    const before = source.lists;
    for (let count = 0; count < 50; count += 1) follow('api-1', String(count));
    await clock.advance(1_000);
    expect(source.lists - before).toBeLessThanOrEqual(2);
    source.listFails = null;
    follow('api-1', 'last');
    await clock.advance(1_000);
    expect(source.open).not.toBeNull();
  });

  it('ends ten seconds after the last forward has stopped following, and not when one comes back', async () => {
    const first = follow('api-1');
    await settle();
    first.dispose();
    await clock.advance(9_000);
    const second = follow('api-1');
    await clock.advance(9_000);
    expect(source.open).not.toBeNull();
    second.dispose();
    await clock.advance(10_000);
    expect([source.open, watches.count, clock.timers]).toEqual([null, 0, 0]);
  });

  it.each<[string, () => void]>([
    ['watching', () => undefined],
    ['waiting to try again', () => source.open?.fail(new Error('connection reset'))],
    ['waiting for a second look', () => source.changed(glance('api-1', { ready: false }))],
  ])('leaves nothing behind when disposed while %s', async (_, happen) => {
    source.pods = [glance('api-1'), glance('api-2')];
    const { news, dispose } = follow('api-1');
    await settle();
    happen();
    await settle();
    watches.dispose();
    await settle();
    expect([source.open, clock.timers]).toEqual([null, 0]);
    dispose();
    expect(follow('api-1').news).toEqual([]);
    expect([source.open, clock.timers, news]).toEqual([null, 0, []]);
  });
});

describe('renewing watches', () => {
  it('goes on over another connection, from where it was', async () => {
    const { news } = follow('api-1');
    await settle();
    source.changed(glance('api-2'));
    const old = source.open;
    watches.renew();
    await clock.advance(500);
    expect([source.lists, source.versions]).toEqual([1, ['100', '101']]);
    expect(source.open).not.toBe(old);
    source.deleted('uid-api-1');
    expect(news).toHaveLength(1);
  });

  it('cuts a pause short, and never counts as a failure', async () => {
    follow('api-1');
    await settle();
    for (let time = 0; time < 10; time += 1) {
      watches.renew();
      await clock.advance(500);
    }
    expect(source.versions).toHaveLength(11);
  });

  it('asks nobody who rests, and leaves nothing behind', async () => {
    watches.renew();
    follow('api-1');
    await settle();
    watches.renew();
    watches.dispose();
    await clock.advance(60_000);
    expect([clock.timers, source.versions]).toEqual([0, ['100']]);
  });
});
