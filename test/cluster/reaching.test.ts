import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readBytes, requestLocal } from '../support/http-get';
import { Portwatch, type Wish } from './support/portwatch';
import { TestCluster } from './support/test-cluster';
import { Account, everything, forwarding, looking, type Rule } from './support/users';

/** How a forward gets to its pod: by which transport, as which user, through which kind of target. */
describe('on a real cluster, a forward', () => {
  let cluster: TestCluster;
  const running: Portwatch[] = [];

  const start = async (kubeconfig: string, forwards: Readonly<Record<string, Wish>>): Promise<Portwatch> => {
    const portwatch = await Portwatch.start({ kubeconfig, namespace: cluster.namespace, forwards });
    running.push(portwatch);
    return portwatch;
  };

  beforeAll(async () => {
    cluster = await TestCluster.start();
    await cluster.pod('web-1', { app: 'web' });
  });
  afterAll(() => cluster.dispose());
  afterEach(async () => {
    await Promise.all(running.splice(0).map((portwatch) => portwatch.dispose()));
  });

  describe('as a user with the permission to', () => {
    const allowed: readonly (readonly [string, readonly Rule[], string])[] = [
      ['get and create', everything, 'websocket'],
      ['create only', [...looking, forwarding('create')], 'spdy'],
    ];
    it.each(allowed)('%s, takes the transport that this allows', async (name, rules, transport) => {
      const account = await Account.create(cluster, name.replaceAll(' ', '-'), rules);
      const portwatch = await start(await account.kubeconfig(), { web: { resource: 'pod/web-1', port: 8080 } });
      expect(await portwatch.event('web', 'forward.connected')).toMatchObject({ pod: 'web-1', transport });
      const { body } = await requestLocal(portwatch.port('web'), '/hello');
      expect(JSON.parse(body.toString())).toMatchObject({ pod: 'web-1', path: '/hello' });
    });

    const refused: readonly (readonly [string, readonly Rule[]])[] = [
      ['get only', [...looking, forwarding('get')]],
      ['look only', looking],
    ];
    it.each(refused)('%s, fails and names the permission that is missing', async (name, rules) => {
      const account = await Account.create(cluster, name.replaceAll(' ', '-'), rules);
      const portwatch = await start(await account.kubeconfig(), { web: { resource: 'pod/web-1', port: 8080 } });
      const { problem } = await portwatch.event('web', 'forward.error');
      expect(problem).toMatchObject({ code: 'forbidden' });
      expect(problem?.hint).toContain(`create pods/portforward in ${cluster.namespace}`);
    });

    it('forward, but not to look for pods, fails and names the permission that is missing', async () => {
      const account = await Account.create(cluster, 'blind', [forwarding('get', 'create')]);
      const portwatch = await start(await account.kubeconfig(), { web: { resource: 'pod/web-1', port: 8080 } });
      const { problem } = await portwatch.event('web', 'forward.error');
      expect(problem?.code).toBe('forbidden');
      expect(problem?.message).toContain('may not list pods');
    });
  });

  it('reaches every kind of target', async () => {
    const kinds = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'] as const;
    for (const kind of kinds) {
      await cluster.workload(kind, kind.toLowerCase());
      await cluster.pod(`${kind.toLowerCase()}-0`, { app: kind.toLowerCase() });
    }
    await cluster.service('front', { app: 'web' });
    const account = await Account.create(cluster, 'anybody', everything);
    const portwatch = await start(await account.kubeconfig(), {
      pod: { resource: 'pod/web-1', port: 'http' },
      prefix: { resource: 'pod/web', port: 8080 },
      service: { resource: 'service/front', port: 80 },
      named: { resource: 'service/front', port: 'web' },
      selector: { resource: 'pod', selector: 'app=web', port: 8080 },
      ...Object.fromEntries(
        kinds.map((kind) => [kind, { resource: `${kind.toLowerCase()}/${kind.toLowerCase()}`, port: 8080 }]),
      ),
    });
    await portwatch.connected();
    const podBehind = async (alias: string): Promise<unknown> => {
      const { body } = await requestLocal(portwatch.port(alias), '/');
      return (JSON.parse(body.toString()) as { pod: string }).pod;
    };
    for (const alias of ['pod', 'prefix', 'service', 'named', 'selector']) expect(await podBehind(alias)).toBe('web-1');
    for (const kind of kinds) expect(await podBehind(kind)).toBe(`${kind.toLowerCase()}-0`);
  });

  it('lets a server speak first', async () => {
    const account = await Account.create(cluster, 'listener', everything);
    const portwatch = await start(await account.kubeconfig(), { db: { resource: 'pod/web-1', port: 5432 } });
    await portwatch.connected();
    const socket = connect(portwatch.port('db'), '127.0.0.1');
    const greeting = 'orders-db ready on web-1\n';
    expect((await readBytes(socket, greeting.length)).toString()).toBe(greeting);
    socket.destroy();
  });

  it('to a port that nobody listens on ends the connection, says why, and stays up', async () => {
    const account = await Account.create(cluster, 'hopeful', everything);
    const portwatch = await start(await account.kubeconfig(), {
      nobody: { resource: 'pod/web-1', port: 9999 },
      web: { resource: 'pod/web-1', port: 8080 },
    });
    await portwatch.connected();
    await expect(requestLocal(portwatch.port('nobody'), '/')).rejects.toThrow();
    const { problem, connection } = await portwatch.event('nobody', 'forward.error');
    expect(connection).toBe(true);
    expect(problem?.message).toContain('connection refused');
    await expect(requestLocal(portwatch.port('nobody'), '/')).rejects.toThrow();
    expect((await requestLocal(portwatch.port('web'), '/')).status).toBe(200);
    expect(portwatch.of('nobody', 'forward.disconnected')).toEqual([]);
  });
});
