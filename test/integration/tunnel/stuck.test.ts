import { once } from 'node:events';
import * as net from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { startDemoCluster } from '../../../src/main/demo/demo-cluster';
import { openTunnel } from '../../../src/main/tunnel/connect';
import { openChannelTunnel } from '../../../src/main/tunnel/connect-channels';
import type { Tunnel } from '../../../src/main/tunnel/tunnel';
import { FakeClock } from '../../support/fake-clock';
import { until } from '../../support/until';
import { forwardLocally } from './forwarding';
import { PodServer, type PodStream } from './pod-server';

const minutes = 60_000;

const releases: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0).reverse()) await release();
});

async function forwardOver(tunnel: Tunnel, port: number, clock: FakeClock) {
  releases.push(() => tunnel.dispose());
  const forward = await forwardLocally(() => tunnel, port, clock);
  releases.push(() => forward.close());
  return forward;
}

async function start(app: (stream: PodStream) => void) {
  const server = new PodServer({ app });
  const url = await server.listen();
  releases.push(() => server.close());
  const clock = new FakeClock();
  const endpoint = { url, headers: {}, tls: { rejectUnauthorized: true } };
  const { signal } = new AbortController();
  const tunnel = await openTunnel(endpoint, { signal, clock, limits: { finDelayMs: 50 } });
  const forward = await forwardOver(tunnel, 8080, clock);
  const pod = server.tunnels[0]?.socket;
  if (!pod) throw new Error('The server has no tunnel');
  return { tunnel, forward, pod, clock };
}

const echo = (stream: PodStream) => {
  stream.onData = (chunk) => stream.write(chunk);
};

/** Sends until nobody takes any more. */
async function fill(client: net.Socket): Promise<void> {
  const chunk = Buffer.alloc(1024 * 1024);
  for (let isFull = false; !isFull;) {
    while (client.write(chunk));
    const drained = once(client, 'drain').then(() => true);
    isFull = !(await Promise.race([drained, new Promise((resolve) => setTimeout(() => resolve(false), 300))]));
  }
}

describe('a connection through a tunnel', () => {
  it('waits for nothing while its bytes are read, nor while nothing is sent', async () => {
    const { forward, clock } = await start(echo);
    const client = forward.connect();
    client.write('hello');
    await once(client, 'data');
    await clock.advance(10 * minutes);
    expect(forward.waits()).toEqual([]);
  });

  it('that sends more than an app reads has waited for the app since then, and no longer when it reads', async () => {
    const { forward, pod, clock } = await start(() => undefined);
    const client = forward.connect();
    await once(client, 'connect');
    pod.pause();
    await fill(client);
    await clock.advance(5 * minutes);
    expect(forward.waits()).toEqual([{ on: 'app', ms: 5 * minutes }]);
    pod.resume();
    await until(() => forward.waits().length === 0);
  });

  it('that sends little waits for the app from when its tunnel owes an answer', async () => {
    const { forward, tunnel, pod, clock } = await start(() => undefined);
    const client = forward.connect();
    pod.pause();
    client.write('hello');
    await until(() => forward.bytes.up === 5);
    tunnel.ping();
    await clock.advance(3 * minutes);
    expect(forward.waits()).toEqual([{ on: 'app', ms: 3 * minutes }]);
  });

  it('whose client has ended after sending to an app that does not read goes on waiting for the app', async () => {
    const { forward, pod, clock } = await start(() => undefined);
    const client = forward.connect();
    await once(client, 'connect');
    pod.pause();
    await fill(client);
    client.end();
    await clock.advance(5 * minutes);
    expect(forward.waits()).toEqual([{ on: 'app', ms: 5 * minutes }]);
  });

  it('whose client does not read has waited for the client since then', async () => {
    const { forward, clock } = await start((stream) => stream.write(Buffer.alloc(12 * 1024 * 1024)));
    const client = forward.connect();
    client.pause();
    await until(() => forward.waits().some(({ on }) => on === 'client'));
    await clock.advance(5 * minutes);
    expect(forward.waits()).toEqual([{ on: 'client', ms: 5 * minutes }]);
    client.resume();
    await until(() => forward.waits().length === 0);
  });
});

describe('a connection on a WebSocket of its own', () => {
  it('that sends more than an app reads has waited for the app since then', async () => {
    const cluster = await startDemoCluster({
      transports: ['v4'],
      programs: { 'orders-db': () => net.createServer({ pauseOnConnect: true }) },
      startMs: 1,
      readyMs: 1,
    });
    releases.push(() => cluster.dispose());
    const clock = new FakeClock();
    const pod = cluster.pods()['orders-db'][0] ?? '';
    const tunnel = await openChannelTunnel(
      {
        url: `${cluster.url}/api/v1/namespaces/data/pods/${pod}/portforward`,
        headers: { Authorization: `Bearer ${cluster.token}` },
        tls: { ca: cluster.authority, rejectUnauthorized: true },
      },
      { signal: new AbortController().signal, clock },
    );
    const forward = await forwardOver(tunnel, 5432, clock);
    const client = forward.connect();
    await once(client, 'connect');
    await fill(client);
    await clock.advance(5 * minutes);
    expect(forward.waits()).toEqual([{ on: 'app', ms: 5 * minutes }]);
    client.destroy();
  });
});
