import { connect, type Socket } from 'node:net';
import { request } from 'node:https';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type DemoCluster, startDemoCluster } from '../../../src/main/demo/demo-cluster';
import { readBytes, requestLocal } from '../../support/http-get';
import { until } from '../../support/until';
import { Kubectl } from '../../support/kubectl';

/** Faults as a real client suffers them. */
describe('the demo cluster, told to misbehave,', () => {
  let cluster: DemoCluster;
  let kubectl: Kubectl;
  const sockets = new Set<Socket>();

  const forward = (app: string, port: number, namespace: string) =>
    kubectl.portForward(`deploy/${app}`, port, { namespace });
  const open = (port: number): Socket => {
    const socket = connect(port, '127.0.0.1');
    sockets.add(socket);
    return socket;
  };

  beforeAll(async () => {
    cluster = await startDemoCluster({ startMs: 10, readyMs: 10, terminatingMs: 10 });
  });
  afterAll(() => cluster.dispose());

  beforeEach(async () => {
    kubectl = await Kubectl.start('1.35.2', cluster.kubeconfig());
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await kubectl.dispose();
    await cluster.faults.apiUp();
    await cluster.faults.heal();
  });

  it('black-holes existing tunnels while fresh ones work, and lets them go on when healed', async () => {
    const silent = await forward('web', 3000, 'shop');
    expect((await requestLocal(silent.port, '/')).status).toBe(200);
    await cluster.faults.blackHole('web', { existing: true, fresh: false });
    const swallowed = watched(requestLocal(silent.port, '/'));
    const fresh = await forward('web', 3000, 'shop');
    expect((await requestLocal(fresh.port, '/')).status).toBe(200);
    expect(swallowed.isSettled()).toBe(false);
    await cluster.faults.heal('web');
    expect((await swallowed.result).status).toBe(200);
  });

  it('leaves upgrades unanswered in a black hole for fresh tunnels', async () => {
    const [pod = ''] = cluster.pods().web;
    await cluster.faults.blackHole('web', { existing: false, fresh: true });
    const unanswered = watched(upgrade(cluster, `/api/v1/namespaces/shop/pods/${pod}/portforward`));
    const [other = ''] = cluster.pods()['slow-reports'];
    expect(await upgrade(cluster, `/api/v1/namespaces/shop/pods/${other}/portforward`)).toBe(101);
    expect(unanswered.isSettled()).toBe(false);
    await cluster.faults.heal('web');
    expect(await unanswered.result).toBe(101);
  });

  it.each([401, 403, 503])('refuses tunnels with %i, and only to the chosen pods', async (status) => {
    const path = (pod: string | undefined) => `/api/v1/namespaces/shop/pods/${pod ?? ''}/portforward`;
    await cluster.faults.refuse('web', status);
    expect(await upgrade(cluster, path(cluster.pods().web[0]))).toBe(status);
    expect(await upgrade(cluster, path(cluster.pods()['slow-reports'][0]))).toBe(101);
  });

  it('stalls one pod’s programs: what is sent to them backs up until it is healed', async () => {
    const { port } = await forward('orders-db', 5432, 'data');
    const socket = open(port);
    await readBytes(socket, `orders-db ready on ${cluster.pods()['orders-db'][0] ?? ''}\n`.length);
    await cluster.faults.stall('orders-db');
    const sent = Buffer.alloc(24 * 1024 * 1024, 'x');
    const echoed = watched(readBytes(socket, sent.length));
    const taken = watched(new Promise((resolve) => socket.write(sent, resolve)));
    const bystander = await forward('web', 3000, 'shop');
    expect((await requestLocal(bystander.port, '/')).status).toBe(200);
    expect(taken.isSettled()).toBe(false);
    expect(echoed.isSettled()).toBe(false);
    await cluster.faults.heal('orders-db');
    expect((await echoed.result).equals(sent)).toBe(true);
  });

  it('closes a port: nothing listens there any more', async () => {
    const { port, output } = await forward('web', 3000, 'shop');
    await cluster.faults.closePort('web', 3000);
    await expect(requestLocal(port, '/')).rejects.toThrow();
    await until(() => output().includes('connect: connection refused'));
  });

  it('slows every chunk, each way', async () => {
    const { port } = await forward('web', 3000, 'shop');
    await cluster.faults.slow('web', 60);
    const begun = performance.now();
    expect((await requestLocal(port, '/')).status).toBe(200);
    expect(performance.now() - begun).toBeGreaterThan(110);
  });

  it('replaces a pod, whose tunnels stay open but lead nowhere', async () => {
    const [old = ''] = cluster.pods().web;
    const { port, output } = await forward('web', 3000, 'shop');
    expect((await requestLocal(port, '/')).status).toBe(200);
    await cluster.faults.deletePod('web', 0);
    await until(() => cluster.pods().web[0] !== old);
    expect(cluster.tunnelsTo(old)).toBe(1);
    await until(() => !cluster.hasPod(old));
    await expect(requestLocal(port, '/')).rejects.toThrow();
    await until(() => output().includes('not found'));
  });

  it('takes the API server away with its connections, and brings it back on the same port', async () => {
    const { url } = cluster;
    const forwarding = await forward('web', 3000, 'shop');
    await cluster.faults.apiDown();
    await forwarding.exited;
    await expect(kubectl.run('get', 'pods')).rejects.toThrow(/refused/);
    await cluster.faults.apiUp();
    expect(cluster.url).toBe(url);
    expect(await kubectl.run('get', 'pods', '-o', 'name')).toContain('pod/web');
  });

  it('answers the API with an error', async () => {
    await cluster.faults.refuseApi(503);
    await expect(kubectl.run('get', 'pods')).rejects.toThrow(/currently unable to handle the request/);
  });

  it('answers the API later', async () => {
    await cluster.faults.slowApi(300);
    const start = performance.now();
    expect(await kubectl.run('get', 'pods', '-o', 'name')).toContain('pod/web');
    expect(performance.now() - start).toBeGreaterThan(290);
  });

  it('lets in only who shows the new token when it was changed, and keeps open tunnels', async () => {
    const old = cluster.token;
    const { port } = await forward('web', 3000, 'shop');
    const [pod = ''] = cluster.pods().web;
    const path = `/api/v1/namespaces/shop/pods/${pod}/portforward`;
    await cluster.faults.changeToken('renewed');
    expect((await requestLocal(port, '/')).status).toBe(200);
    expect(await upgrade(cluster, path)).toBe(101);
    expect(await upgrade(cluster, path, old)).toBe(401);
    await cluster.faults.changeToken(old);
  });
});

/** A promise of which one can tell whether it has been kept. */
function watched<T>(result: Promise<T>): { result: Promise<T>; isSettled: () => boolean } {
  let settled = false;
  const note = () => (settled = true);
  result.then(note, note);
  return { result, isSettled: () => settled };
}

/** Asks for a SPDY tunnel by hand; answers the status, and closes the connection. */
function upgrade(cluster: DemoCluster, path: string, token = cluster.token): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(`${cluster.url}${path}`, {
      method: 'POST',
      agent: false,
      ca: cluster.authority,
      headers: {
        authorization: `Bearer ${token}`,
        connection: 'Upgrade',
        upgrade: 'SPDY/3.1',
        'x-stream-protocol-version': 'portforward.k8s.io',
      },
    });
    asked.on('error', reject);
    asked.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve(response.statusCode ?? 0);
    });
    asked.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.end();
  });
}
