import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/main/cluster/pod-judgement';
import { emptyTable, glanceOf, type PodGlance, type PodTable, updated } from '../../../src/main/cluster/pod-table';
import { pod, running } from './objects';

const ready = (name: string) => glanceOf(pod(name));
const terminating = (name: string) => glanceOf(pod(name, { deleted: '2024-01-01T00:00:30Z' }));
const unready = (name: string) =>
  glanceOf(pod(name, { status: { ...running, conditions: [{ type: 'Ready', status: 'False' }] } }));
const failed = (name: string) => glanceOf(pod(name, { status: { phase: 'Failed', reason: 'Evicted' } }));

/** Listed at 100, as asked for then. */
function listed(...pods: PodGlance[]): PodTable {
  return updated(emptyTable, { type: 'listed', pods, askedAt: 100 }, 100);
}

function changed(table: PodTable, glance: PodGlance, now = 200): PodTable {
  return updated(table, { type: 'changed', pod: glance }, now);
}

function deleted(table: PodTable, name: string): PodTable {
  return updated(table, { type: 'deleted', uid: `uid-${name}` }, 200);
}

/** What a forward to this pod is told; it has followed since 150. */
function newsOf(table: PodTable, name: string, now = 200, prefix: string | null = null) {
  return judge(table, { prefix, uid: `uid-${name}`, since: 150, toldReady: 0 }, now).news;
}

describe('a forward to a pod', () => {
  it('stays while its pod is ready, whatever becomes of others', () => {
    const table = deleted(changed(listed(ready('api-1'), ready('api-2')), ready('api-3')), 'api-2');
    expect(newsOf(table, 'api-1')).toBeNull();
  });

  it.each<[string, PodTable]>([
    ['gone', deleted(listed(ready('api-1')), 'api-1')],
    ['terminating', changed(listed(ready('api-1')), terminating('api-1'))],
    ['ended', changed(listed(ready('api-1')), failed('api-1'))],
  ])('leaves a pod at once that is %s', (why, table) => {
    expect(newsOf(table, 'api-1')).toEqual({ kind: 'leave', why });
  });

  it('leaves a pod that is not in a list that was asked for later', () => {
    const table = updated(listed(ready('api-1')), { type: 'listed', pods: [], askedAt: 150 }, 160);
    expect(newsOf(table, 'api-1')).toEqual({ kind: 'leave', why: 'gone' });
  });

  it('leaves a pod that an earlier list had, and a new one has not', () => {
    const table = updated(listed(ready('api-1')), { type: 'listed', pods: [], askedAt: 120 }, 130);
    expect(newsOf(table, 'api-1')).toEqual({ kind: 'leave', why: 'gone' });
  });

  it('does not take a pod for gone that the watch has not seen yet', () => {
    expect(newsOf(listed(ready('api-1')), 'api-2')).toBeNull();
    expect(newsOf(emptyTable, 'api-2')).toBeNull();
  });

  it('does not take a pod for gone that is selected again', () => {
    expect(newsOf(changed(deleted(listed(ready('api-1')), 'api-1'), ready('api-1')), 'api-1')).toBeNull();
  });

  it('stays with a pod that is not ready when no other one is', () => {
    const table = changed(listed(ready('api-1'), unready('api-2')), unready('api-1'));
    expect(judge(table, { prefix: null, uid: 'uid-api-1', since: 150, toldReady: 0 }, 99_999)).toEqual({
      news: null,
      lookAgainAt: null,
    });
  });

  it('leaves a pod that has not been ready for five seconds, while another one is', () => {
    const table = changed(listed(ready('api-1'), ready('api-2')), unready('api-1'), 1_000);
    const interest = { prefix: null, uid: 'uid-api-1', since: 150, toldReady: 0 };
    expect(judge(table, interest, 5_999)).toEqual({ news: null, lookAgainAt: 6_000 });
    expect(judge(table, interest, 6_000).news).toEqual({ kind: 'leave', why: 'unready' });
  });

  it('counts the time that a pod is not ready from when that was first seen, also across lists', () => {
    const before = changed(listed(ready('api-1'), ready('api-2')), unready('api-1'), 1_000);
    const pods = [unready('api-1'), ready('api-2')];
    const table = updated(changed(before, unready('api-1'), 2_000), { type: 'listed', pods, askedAt: 3_000 }, 3_000);
    expect(newsOf(table, 'api-1', 6_000)).toEqual({ kind: 'leave', why: 'unready' });
  });

  it('forgets that its pod was not ready when it is again', () => {
    const before = changed(listed(ready('api-1'), ready('api-2')), unready('api-1'), 1_000);
    expect(newsOf(changed(before, ready('api-1'), 2_000), 'api-1', 9_000)).toBeNull();
  });

  it('does not leave an unready pod for one of another name', () => {
    const table = listed(unready('web-1'), ready('api-1'), ready('web2-1'));
    expect(newsOf(table, 'web-1', 9_000, 'web')).toBeNull();
    expect(newsOf(changed(table, ready('web-2')), 'web-1', 9_000, 'web')).toEqual({ kind: 'leave', why: 'unready' });
    expect(newsOf(changed(table, ready('web-1-2')), 'web-1', 9_000, 'web-1')).toBeNull();
  });
});

describe('an update of a pod', () => {
  it('that changes nothing of what is kept costs nothing', () => {
    const table = listed(ready('api-1'));
    expect(changed(table, ready('api-1'))).toBe(table);
    expect(changed(table, unready('api-1'))).not.toBe(table);
  });
});

describe('a forward that waits for a pod', () => {
  const waiting = (toldReady: number, prefix: string | null = null) => ({ prefix, uid: null, since: 150, toldReady });

  it('is told of one that becomes ready, and of the same one once', () => {
    const before = listed(unready('api-1'));
    expect(judge(before, waiting(-1), 200).news).toBeNull();
    const table = changed(before, ready('api-1'));
    expect(judge(table, waiting(before.readyCount), 200).news).toEqual({ kind: 'ready' });
    expect(judge(changed(table, ready('api-1')), waiting(table.readyCount), 200).news).toBeNull();
  });

  it('is told of one that was ready before it asked', () => {
    expect(judge(listed(ready('api-1')), waiting(-1), 200).news).toEqual({ kind: 'ready' });
  });

  it('is not told of one that is ready and terminating, or gone again', () => {
    expect(judge(listed(terminating('api-1')), waiting(-1), 200).news).toBeNull();
    expect(judge(deleted(listed(ready('api-1')), 'api-1'), waiting(-1), 200).news).toBeNull();
  });

  it('is not told of pods that its prefix does not mean', () => {
    expect(judge(listed(ready('apix-1')), waiting(-1, 'api'), 200).news).toBeNull();
    expect(judge(listed(ready('api-1')), waiting(-1, 'api'), 200).news).toEqual({ kind: 'ready' });
  });
});
