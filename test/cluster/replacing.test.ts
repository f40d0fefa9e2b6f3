import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../support/eventually';
import { SteadyLoad } from './support/load';
import { note, span } from './support/outcomes';
import { type Peer, peers } from './support/peers';
import { podPorts } from './support/pod-programs';
import { TestCluster } from './support/test-cluster';
import { Account, everything } from './support/users';

const scenario = 'pod deleted under load, another ready 2 s later';
const absentMs = 2_000;

/** A pod goes and another comes while clients ask all the time. */
describe('on a real cluster, when a pod is deleted and replaced under load,', () => {
  let cluster: TestCluster;
  let kubeconfig: string;
  let peer: Peer | null = null;
  let load: SteadyLoad | null = null;

  beforeAll(async () => {
    cluster = await TestCluster.start();
    await cluster.workload('Deployment', 'shop');
    kubeconfig = await (await Account.create(cluster, 'someone', everything)).kubeconfig();
  });
  afterAll(() => cluster.dispose());
  afterEach(async () => {
    await load?.stop();
    await peer?.dispose();
  });

  it.each(peers)('$name', async ({ name, start }) => {
    const slug = name.replace(/\W/g, '').toLowerCase();
    const first = await cluster.pod(`shop-${slug}-1`, { app: 'shop' });
    const wishes = [{ resource: 'deployment/shop', port: podPorts.http }];
    peer = await start({ kubeconfig, namespace: cluster.namespace, wishes });
    load = new SteadyLoad(peer.forwards[0]?.port ?? 0);
    const forwarding = load;
    await eventually('answers from the first pod', () => forwarding.answeredSince(0, first.name));

    const deletedAt = performance.now();
    await first.delete();
    await sleep(absentMs);
    const second = await cluster.pod(`shop-${slug}-2`, { app: 'shop' });
    const readyAt = performance.now();
    const isOurs = name === 'Portwatch';
    const back = await eventually(
      'answers from the second pod',
      () => forwarding.answeredSince(readyAt, second.name) ?? (peer?.forwards[0]?.hasEnded() ? null : undefined),
    );
    await forwarding.stop();
    await second.delete();

    const lost = forwarding.lostSince(deletedAt);
    const outcome =
      back === null
        ? 'ended'
        : `answers ${span(back - readyAt)} after the new pod is ready; ${String(lost)} connections lost`;
    await note(scenario, name, outcome);
    expect(peer.forwards[0]?.hasEnded()).toBe(!isOurs);
    if (!isOurs) return;
    expect(back).not.toBeNull();
    expect((back ?? Infinity) - readyAt).toBeLessThan(1_500);
    expect(forwarding.lostSince(readyAt)).toBe(0);
  });
});
