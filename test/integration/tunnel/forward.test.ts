import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type * as net from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/main/base/clock';
import { openTunnel } from '../../../src/main/tunnel/connect';
import type { SessionLimits } from '../../../src/main/tunnel/session-limits';
import type { Tunnel } from '../../../src/main/tunnel/tunnel';
import { seededRandom } from '../../support/seeded-random';
import { forwardLocally, type LocalForward } from './forwarding';
import { PodServer, type PodStream } from './pod-server';

const releases: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0).reverse()) await release();
});

interface Fixture {
  readonly server: PodServer;
  readonly tunnel: Tunnel;
  readonly forward: LocalForward;
}

async function start(
  transport: 'websocket' | 'spdy',
  app: (stream: PodStream) => void,
  limits: Partial<SessionLimits> = {},
): Promise<Fixture> {
  const server = new PodServer({ app });
  const url = await server.listen();
  releases.push(() => server.close());
  const tunnel = await openTunnel(
    { url, headers: {}, tls: { rejectUnauthorized: true } },
    { signal: new AbortController().signal, clock: systemClock, transports: [transport], limits },
  );
  releases.push(() => tunnel.dispose());
  const forward = await forwardLocally(() => tunnel, 8080);
  releases.push(() => forward.close());
  return { server, tunnel, forward };
}

const echo = (stream: PodStream) => {
  stream.onData = (chunk) => stream.write(chunk);
  stream.onEnd = () => stream.end();
};

async function readAll(socket: net.Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(socket, 'end');
  return Buffer.concat(chunks);
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe.each(['websocket', 'spdy'] as const)('a connection through the %s transport', (transport) => {
  it('echoes 64 MiB byte-exact both ways, in chunks of random sizes', async () => {
    const { forward } = await start(transport, echo, { finDelayMs: 50 });
    const total = 64 * 1024 * 1024;
    const random = seededRandom(6);
    const noise = Buffer.alloc(1024 * 1024 + 7).map(() => Math.floor(random() * 256));
    const client = forward.connect();
    const sent = createHash('sha256');
    const received = createHash('sha256');
    let receivedBytes = 0;
    client.on('data', (chunk: Buffer) => {
      received.update(chunk);
      receivedBytes += chunk.length;
    });
    for (let sentBytes = 0; sentBytes < total;) {
      const start = Math.floor(random() * 1024);
      const length = Math.min(total - sentBytes, 1 + Math.floor(random() * 200_000));
      const chunk = noise.subarray(start, start + length);
      sent.update(chunk);
      sentBytes += chunk.length;
      if (!client.write(chunk)) await once(client, 'drain');
    }
    client.end();
    await once(client, 'end');
    expect(receivedBytes).toBe(total);
    expect(received.digest('hex')).toBe(sent.digest('hex'));
    expect(forward.bytes).toEqual({ up: total, down: total });
  });

  it('is told at once when the app speaks first', async () => {
    const { forward } = await start(transport, (stream) => stream.write(Buffer.from('220 hello')));
    const [greeting] = (await once(forward.connect(), 'data')) as [Buffer];
    expect(greeting.toString()).toBe('220 hello');
  });

  it('gets the whole reply of an app that answers two seconds after the half-close', async () => {
    const { forward } = await start(transport, (stream) => {
      const heard: Buffer[] = [];
      stream.onData = (chunk) => heard.push(chunk);
      stream.onEnd = () => {
        setTimeout(() => {
          stream.write(Buffer.concat([Buffer.from('you said '), ...heard]));
          stream.end();
        }, 2_000);
      };
    });
    const client = forward.connect();
    client.end('something');
    expect((await readAll(client)).toString()).toBe('you said something');
    await until(() => forward.finished.length === 1);
    expect(forward.finished).toEqual([null]);
  });

  it('may go on writing after the app has ended its side', async () => {
    const heard: Buffer[] = [];
    const { forward, tunnel } = await start(transport, (stream) => {
      stream.onData = (chunk) => heard.push(chunk);
      stream.end();
    });
    const client = forward.connect();
    await readAll(client);
    client.end('last words');
    await until(() => tunnel.streamCount === 0);
    await until(() => heard.length > 0);
    expect(Buffer.concat(heard).toString()).toBe('last words');
  });

  it('is reset when the app resets it, and only that one', async () => {
    const { forward } = await start(transport, (stream) => {
      stream.onData = (chunk) => (chunk.toString() === 'die' ? stream.reset() : stream.write(chunk));
    });
    const other = forward.connect();
    const victim = forward.connect();
    victim.write('die');
    const [error] = (await once(victim, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNRESET');
    other.write('still here');
    expect(String((await once(other, 'data'))[0])).toBe('still here');
    expect(forward.finished[0]?.message).toMatch(/reset the stream/);
  });

  it('tells the pod when the local client resets', async () => {
    let wasReset = false;
    const { forward, tunnel } = await start(transport, (stream) => {
      stream.onReset = () => (wasReset = true);
      stream.write(Buffer.from('x'));
    });
    const client = forward.connect();
    await once(client, 'data');
    client.resetAndDestroy();
    await until(() => wasReset);
    expect(tunnel.streamCount).toBe(0);
  });

  it('is reset with the pod’s words when its port is refused, and the tunnel goes on', async () => {
    const { forward, tunnel } = await start(transport, (stream) => {
      stream.onData = (chunk) =>
        chunk.toString() === 'bad'
          ? stream.fail('error forwarding port 8080: connection refused')
          : stream.write(chunk);
    });
    const bad = forward.connect();
    bad.write('bad');
    await once(bad, 'error');
    expect(forward.finished.map((error) => error?.message)).toEqual(['error forwarding port 8080: connection refused']);
    expect(tunnel.closed).toBe(false);
    const good = forward.connect();
    good.write('good');
    expect(String((await once(good, 'data'))[0])).toBe('good');
  });

  it('is one of two hundred that do not disturb each other', async () => {
    const { forward, tunnel } = await start(transport, echo, { finDelayMs: 10 });
    const talks = Array.from({ length: 200 }, async (_, index) => {
      const client = forward.connect();
      const message = `connection ${index} `.repeat(500);
      client.end(message);
      return (await readAll(client)).toString() === message;
    });
    expect((await Promise.all(talks)).every(Boolean)).toBe(true);
    await until(() => tunnel.streamCount === 0);
    await until(() => forward.finished.length === 200);
    expect(forward.finished.every((error) => error === null)).toBe(true);
  });

  it('is reset when the tunnel dies', async () => {
    const { forward, server, tunnel } = await start(transport, echo);
    const reasons: string[] = [];
    tunnel.onDidClose(({ reason }) => reasons.push(reason));
    const clients = [forward.connect(), forward.connect()];
    await Promise.all(clients.map(async (client) => (client.write('x'), once(client, 'data'))));
    const resets = clients.map((client) => once(client, 'error'));
    server.tunnels[0]?.socket.destroy();
    for (const [error] of await Promise.all(resets)) expect((error as NodeJS.ErrnoException).code).toBe('ECONNRESET');
    expect(tunnel.closed).toBe(true);
    expect(reasons).toEqual(['the API server closed the connection']);
    expect(forward.finished.map((error) => error?.message)).toEqual(
      Array(2).fill(expect.stringMatching(/tunnel ended/)),
    );
  });

  it('holds little when the local client stops reading, and gives everything when it goes on', async () => {
    const block = Buffer.alloc(64 * 1024, 'd');
    const blocks = 1_024;
    const { forward, server, tunnel } = await start(transport, (stream) => {
      for (let index = 0; index < blocks; index += 1) stream.write(block);
      stream.end();
    });
    const client = forward.connect();
    client.pause();
    await until(() => tunnel.stalledMs() > 300);
    // What is not on the way stays with the sender: kernel buffers hold a few MiB, and we hold our bounds.
    expect(server.tunnels[0]?.socket.writableLength).toBeGreaterThan(48 * 1024 * 1024);
    expect(forward.bytes.down).toBeLessThan(8 * 1024 * 1024);
    client.resume();
    let received = 0;
    client.on('data', (chunk: Buffer) => (received += chunk.length));
    await once(client, 'end');
    expect(received).toBe(blocks * block.length);
    expect(tunnel.stalledMs()).toBe(0);
  });

  it('stops taking from the local client when the pod stops reading, and loses nothing', async () => {
    let received = 0;
    const { forward, server } = await start(
      transport,
      (stream) => {
        stream.onData = (chunk) => (received += chunk.length);
      },
      { finDelayMs: 10 },
    );
    const client = forward.connect();
    server.tunnels[0]?.socket.pause();
    const total = 64 * 1024 * 1024;
    client.write(Buffer.alloc(total));
    let last = -1;
    while (last !== forward.bytes.up) {
      last = forward.bytes.up;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    expect(forward.bytes.up).toBeLessThan(16 * 1024 * 1024);
    server.tunnels[0]?.socket.resume();
    await until(() => received === total);
  });
});

describe('a new connection', () => {
  it('sends both SYNs and its first data in one write', async () => {
    const { tunnel, server } = await start('spdy', echo);
    const chunks: Buffer[] = [];
    server.tunnels[0]?.socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    const answered = new Promise<string>((resolve) => {
      const stream = tunnel.openStream(8080, {
        onData: (chunk) => resolve(chunk.toString()),
        onEnd: () => undefined,
        onDrain: () => undefined,
        onClose: () => undefined,
      });
      stream.write(Buffer.from('first'));
    });
    expect(await answered).toBe('first');
    expect(chunks.length).toBe(1);
  });
});
