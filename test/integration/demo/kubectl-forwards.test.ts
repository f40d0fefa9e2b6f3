import { createHash, randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type DemoCluster, startDemoCluster } from '../../../src/main/demo/demo-cluster';
import { DemoContent } from '../../../src/main/demo/demo-content';
import { readBytes, requestLocal } from '../../support/http-get';
import { until } from '../../support/until';
import { Kubectl, type KubectlVersion } from '../../support/kubectl';

const eightMiB = 8 * 1024 * 1024;

const clients: readonly { version: KubectlVersion; webSocket: boolean; transport: string; method: string }[] = [
  { version: '1.35.2', webSocket: true, transport: 'a WebSocket tunnel', method: 'GET' },
  { version: '1.35.2', webSocket: false, transport: 'a SPDY upgrade', method: 'POST' },
  { version: '1.20.2', webSocket: false, transport: 'a SPDY upgrade', method: 'POST' },
];

describe.each(clients)('kubectl $version, forwarding by $transport,', ({ version, webSocket, method }) => {
  let cluster: DemoCluster;
  let kubectl: Kubectl;
  const sockets = new Set<Socket>();

  const forward = (target: string, port: number | string, namespace: string) =>
    kubectl.portForward(target, port, { namespace, webSocket });
  const open = (port: number): Socket => {
    const socket = connect(port, '127.0.0.1');
    sockets.add(socket);
    return socket;
  };

  beforeAll(async () => {
    cluster = await startDemoCluster();
  });
  afterAll(() => cluster.dispose());

  beforeEach(async () => {
    kubectl = await Kubectl.start(version, cluster.kubeconfig());
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await kubectl.dispose();
  });

  it('reaches a pod by HTTP, on the transport that was meant', async () => {
    const [pod = ''] = cluster.pods()['api-gateway'];
    const { port } = await forward(`pod/${pod}`, 8080, 'shop');
    const { status, body } = await requestLocal(port, '/hello?x=1', { headers: { 'x-test': 'yes' } });
    expect(status).toBe(200);
    expect(JSON.parse(body.toString())).toMatchObject({ pod, path: '/hello?x=1', headers: { 'x-test': 'yes' } });
    const upgrades = cluster.requests().filter(({ path }) => path.endsWith(`/${pod}/portforward`));
    expect(upgrades.at(-1)).toMatchObject({ method, status: 101 });
    expect(cluster.tunnelsTo(pod)).toBe(1);
  });

  it('reaches a service whose port is another than the pod’s', async () => {
    const { port, output } = await forward('svc/api-gateway', 80, 'shop');
    expect(output()).toContain('-> 8080');
    expect((await requestLocal(port, '/')).status).toBe(200);
  });

  it('reaches a service whose port leads to a named one, and a deployment', async () => {
    const service = await forward('svc/web', 8080, 'shop');
    expect(service.output()).toContain('-> 3000');
    expect((await requestLocal(service.port, '/')).body.toString()).toContain(cluster.pods().web[0]);
    const deployment = await forward('deploy/web', 'http', 'shop');
    expect((await requestLocal(deployment.port, '/')).body.toString()).toContain(cluster.pods().web[0]);
  });

  it('hears a server that speaks first, and then itself', async () => {
    const { port } = await forward('svc/orders-db', 5432, 'data');
    const socket = open(port);
    const greeting = `orders-db ready on ${cluster.pods()['orders-db'][0] ?? ''}\n`;
    expect((await readBytes(socket, greeting.length)).toString()).toBe(greeting);
    const sent = randomBytes(300_000);
    const echoed = readBytes(socket, sent.length);
    socket.write(sent);
    expect((await echoed).equals(sent)).toBe(true);
  });

  it('downloads 8 MiB byte for byte', async () => {
    const { port } = await forward('svc/downloads', 80, 'data');
    const { body } = await requestLocal(port, `/bytes?n=${eightMiB}`);
    expect(body.equals(new DemoContent().bytes(eightMiB))).toBe(true);
  });

  it('uploads 8 MiB byte for byte', async () => {
    const { port } = await forward('svc/downloads', 80, 'data');
    const sent = randomBytes(eightMiB);
    const { body } = await requestLocal(port, '/upload', { method: 'POST' }, sent);
    const sha256 = createHash('sha256').update(sent).digest('hex');
    expect(JSON.parse(body.toString())).toEqual({ bytes: eightMiB, sha256 });
  });

  it('carries many connections at once', async () => {
    const { port } = await forward('svc/downloads', 80, 'data');
    const expected = new DemoContent().bytes(100_000);
    const answers = await Promise.all(Array.from({ length: 20 }, () => requestLocal(port, '/bytes?n=100000')));
    expect(answers.every(({ body }) => body.equals(expected))).toBe(true);
  });

  it('says why a port of the pod cannot be reached', async () => {
    const [pod = ''] = cluster.pods().web;
    const { port, output } = await forward(`pod/${pod}`, 9999, 'shop');
    await expect(requestLocal(port, '/')).rejects.toThrow();
    await until(() => output().includes('connection refused'));
    expect(output()).toContain(`error forwarding port 9999 to pod ${pod}, uid : exit status 1:`);
  });

  it('loses its connection when the tunnel is reset', async () => {
    const forwarding = await forward('svc/web', 8080, 'shop');
    expect((await requestLocal(forwarding.port, '/')).status).toBe(200);
    await cluster.faults.reset('web');
    await forwarding.exited;
    expect(forwarding.output()).toContain('lost connection to pod');
    expect(cluster.tunnelsTo('web')).toBe(0);
  });
});

describe('kubectl 1.35.2, at a server that does not speak WebSocket tunnels,', () => {
  it('is turned down, and falls back to a SPDY upgrade', async () => {
    const cluster = await startDemoCluster({ transports: ['spdy'] });
    const kubectl = await Kubectl.start('1.35.2', cluster.kubeconfig());
    const { port } = await kubectl.portForward('svc/web', 8080, { namespace: 'shop' });
    expect((await requestLocal(port, '/')).status).toBe(200);
    const upgrades = cluster.requests().filter(({ path }) => path.endsWith('/portforward'));
    expect(upgrades.map(({ method, status }) => [method, status])).toEqual([
      ['GET', 400],
      ['POST', 101],
    ]);
    await kubectl.dispose();
    await cluster.dispose();
  });
});
