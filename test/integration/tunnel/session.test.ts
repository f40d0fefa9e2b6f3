import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/main/base/clock';
import { openTunnel } from '../../../src/main/tunnel/connect';
import { encodeDataHeader, encodePing, encodeRstStream, encodeSynStream } from '../../../src/main/tunnel/spdy-encoding';
import type { StreamHandler, Tunnel, TunnelClosed } from '../../../src/main/tunnel/tunnel';
import { closePayload, encodeFrame, opcodes } from '../../../src/main/tunnel/websocket-frames';
import { PodServer, type PodStream, type PodTunnel } from './pod-server';

const releases: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0).reverse()) await release();
});

async function start(transport: 'websocket' | 'spdy', app: (stream: PodStream) => void = () => undefined) {
  const server = new PodServer({ app });
  const url = await server.listen();
  releases.push(() => server.close());
  const tunnel = await openTunnel(
    { url, headers: {}, tls: { rejectUnauthorized: true } },
    { signal: new AbortController().signal, clock: systemClock, transports: [transport] },
  );
  releases.push(() => tunnel.dispose());
  const pod = server.tunnels[0];
  if (!pod) throw new Error('The server has no tunnel');
  return { server, tunnel, pod };
}

function closing(tunnel: Tunnel): Promise<TunnelClosed> {
  return new Promise((resolve) => tunnel.onDidClose(resolve));
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Resolves with everything the stream told, in order, when it has closed. */
function record(): { handler: StreamHandler; log: string[] } {
  const log: string[] = [];
  const handler: StreamHandler = {
    onData: (chunk) => log.push(chunk.toString()),
    onEnd: () => log.push('end'),
    onDrain: () => log.push('drain'),
    onClose: (error) => log.push(error?.message ?? 'closed'),
  };
  return { handler, log };
}

async function answersAPing(tunnel: Tunnel, pod: PodTunnel): Promise<boolean> {
  const before = pod.pings;
  tunnel.ping();
  await until(() => pod.pings > before && tunnel.stalledMs() === 0);
  return true;
}

describe.each(['websocket', 'spdy'] as const)('a tunnel by %s', (transport) => {
  it('is in doubt of a peer that may have stopped reading, until that is heard', async () => {
    const { tunnel, pod } = await start(transport);
    pod.socket.pause();
    const stream = tunnel.openStream(80, record().handler);
    stream.write(Buffer.alloc(8_000));
    expect(tunnel.isDoubtful).toBe(false);
    stream.write(Buffer.alloc(16_000));
    expect(tunnel.isDoubtful).toBe(true);
    const heard = new Promise<void>((resolve) => tunnel.onDidHear(resolve));
    tunnel.ping();
    pod.socket.resume();
    await heard;
    expect(tunnel.isDoubtful).toBe(false);
  });

  it('times the way of a ping there and back', async () => {
    const { tunnel, pod } = await start(transport);
    await answersAPing(tunnel, pod);
    expect(tunnel.roundTripMs()).toBeLessThan(1_000);
  });

  it('takes other bytes as life, but not as the answer to a ping', async () => {
    const { tunnel, pod } = await start(transport);
    await answersAPing(tunnel, pod);
    pod.socket.pause();
    tunnel.ping();
    const heard = new Promise<void>((resolve) => tunnel.onDidHear(resolve));
    pod.send(encodeDataHeader(99, 0, true));
    await heard;
    expect(tunnel.roundTripMs()).toBeNull();
    pod.socket.resume();
    await until(() => tunnel.roundTripMs() !== null);
  });

  it('takes an answered ping as life, and owes at most one', async () => {
    const { tunnel, pod } = await start(transport);
    pod.socket.pause();
    tunnel.ping();
    tunnel.ping();
    await until(() => tunnel.stalledMs() > 20);
    const before = pod.pings;
    pod.socket.resume();
    await until(() => tunnel.stalledMs() === 0);
    expect(pod.pings - before).toBe(1);
    expect(tunnel.silentMs()).toBeLessThan(1_000);
  });

  it('answers the pings of the peer', async () => {
    const { pod } = await start(transport);
    const before = pod.pings;
    pod.send(encodePing(2));
    await until(() => pod.pings > before);
  });

  it('ignores streams and frames that it does not know', async () => {
    const { tunnel, pod } = await start(transport);
    pod.send(
      encodeSynStream(2, false, [['who', 'knows']], false),
      encodeDataHeader(99, 4, true),
      Buffer.from('lost'),
      encodeRstStream(77, 1),
      Buffer.from('800300040000000400000000', 'hex'),
    );
    expect(await answersAPing(tunnel, pod)).toBe(true);
    expect(tunnel.closed).toBe(false);
  });

  it('ends when the peer breaks the protocol, and says how', async () => {
    const { tunnel, pod } = await start(transport);
    const { handler, log } = record();
    tunnel.openStream(80, handler);
    const closed = closing(tunnel);
    pod.send(Buffer.from('80020001deadbeef', 'hex'));
    expect((await closed).reason).toBe('the peer broke the protocol: SPDY version 2 instead of 3');
    expect((await closed).error).toBeInstanceOf(Error);
    expect(log).toEqual([expect.stringMatching(/^The tunnel ended: the peer broke the protocol/)]);
  });

  it('goes away with the peer: at once when idle, else after its last stream', async () => {
    const idle = await start(transport);
    const idleClosed = closing(idle.tunnel);
    idle.pod.goAway();
    expect(await idleClosed).toEqual({ reason: 'the peer is going away', error: null });

    const busy = await start(transport, (stream) => (stream.onData = () => stream.end()));
    const { handler, log } = record();
    const stream = busy.tunnel.openStream(80, handler);
    const busyClosed = closing(busy.tunnel);
    busy.pod.goAway();
    await until(() => busy.tunnel.stalledMs() === Infinity);
    stream.write(Buffer.from('go on'));
    await until(() => log.includes('end'));
    stream.end();
    expect((await busyClosed).error).toBeNull();
    expect(log).toEqual(['end', 'closed']);
  });

  it('tells every stream and then its owner when it is disposed, once, and leaves no connection', async () => {
    const { server, tunnel } = await start(transport);
    const { handler, log } = record();
    tunnel.openStream(80, handler).end();
    tunnel.onDidClose(({ reason, error }) => log.push(`tunnel: ${reason} ${String(error)}`));
    tunnel.dispose();
    tunnel.dispose();
    expect(log).toEqual(['The tunnel ended: it was closed on our side', 'tunnel: it was closed on our side null']);
    expect(() => tunnel.openStream(80, handler)).toThrow(/ended/);
    await until(() => server.sockets.size === 0);
  });
});

describe('the WebSocket around a tunnel', () => {
  it('answers pings of its own kind', async () => {
    const { pod } = await start('websocket');
    const received: Buffer[] = [];
    pod.socket.on('data', (chunk: Buffer) => received.push(Buffer.from(chunk)));
    pod.socket.write(encodeFrame(opcodes.ping, Buffer.from('?'), null));
    await until(() => received.length > 0);
    expect(received[0]?.readUInt8(0)).toBe(0x80 | opcodes.pong);
  });

  it.each([
    [1000, '', null],
    [1011, 'out of order', expect.any(Error) as unknown],
  ])('that the peer closes with %i ends the tunnel', async (code, reason, error) => {
    const { tunnel, pod } = await start('websocket');
    const closed = closing(tunnel);
    pod.socket.write(encodeFrame(opcodes.close, closePayload(code, reason), null));
    expect((await closed).reason).toContain(String(code));
    expect((await closed).error).toEqual(error);
  });

  it('refuses text messages', async () => {
    const { tunnel, pod } = await start('websocket');
    const closed = closing(tunnel);
    pod.socket.write(encodeFrame(opcodes.text, Buffer.from('hello'), null));
    expect((await closed).reason).toContain('text message');
  });
});
