import { beforeEach, describe, expect, it } from 'vitest';
import type { ForwardState } from '../../../src/shared/forward';
import type { Problem } from '../../../src/shared/problem';
import type { PodNews } from '../../../src/main/engine/clusters';
import { PodFollower } from '../../../src/main/engine/pod-follower';
import { FakeClock } from '../../support/fake-clock';
import { problemWith, specOf, targetOf } from '../../support/forwards';

const spec = specOf();
const active: ForwardState = { kind: 'active', pod: 'api-7f9c', since: 0, transport: 'websocket' };

let clock: FakeClock;
let followed: { readonly uid: string | null; readonly tell: (news: PodNews) => void }[];
let told: (readonly [string, string, Problem?])[];
let pods: PodFollower;

beforeEach(() => {
  clock = new FakeClock();
  followed = [];
  told = [];
  const watch = (_: unknown, uid: string | null, tell: (news: PodNews) => void) => {
    const entry = { uid, tell };
    followed.push(entry);
    return { dispose: () => (followed = followed.filter((other) => other !== entry)) };
  };
  pods = new PodFollower(
    clock,
    { watch },
    {
      onPodLeft: (id, uid, cause) => told.push([id, uid, cause]),
      onPodReady: (id) => told.push([id, 'ready']),
    },
  );
});

function waiting(code: Problem['code'], inMs = 500): ForwardState {
  return { kind: 'reconnecting', cause: problemWith(code), attempt: 1, retryAt: clock.wallTime() + inMs };
}

describe('following pods', () => {
  it('is about the pod that an active forward was sent to, and no other of its name', () => {
    pods.noteTarget(spec.id, targetOf());
    pods.follow(spec, active);
    expect(followed).toMatchObject([{ uid: 'uid-api-7f9c' }]);
    pods.follow(spec, { ...active, pod: 'api-8' });
    expect(followed).toEqual([]);
  });

  it('stays with the pod that a forward leads to, when a search for credentials found another', () => {
    pods.noteTarget(spec.id, targetOf());
    pods.follow(spec, active);
    pods.noteTarget(spec.id, targetOf('api-8'));
    pods.follow(spec, active);
    expect([followed.map(({ uid }) => uid), pods.podUidOf(spec.id)]).toEqual([['uid-api-7f9c'], 'uid-api-7f9c']);
    pods.follow(spec, { ...active, pod: 'api-8' });
    expect([followed.map(({ uid }) => uid), pods.podUidOf(spec.id)]).toEqual([['uid-api-8'], 'uid-api-8']);
  });

  it.each([
    ['gone', 'Pod api-7f9c of service/api is gone.'],
    ['terminating', 'Pod api-7f9c of service/api is terminating.'],
    ['ended', 'Pod api-7f9c of service/api has ended.'],
    ['unready', 'Pod api-7f9c of service/api is not ready any more.'],
  ] as const)('says why a pod is left: %s', (why, message) => {
    pods.noteTarget(spec.id, targetOf());
    pods.follow(spec, active);
    followed[0]?.tell({ kind: 'leave', why });
    expect(told).toMatchObject([[spec.id, 'uid-api-7f9c', { code: 'pod-gone', message, suspect: 'pod' }]]);
  });

  it.each(['no-ready-pod', 'target-not-found', 'pod-gone'] as const)('waits with a forward for a pod: %s', (code) => {
    pods.follow(spec, waiting(code));
    expect(followed).toMatchObject([{ uid: null }]);
    followed[0]?.tell({ kind: 'ready' });
    expect(told).toEqual([[spec.id, 'ready']]);
  });

  it.each<[string, () => ForwardState]>([
    ['waits for something else', () => waiting('api-unreachable')],
    ['is trying at this moment', () => waiting('no-ready-pod', 0)],
    ['has failed', () => ({ kind: 'failed', problem: problemWith('forbidden') })],
    ['is stopped', () => ({ kind: 'stopped' })],
  ])('ends when the forward %s', (_, state) => {
    pods.noteTarget(spec.id, targetOf());
    pods.follow(spec, active);
    pods.follow(spec, state());
    expect(followed).toEqual([]);
  });

  it('ends when the forward is removed, and when everything ends', () => {
    const other = specOf({ localPort: 8081 });
    for (const { id } of [spec, other]) pods.noteTarget(id, targetOf());
    pods.follow(spec, active);
    pods.follow(other, active);
    pods.forget(spec.id);
    expect(followed).toHaveLength(1);
    pods.dispose();
    expect(followed).toEqual([]);
  });
});
