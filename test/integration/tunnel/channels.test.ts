import { createHash } from 'node:crypto';
import { once } from 'node:events';
import * as net from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/main/base/clock';
import { type DemoCluster, startDemoCluster } from '../../../src/main/demo/demo-cluster';
import type { AppName } from '../../../src/main/demo/model-scene';
import type { TunnelTransport } from '../../../src/main/demo/pod-tunnel';
import type { Program } from '../../../src/main/demo/programs';
import { openChannelTunnel } from '../../../src/main/tunnel/connect-channels';
import type { Endpoint } from '../../../src/main/tunnel/endpoint';
import { TunnelPool } from '../../../src/main/tunnel/pool';
import type { Tunnel } from '../../../src/main/tunnel/tunnel';
import { openByAny } from '../../../src/main/worker/open-by-any';
import { requestLocal } from '../../support/http-get';
import { until } from '../../support/until';
import { forwardLocally, type LocalForward } from './forwarding';

const releases: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0).reverse()) await release();
});

async function start(transports: readonly TunnelTransport[], program?: Program): Promise<DemoCluster> {
  const programs = program ? { 'orders-db': program } : {};
  const cluster = await startDemoCluster({ transports, programs, startMs: 1, readyMs: 1, terminatingMs: 1 });
  releases.push(() => cluster.dispose());
  return cluster;
}

function endpointOf(cluster: DemoCluster, app: AppName, namespace: string): Endpoint {
  return {
    url: `${cluster.url}/api/v1/namespaces/${namespace}/pods/${cluster.pods()[app][0] ?? ''}/portforward`,
    headers: { Authorization: `Bearer ${cluster.token}` },
    tls: { ca: cluster.authority, rejectUnauthorized: true },
  };
}

const signal = new AbortController().signal;
const order = ['websocket', 'spdy', 'v4'] as const;

async function forwardTo(endpoint: Endpoint, port: number): Promise<{ forward: LocalForward; tunnel: Tunnel }> {
  const tunnel = await openChannelTunnel(endpoint, { signal, clock: systemClock });
  releases.push(() => tunnel.dispose());
  const forward = await forwardLocally(() => tunnel, port);
  releases.push(() => forward.close());
  return { forward, tunnel };
}

describe('the choice of transport', () => {
  it('falls back to a WebSocket for each connection where nothing else is let through', async () => {
    const cluster = await start(['v4']);
    const endpoint = endpointOf(cluster, 'web', 'shop');
    const tunnel = await openByAny(endpoint, { signal, clock: systemClock, order });
    releases.push(() => tunnel.dispose());
    expect(tunnel.transport).toBe('v4');
  });

  it('falls back to base64 where binary messages are not let through', async () => {
    const cluster = await start(['v4-base64']);
    const endpoint = endpointOf(cluster, 'web', 'shop');
    const tunnel = await openByAny(endpoint, { signal, clock: systemClock, order });
    releases.push(() => tunnel.dispose());
    expect(tunnel.transport).toBe('v4');
    const forward = await forwardLocally(() => tunnel, 3000);
    releases.push(() => forward.close());
    expect((await requestLocal(forward.port, '/')).body.toString()).toContain('Demo shop');
  });

  it('asks for binary messages first, and for base64 only where those are refused', async () => {
    const offered = async (transports: readonly TunnelTransport[]) => {
      const cluster = await start(transports);
      const tunnel = await openChannelTunnel(endpointOf(cluster, 'web', 'shop'), { signal, clock: systemClock });
      tunnel.dispose();
      return cluster.requests().length;
    };
    expect(await offered(['v4', 'v4-base64'])).toBe(1);
    expect(await offered(['v4-base64'])).toBe(2);
  });

  it('says what was answered to either where neither is taken', async () => {
    const cluster = await start([]);
    const opening = openChannelTunnel(endpointOf(cluster, 'web', 'shop'), { signal, clock: systemClock });
    await expect(opening).rejects.toThrow(/ \(v4\.channel\.k8s\.io\); 400 .* \(v4\.base64\.channel\.k8s\.io\)$/);
  });

  it('does not try it first where it never worked', async () => {
    const cluster = await start(['websocket', 'spdy', 'v4']);
    const tunnel = await openByAny(endpointOf(cluster, 'web', 'shop'), { signal, clock: systemClock, order });
    releases.push(() => tunnel.dispose());
    expect(tunnel.transport).toBe('websocket');
  });

  it('leaves it again where it does not work any more', async () => {
    const cluster = await start(['spdy']);
    const endpoint = endpointOf(cluster, 'web', 'shop');
    const known = ['v4', 'websocket', 'spdy'] as const;
    const tunnel = await openByAny(endpoint, { signal, clock: systemClock, order: known });
    releases.push(() => tunnel.dispose());
    expect(tunnel.transport).toBe('spdy');
  });

  it('says what the better transports said where none works', async () => {
    const cluster = await start([]);
    const opening = openByAny(endpointOf(cluster, 'web', 'shop'), { signal, clock: systemClock, order });
    await expect(opening).rejects.toThrow(/opened no tunnel: 400 Bad.*\(websocket\); 400 Bad.*\(spdy\)/s);
  });

  it('is not made without permission, nor for a pod that is gone', async () => {
    const cluster = await start(['v4']);
    const endpoint = endpointOf(cluster, 'web', 'shop');
    const stranger = { ...endpoint, headers: { Authorization: 'Bearer nobody' } };
    await expect(openChannelTunnel(stranger, { signal, clock: systemClock })).rejects.toMatchObject({
      kind: 'unauthorized',
    });
    const gone = { ...endpoint, url: endpoint.url.replace(/pods\/[^/]+/, 'pods/web-0') };
    await expect(openChannelTunnel(gone, { signal, clock: systemClock })).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('touches no app before there is a client', async () => {
    const cluster = await start(['v4']);
    const { tunnel } = await forwardTo(endpointOf(cluster, 'orders-db', 'data'), 5432);
    tunnel.ping();
    expect(cluster.connectionsTo('*')).toBe(0);
  });
});

describe.each(['v4', 'v4-base64'] as const)('a connection by a WebSocket of its own, %s', (transport) => {
  it('carries a large download and a large upload byte for byte', async () => {
    const cluster = await start([transport]);
    const { forward } = await forwardTo(endpointOf(cluster, 'downloads', 'data'), 8081);
    const bytes = 20_000_000;
    const { body } = await requestLocal(forward.port, `/bytes?n=${String(bytes)}`);
    expect(body.length).toBe(bytes);
    const answer = await requestLocal(forward.port, '/', { method: 'POST' }, body);
    expect(JSON.parse(answer.body.toString())).toEqual({
      bytes,
      sha256: createHash('sha256').update(body).digest('hex'),
    });
  });

  it('is told at once when the app speaks first, and answered while it is open', async () => {
    const cluster = await start([transport]);
    const { forward } = await forwardTo(endpointOf(cluster, 'orders-db', 'data'), 5432);
    const client = forward.connect();
    const [greeting] = (await once(client, 'data')) as [Buffer];
    expect(greeting.toString()).toMatch(/^orders-db ready/);
    client.write('hello');
    expect(String((await once(client, 'data'))[0])).toBe('hello');
  });

  it('gets the reply that comes two seconds after its half-close', async () => {
    const cluster = await start([transport]);
    const { forward } = await forwardTo(endpointOf(cluster, 'slow-reports', 'shop'), 9090);
    const client = forward.connect();
    client.end('GET /?ms=2000 HTTP/1.1\r\nHost: reports\r\nConnection: close\r\n\r\n');
    expect(await textOf(client)).toContain('"tookMs":2000');
  });

  it('is reset with the pod’s words when its port is refused, and the others go on', async () => {
    const cluster = await start([transport]);
    const endpoint = endpointOf(cluster, 'web', 'shop');
    const { forward, tunnel } = await forwardTo(endpoint, 4000);
    const client = forward.connect();
    const [error] = (await once(client, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNRESET');
    await until(() => forward.finished.length > 0);
    expect(forward.finished[0]?.message).toMatch(/error forwarding port 4000 to pod web-.*connection refused/);
    expect(tunnel.closed).toBe(false);
  });

  it('ends in the pod when the local client resets', async () => {
    const app = new Apps();
    const cluster = await start([transport], app.program);
    const { forward, tunnel } = await forwardTo(endpointOf(cluster, 'orders-db', 'data'), 5432);
    const client = forward.connect();
    client.write('hello');
    const socket = await app.connected();
    await once(socket, 'data');
    client.resetAndDestroy();
    await closed(socket);
    expect(tunnel.streamCount).toBe(0);
    expect(cluster.tunnelsTo('orders-db')).toBe(0);
  });

  it('ends in the pod when it is destroyed while much is on its way to an app that does not read', async () => {
    const app = new Apps();
    const cluster = await start([transport], app.program);
    const tunnel = await openChannelTunnel(endpointOf(cluster, 'orders-db', 'data'), { signal, clock: systemClock });
    releases.push(() => tunnel.dispose());
    const ended: (Error | null)[] = [];
    const idle = () => undefined;
    const handler = { onData: idle, onEnd: idle, onDrain: idle, onClose: (error: Error | null) => ended.push(error) };
    const stream = tunnel.openStream(5432, handler);
    for (let count = 0; count < 100; count += 1) stream.write(Buffer.alloc(64 * 1024));
    const socket = await app.connected();
    stream.destroy();
    expect(ended).toEqual([null]);
    socket.resume();
    await closed(socket);
    expect(socket.bytesRead).toBeLessThan(100 * 64 * 1024);
  });

  it('ends in the pod when the local client resets amid a download that it does not read', async () => {
    const app = new Apps();
    const cluster = await start([transport], app.program);
    const { forward } = await forwardTo(endpointOf(cluster, 'orders-db', 'data'), 5432);
    const client = forward.connect();
    client.pause();
    const socket = await app.connected();
    socket.write(Buffer.alloc(20_000_000));
    await untilStill(() => forward.bytes.down);
    client.resetAndDestroy();
    await closed(socket);
  });

  it('is reset when the app resets, with the pod’s words', async () => {
    const app = new Apps();
    const cluster = await start([transport], app.program);
    const { forward, tunnel } = await forwardTo(endpointOf(cluster, 'orders-db', 'data'), 5432);
    const client = forward.connect();
    client.write('hello');
    const socket = await app.connected();
    await once(socket, 'data');
    const gone = once(client, 'error') as Promise<[NodeJS.ErrnoException]>;
    socket.resetAndDestroy();
    expect((await gone)[0].code).toBe('ECONNRESET');
    await until(() => forward.finished.length > 0);
    expect(forward.finished[0]?.message).toMatch(/error forwarding port 5432 to pod orders-db-.*ECONNRESET/);
    expect(tunnel.closed).toBe(false);
  });

  it('is reset when the app resets amid a download', async () => {
    const app = new Apps();
    const cluster = await start([transport], app.program);
    const { forward } = await forwardTo(endpointOf(cluster, 'orders-db', 'data'), 5432);
    const client = forward.connect();
    const gone = once(client, 'error') as Promise<[NodeJS.ErrnoException]>;
    client.resume();
    const socket = await app.connected();
    const bytes = 1_000_000;
    socket.write(Buffer.alloc(bytes));
    // What is still in the kernel when it resets, the pod's node may never see, and the reset behind it as an end.
    await until(() => forward.bytes.down === bytes);
    socket.resetAndDestroy();
    expect((await gone)[0].code).toBe('ECONNRESET');
  });

  it('is not held up by another whose app has stalled', async () => {
    const cluster = await start([transport]);
    const { forward } = await forwardTo(endpointOf(cluster, 'downloads', 'data'), 8081);
    const stuck = forward.connect();
    stuck.write('GET /bytes HTTP/1.1\r\nHost: downloads\r\n\r\n');
    stuck.pause();
    const { body } = await requestLocal(forward.port, '/bytes?n=1000');
    expect(body.length).toBe(1000);
    stuck.destroy();
  });
});

describe('the way to the pod, between connections', () => {
  it('shows that it is open by an answer to a question', async () => {
    const cluster = await start(['v4']);
    const { tunnel } = await forwardTo(endpointOf(cluster, 'web', 'shop'), 3000);
    await until(() => tunnel.silentMs() > 30);
    expect(tunnel.roundTripMs()).toBeNull();
    tunnel.ping();
    await until(() => tunnel.silentMs() < 30);
    expect(tunnel.roundTripMs()).toBeLessThan(1_000);
  });

  it('ends when the API server is gone, and every connection with it', async () => {
    const cluster = await start(['v4']);
    const { forward, tunnel } = await forwardTo(endpointOf(cluster, 'orders-db', 'data'), 5432);
    const client = forward.connect();
    await once(client, 'data');
    const reasons: string[] = [];
    tunnel.onDidClose(({ reason }) => reasons.push(reason));
    await cluster.command({ type: 'api-down' });
    tunnel.ping();
    await until(() => reasons.length > 0);
    expect(reasons[0]).toMatch(/Cannot reach/);
    expect(tunnel.streamCount).toBe(0);
  });

  it('ends when the pod is gone', async () => {
    const cluster = await start(['v4']);
    const { tunnel } = await forwardTo(endpointOf(cluster, 'web', 'shop'), 3000);
    const reasons: string[] = [];
    tunnel.onDidClose(({ reason }) => reasons.push(reason));
    const pod = cluster.pods().web[0] ?? '';
    await cluster.command({ type: 'delete-pod', pods: pod, terminatingMs: 0 });
    await until(() => !cluster.hasPod(pod));
    tunnel.ping();
    await until(() => reasons.length > 0);
    expect(reasons[0]).toMatch(/404 .*not found/);
  });

  it('needs no second tunnel in a pool, however many connections there are', async () => {
    const cluster = await start(['v4']);
    const endpoint = endpointOf(cluster, 'orders-db', 'data');
    const open = () => openChannelTunnel(endpoint, { signal, clock: systemClock });
    const pool = await TunnelPool.connect({ open, clock: systemClock }, signal);
    releases.push(() => pool.dispose());
    const forward = await forwardLocally(() => pool, 5432);
    releases.push(() => forward.close());
    const clients = Array.from({ length: 10 }, () => forward.connect());
    await Promise.all(clients.map((client) => once(client, 'data')));
    expect(pool.tunnelCount).toBe(1);
    expect(pool.streamCount).toBe(10);
  });
});

async function textOf(socket: net.Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(socket, 'end');
  return Buffer.concat(chunks).toString();
}

/** An app that does nothing: what becomes of its connections is the test's. */
class Apps {
  readonly #sockets: net.Socket[] = [];

  readonly program: Program = () =>
    net.createServer((socket) => {
      socket.on('error', () => undefined);
      this.#sockets.push(socket);
    });

  async connected(): Promise<net.Socket> {
    await until(() => this.#sockets.length > 0);
    const [socket] = this.#sockets;
    if (!socket) throw new Error('no connection');
    return socket;
  }
}

/** However it ends. */
function closed(socket: net.Socket): Promise<void> {
  return new Promise((resolve) => void socket.once('close', () => resolve()));
}

/** Waits until a count that grows has stood still for a while: whatever can take bytes is full. */
async function untilStill(count: () => number): Promise<void> {
  const stillMs = 100;
  let last = -1;
  let since = performance.now();
  await until(() => {
    if (count() !== last) since = performance.now();
    last = count();
    return last > 0 && performance.now() - since > stillMs;
  });
}
