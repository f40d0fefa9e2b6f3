import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually';
import { readBytes, requestLocal } from '../support/http-get';
import { note } from './support/outcomes';
import { type Peer, startKubectl } from './support/peers';
import { Portwatch, type Wish } from './support/portwatch';
import { TestCluster } from './support/test-cluster';
import { Account, everything, forwarding, looking, type Rule } from './support/users';

/** How a forward gets to its pod: by which transport, as which user, through which kind of target. */
describe('on a real cluster, a forward', () => {
  let cluster: TestCluster;
  const running: Portwatch[] = [];
  const kubectls: Peer[] = [];

  const start = async (kubeconfig: string, forwards: Readonly<Record<string, Wish>>): Promise<Portwatch> => {
    const portwatch = await Portwatch.start({ kubeconfig, namespace: cluster.namespace, forwards });
    running.push(portwatch);
    return portwatch;
  };

  const kubectl = async (kubeconfig: string, resource: string, port: number): Promise<Peer> => {
    const peer = await startKubectl({ kubeconfig, namespace: cluster.namespace, wishes: [{ resource, port }] });
    kubectls.push(peer);
    return peer;
  };

  const tryKubectl = async (kubeconfig: string): Promise<void> => {
    await kubectl(kubeconfig, 'pod/web-1', 8080);
  };

  beforeAll(async () => {
    cluster = await TestCluster.start();
    await cluster.pod('web-1', { app: 'web' });
  });
  afterAll(() => cluster.dispose());
  afterEach(async () => {
    await Promise.all([...running.splice(0), ...kubectls.splice(0)].map((peer) => peer.dispose()));
  });

  describe('as a user with the permission to', () => {
    const allowed: readonly (readonly [string, readonly Rule[], string])[] = [
      ['get and create', everything, 'websocket'],
      ['create only', [...looking, forwarding('create')], 'spdy'],
    ];
    it.each(allowed)('%s, takes the transport that this allows', async (name, rules, transport) => {
      const scenario = `user with ${name} on pods/portforward`;
      const account = await Account.create(cluster, name.replaceAll(' ', '-'), rules);
      const kubeconfig = await account.kubeconfig();
      const portwatch = await start(kubeconfig, { web: { resource: 'pod/web-1', port: 8080 } });
      expect(await portwatch.event('web', 'forward.connected')).toMatchObject({ pod: 'web-1', transport });
      const { body } = await requestLocal(portwatch.port('web'), '/hello');
      expect(JSON.parse(body.toString())).toMatchObject({ pod: 'web-1', path: '/hello' });
      await note(scenario, 'Portwatch', `forwards (${transport})`);
      const peer = await kubectl(kubeconfig, 'pod/web-1', 8080);
      expect((await requestLocal(peer.forwards[0]?.port ?? 0, '/')).status).toBe(200);
      await note(scenario, 'kubectl 1.35', 'forwards');
    });

    const refused: readonly (readonly [string, readonly Rule[]])[] = [
      ['get only', [...looking, forwarding('get')]],
      ['neither', looking],
    ];
    it.each(refused)('%s, fails and names the permission that is missing', async (name, rules) => {
      const scenario = `user with ${name} on pods/portforward`;
      const account = await Account.create(cluster, name.replaceAll(' ', '-'), rules);
      const kubeconfig = await account.kubeconfig();
      const portwatch = await start(kubeconfig, { web: { resource: 'pod/web-1', port: 8080 } });
      const { problem } = await portwatch.event('web', 'forward.error');
      expect(problem).toMatchObject({ code: 'forbidden' });
      expect(problem?.hint).toContain(`create pods/portforward in ${cluster.namespace}`);
      await note(scenario, 'Portwatch', 'refused at once; names the missing permission');
      await expect(tryKubectl(kubeconfig)).rejects.toThrow('forbidden');
      await note(scenario, 'kubectl 1.35', 'ended; quotes the API server');
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
    const scenario = 'targets';
    await note(
      scenario,
      'Portwatch',
      'pod, name prefix, selector, service by port and by port name, every kind of workload',
    );
    const kubeconfig = await account.kubeconfig();
    for (const kind of kinds) {
      const peer = await kubectl(kubeconfig, `${kind.toLowerCase()}/${kind.toLowerCase()}`, 8080);
      expect((await requestLocal(peer.forwards[0]?.port ?? 0, '/')).status).toBe(200);
    }
    await expect(kubectl(kubeconfig, 'pod/web', 8080)).rejects.toThrow('not found');
    await note(scenario, 'kubectl 1.35', 'pod, service, every kind of workload; no prefix, no selector');
  });

  it('lets a server speak first', async () => {
    const account = await Account.create(cluster, 'listener', everything);
    const portwatch = await start(await account.kubeconfig(), { db: { resource: 'pod/web-1', port: 5432 } });
    await portwatch.connected();
    const socket = connect(portwatch.port('db'), '127.0.0.1');
    const greeting = 'orders-db ready on web-1\n';
    expect((await readBytes(socket, greeting.length)).toString()).toBe(greeting);
    socket.destroy();
    await note('server speaks first', 'Portwatch', 'heard at once');
    const peer = await kubectl(await account.kubeconfig(), 'pod/web-1', 5432);
    const other = connect(peer.forwards[0]?.port ?? 0, '127.0.0.1');
    expect((await readBytes(other, greeting.length)).toString()).toBe(greeting);
    other.destroy();
    await note('server speaks first', 'kubectl 1.35', 'heard at once');
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
    const scenario = 'connection to a port that nobody listens on';
    await note(scenario, 'Portwatch', 'that connection fails, with the reason; the forward stays up');
    const peer = await kubectl(await account.kubeconfig(), 'pod/web-1', 9999);
    await expect(requestLocal(peer.forwards[0]?.port ?? 0, '/')).rejects.toThrow();
    await eventually('kubectl to end', () => peer.forwards[0]?.hasEnded() || undefined);
    await note(scenario, 'kubectl 1.35', 'ended, with every other connection');
  });
});
