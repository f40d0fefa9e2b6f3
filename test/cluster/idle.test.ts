import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Portwatch } from './support/portwatch';
import { podPorts } from './support/pod-programs';
import { TestCluster } from './support/test-cluster';
import { Account, everything } from './support/users';

/** Nobody connects: what a forward says of itself has to be true all the same. */
describe('on a real cluster, an idle forward', () => {
  let cluster: TestCluster;
  let portwatch: Portwatch | null = null;

  beforeAll(async () => {
    cluster = await TestCluster.start();
    await cluster.workload('Deployment', 'shop');
  });
  afterAll(() => cluster.dispose());
  afterEach(() => portwatch?.dispose());

  it('says within a second that its pod is going, and goes to the next one when that is ready', async () => {
    const kubeconfig = await (await Account.create(cluster, 'watcher', everything)).kubeconfig();
    const first = await cluster.pod('shop-1', { app: 'shop' });
    const forwards = { shop: { resource: 'deployment/shop', port: podPorts.http } };
    portwatch = await Portwatch.start({ kubeconfig, namespace: cluster.namespace, forwards });
    await portwatch.connected();
    const deletedAt = Date.now();
    const gone = first.delete();
    const told = await portwatch.event('shop', 'forward.disconnected');
    expect(told.cause?.code).toBe('pod-gone');
    expect(Date.parse(told.time) - deletedAt).toBeLessThan(1_000);
    await gone;
    const second = await cluster.pod('shop-2', { app: 'shop' });
    const readyAt = Date.now();
    const back = await portwatch.event('shop', 'forward.connected', { after: 1 });
    expect(back.pod).toBe(second.name);
    expect(Date.parse(back.time) - readyAt).toBeLessThan(1_000);
    await second.delete();
  });
});
