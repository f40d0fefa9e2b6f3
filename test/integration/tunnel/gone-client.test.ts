import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type * as net from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/main/base/clock';
import { openTunnel } from '../../../src/main/tunnel/connect';
import { FakeClock } from '../../support/fake-clock';
import { until } from '../../support/until';
import { forwardLocally } from './forwarding';
import { PodServer, type PodStream } from './pod-server';

/** Within which a client that is not read is noticed to have gone, in milliseconds. */
const noticedMs = 2_000;

const releases: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0).reverse()) await release();
});

async function start(app: (stream: PodStream) => void) {
  const server = new PodServer({ app });
  const url = await server.listen();
  releases.push(() => server.close());
  const clock = new FakeClock();
  const tunnel = await openTunnel(
    { url, headers: {}, tls: { rejectUnauthorized: true } },
    { signal: new AbortController().signal, clock: systemClock, limits: { finDelayMs: 50 } },
  );
  releases.push(() => tunnel.dispose());
  const forward = await forwardLocally(() => tunnel, 8080, clock);
  releases.push(() => forward.close());
  const pod = server.tunnels[0]?.socket;
  if (!pod) throw new Error('The server has no tunnel');
  /** Time passes in which the looks are taken, and what comes of them is given a turn. */
  const look = async () => {
    await clock.advance(noticedMs);
    await new Promise(setImmediate);
  };
  return { tunnel, forward, pod, clock, look };
}

/** Sends until nobody takes any more. */
async function fill(client: net.Socket, chunk: Buffer): Promise<number> {
  let sent = 0;
  for (let isFull = false; !isFull;) {
    while (client.write(chunk)) sent += chunk.length;
    sent += chunk.length;
    const drained = once(client, 'drain').then(() => true);
    isFull = !(await Promise.race([drained, new Promise((resolve) => setTimeout(() => resolve(false), 300))]));
  }
  return sent;
}

describe('a client that resets its connection', () => {
  it('while its upload is stalled is noticed, though it cannot be read', async () => {
    const { tunnel, forward, pod, clock, look } = await start(() => undefined);
    const client = forward.connect();
    await once(client, 'connect');
    pod.pause();
    await fill(client, Buffer.alloc(1024 * 1024));
    await look();
    expect(tunnel.streamCount).toBe(1);
    client.resetAndDestroy();
    await until(() => client.closed);
    await look();
    await until(() => forward.finished.length === 1);
    expect(tunnel.streamCount).toBe(0);
    expect(clock.timers).toBe(0);
  });

  it('after its end, while it waits for the answer, is noticed', async () => {
    const { tunnel, forward, look } = await start(() => undefined);
    const client = forward.connect();
    client.end('question');
    await until(() => forward.bytes.up === 8);
    await look();
    expect(tunnel.streamCount).toBe(1);
    client.resetAndDestroy();
    await until(() => client.closed);
    await look();
    await until(() => forward.finished.length === 1);
    expect(tunnel.streamCount).toBe(0);
  });

  it('while it does not read its download is noticed at once', async () => {
    const { tunnel, forward } = await start((stream) => stream.write(Buffer.alloc(12 * 1024 * 1024)));
    const client = forward.connect();
    client.pause();
    await until(() => tunnel.stalledMs() > 0);
    expect(tunnel.streamCount).toBe(1);
    client.resetAndDestroy();
    await until(() => forward.finished.length === 1);
    expect(tunnel.streamCount).toBe(0);
  });
});

describe('a client that ends after its data', () => {
  it('has all of it delivered, however long the app does not read, and gets the late answer', async () => {
    const received = createHash('sha256');
    let count = 0;
    const { tunnel, forward, pod, look } = await start((stream) => {
      stream.onData = (chunk) => {
        received.update(chunk);
        count += chunk.length;
      };
      stream.onEnd = () => {
        stream.write(Buffer.from('thanks'));
        stream.end();
      };
    });
    const client = forward.connect();
    await once(client, 'connect');
    pod.pause();
    const chunk = Buffer.alloc(1024 * 1024, Buffer.from(Array.from({ length: 251 }, (_, index) => index)));
    const sent = await fill(client, chunk);
    client.end();
    for (let times = 0; times < 10; times += 1) await look();
    expect(tunnel.streamCount).toBe(1);
    expect(count).toBeLessThan(sent);
    pod.resume();
    const [answer] = (await once(client, 'data')) as [Buffer];
    expect(answer.toString()).toBe('thanks');
    expect(count).toBe(sent);
    const expected = createHash('sha256');
    for (let bytes = 0; bytes < sent; bytes += chunk.length) expected.update(chunk);
    expect(received.digest('hex')).toBe(expected.digest('hex'));
  });
});
