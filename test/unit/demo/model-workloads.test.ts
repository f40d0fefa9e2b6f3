import { beforeEach, describe, expect, it } from 'vitest';
import type { Pod } from '../../../src/main/demo/model-objects';
import { isReady, isTerminating } from '../../../src/main/demo/model-pods';
import { demoApps } from '../../../src/main/demo/model-scene';
import { ObjectStore } from '../../../src/main/demo/model-store';
import { Workloads } from '../../../src/main/demo/model-workloads';
import { FakeClock } from '../../support/fake-clock';

const times = { startMs: 100, readyMs: 50, terminatingMs: 1000 };

describe('the demo cluster’s workloads', () => {
  let clock: FakeClock;
  let store: ObjectStore;
  let workloads: Workloads;
  let running: Set<string>;

  const podsOf = (app: string): readonly Pod[] =>
    store.list('pods').filter((pod) => pod.metadata.labels?.['app'] === app);
  const only = (app: string): Pod => {
    const [pod, ...others] = podsOf(app);
    if (!pod || others.length > 0) throw new Error(`not exactly one pod of ${app}`);
    return pod;
  };
  const statusOf = (app: string) => store.get('deployments', 'shop', app)?.status;

  beforeEach(async () => {
    clock = new FakeClock();
    store = new ObjectStore();
    running = new Set();
    let random = 0;
    let uid = 0;
    workloads = new Workloads(store, clock, times, {
      random: () => (random = (random + 0.137) % 1),
      uid: () => `uid-${(uid += 1)}`,
      launch: (pod) => {
        running.add(pod.metadata.name);
        return Promise.resolve();
      },
      terminate: (pod) => running.delete(pod.metadata.name),
    });
    await workloads.populate();
  });

  it('begin with every deployment at its number of ready pods, and no timer', () => {
    for (const app of demoApps) {
      expect(podsOf(app.name)).toHaveLength(app.replicas);
      expect(podsOf(app.name).every(isReady)).toBe(true);
      const deployment = store.get('deployments', app.namespace, app.name);
      expect(deployment?.status).toMatchObject({ replicas: app.replicas, readyReplicas: app.replicas });
    }
    expect(clock.timers).toBe(0);
  });

  it('name pods after their replica set, which is named after and owned by its deployment', () => {
    const pod = only('web');
    const set = store.list('replicasets', 'shop').find(({ metadata }) => pod.metadata.name.startsWith(metadata.name));
    expect(set?.metadata.name).toMatch(/^web-[a-z0-9]{10}$/);
    expect(pod.metadata.name).toMatch(/^web-[a-z0-9]{10}-[a-z0-9]{5}$/);
    expect(pod.metadata.ownerReferences?.[0]).toMatchObject({ kind: 'ReplicaSet', uid: set?.metadata.uid });
    expect(set?.metadata.ownerReferences?.[0]).toMatchObject({ kind: 'Deployment', name: 'web' });
  });

  it('mark a deleted pod as terminating at once; it runs on, and counts no more', () => {
    workloads.deletePod(only('web'));
    const leaving = podsOf('web').find(isTerminating);
    expect(leaving?.metadata.deletionTimestamp).toBeDefined();
    expect(running).toContain(leaving?.metadata.name);
    expect(statusOf('web')).toMatchObject({ readyReplicas: 0 });
  });

  it('replace a deleted pod by one of another name: pending, then running, then ready', async () => {
    const old = only('web');
    workloads.deletePod(old);
    const replacement = () => podsOf('web').find((pod) => pod.metadata.name !== old.metadata.name);
    expect(replacement()?.status.phase).toBe('Pending');
    await clock.advance(times.startMs);
    expect(replacement()?.status.phase).toBe('Running');
    expect(replacement()).not.toSatisfy(isReady);
    await clock.advance(times.readyMs);
    expect(replacement()).toSatisfy(isReady);
    expect(statusOf('web')).toMatchObject({ replicas: 1, readyReplicas: 1 });
  });

  it('remove a deleted pod, and end its programs, after its time to terminate', async () => {
    const old = only('web');
    workloads.deletePod(old, 5000);
    await clock.advance(4999);
    expect(running).toContain(old.metadata.name);
    await clock.advance(1);
    expect(running).not.toContain(old.metadata.name);
    expect(only('web').metadata.name).not.toBe(old.metadata.name);
  });

  it('take a second deletion of the same pod for the first', () => {
    const old = only('web');
    workloads.deletePod(old);
    const { version } = store;
    workloads.deletePod(old);
    expect(store.version).toBe(version);
  });

  it('replace only what is missing of several pods', () => {
    const [first] = podsOf('api-gateway');
    if (first) workloads.deletePod(first);
    expect(podsOf('api-gateway').filter((pod) => !isTerminating(pod))).toHaveLength(2);
  });

  it('leave no timer behind when disposed', async () => {
    workloads.deletePod(only('web'));
    workloads.dispose();
    expect(clock.timers).toBe(0);
    const { version } = store;
    await clock.advance(10_000);
    expect(store.version).toBe(version);
  });
});

describe('the demo cluster’s services', () => {
  it('cover what clients must tell apart: another pod port, a named one, two namespaces, two replicas', () => {
    expect(demoApps.some(({ service, port }) => service.port !== port.containerPort)).toBe(true);
    expect(demoApps.some(({ service, port }) => service.targetPort === port.name)).toBe(true);
    expect(new Set(demoApps.map(({ namespace }) => namespace))).toEqual(new Set(['shop', 'data']));
    expect(demoApps.some(({ replicas }) => replicas === 2)).toBe(true);
  });
});
