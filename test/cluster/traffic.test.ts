import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { requestLocal } from '../support/http-get';
import { exchange } from './support/exchange';
import { memoryOf, shortConnections } from './support/load';
import { note, span } from './support/outcomes';
import { type Peer, type PeerOptions, peers } from './support/peers';
import { podPorts } from './support/pod-programs';
import { isGiven, TestCluster } from './support/test-cluster';
import { Account, everything, forwarding, looking } from './support/users';

const mebibyte = 1024 * 1024;
const transports = ['websocket', 'spdy'] as const;

/** Bytes and connections, in numbers. */
describe.each(peers)('on a real cluster, $name', ({ name, start }) => {
  let cluster: TestCluster;
  /** Kubeconfigs of users who may take just that transport. */
  let kubeconfigs: Readonly<Record<(typeof transports)[number], string>>;
  let peer: Peer | null = null;

  const reach = async (port: number, options: Partial<PeerOptions> = {}): Promise<number> => {
    const transport = options.transport ?? 'websocket';
    const kubeconfig = kubeconfigs[transport];
    const wishes = [{ resource: 'pod/big', port }];
    peer = await start({ kubeconfig, namespace: cluster.namespace, wishes, ...options, transport });
    return peer.forwards[0]?.port ?? 0;
  };

  beforeAll(async () => {
    cluster = await TestCluster.start();
    await cluster.pod('big');
    const both = await Account.create(cluster, 'both', everything);
    const create = await Account.create(cluster, 'create', [...looking, forwarding('create')]);
    kubeconfigs = { websocket: await both.kubeconfig(), spdy: await create.kubeconfig() };
  });
  afterAll(() => cluster.dispose());
  afterEach(async () => {
    await peer?.dispose();
    peer = null;
  });

  it.each(transports)('carries 1 GiB each way byte for byte by %s, past a half-close', async (transport) => {
    const result = await exchange(await reach(podPorts.exchange, { transport }), 1024 * mebibyte, 'by-length');
    expect(result).toMatchObject({ upIsExact: true, downIsExact: true });
    const rate = (ms: number) => `${((1024 * 1000) / ms).toFixed(0)} MiB/s`;
    await note(
      `1 GiB up, half-close, 1 GiB down (${transport})`,
      name,
      `exact; ${rate(result.upMs)} up, ${rate(result.downMs)} down`,
    );
  });

  // Container runtimes pass no half-close on to a pod's program.
  it.skipIf(isGiven()).each(transports)(
    'passes the end of sending on by %s, and the answer that comes after it',
    async (transport) => {
      const result = await exchange(await reach(podPorts.untilEnd, { transport }), 32 * mebibyte, 'until-end');
      expect(result).toMatchObject({ upIsExact: true, downIsExact: true });
    },
  );

  it.each(transports)('loses none of 2,000 short connections by %s', async (transport) => {
    const port = await reach(podPorts.http, { transport });
    const { answered, errors, ms } = await shortConnections(port, 2_000, 16);
    await note(
      `2,000 short connections, 16 at a time (${transport})`,
      name,
      `${String(answered)} answered in ${span(ms)}`,
    );
    expect(errors).toEqual([]);
    expect(answered).toBe(2_000);
  });

  it('forwards to 50 pods at once', async () => {
    const names = Array.from({ length: 50 }, (_, index) => `many-${String(index)}`);
    await Promise.all(names.map((pod) => cluster.pod(pod)));
    const began = performance.now();
    await reach(podPorts.http, { wishes: names.map((pod) => ({ resource: `pod/${pod}`, port: podPorts.http })) });
    const ready = performance.now() - began;
    const answers = await Promise.all((peer?.forwards ?? []).map(({ port }) => requestLocal(port, '/')));
    const pods = answers.map(({ body }) => (JSON.parse(body.toString()) as { pod: string }).pod);
    expect(pods).toEqual(names);
    const megabytes = (await memoryOf(peer?.pids ?? [])) / 1e6;
    await note('50 forwards to 50 pods', name, `all up in ${span(ready)}; ${megabytes.toFixed(0)} MB of memory`);
  });
});
