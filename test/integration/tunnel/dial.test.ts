import { once } from 'node:events';
import * as net from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { dial, dialConnection } from '../../../src/main/tunnel/dial';

const releases: (() => void)[] = [];
afterEach(() => {
  for (const release of releases.splice(0).reverse()) release();
});

const never = new AbortController().signal;

/** A server that takes connections, answers each with `text`, and remembers them. */
async function listen(text = ''): Promise<{ port: number; accepted: net.Socket[]; received: () => string }> {
  const accepted: net.Socket[] = [];
  let received = '';
  const server = net.createServer((socket) => {
    accepted.push(socket);
    socket
      .on('error', () => undefined)
      .on('data', (chunk) => {
        received += chunk.toString();
        if (text !== '') socket.write(text);
      });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  releases.push(() => {
    for (const socket of accepted) socket.destroy();
    server.close();
  });
  return { port: (server.address() as net.AddressInfo).port, accepted, received: () => received };
}

async function failureOf(dialling: Promise<net.Socket>): Promise<unknown> {
  return dialling.then(
    (socket) => {
      socket.destroy();
      return null;
    },
    (error: unknown) => error,
  );
}

describe('dialling', () => {
  it('lets go of the connection when a certificate of ours cannot be read: it will be tried again for ever', async () => {
    const proxy = await listen('HTTP/1.1 200 Connection established\r\n\r\n');
    const tls = { rejectUnauthorized: true, cert: 'nonsense', key: 'nonsense' };
    const endpoint = { url: 'https://api.example/', headers: {}, tls };
    const error = await failureOf(dial({ ...endpoint, proxy: `http://127.0.0.1:${proxy.port}` }, never));
    expect(error).toMatchObject({ kind: 'tls' });
    await expect.poll(() => proxy.accepted[0]?.destroyed).toBe(true);
  });

  it('makes no connection with a certificate of ours that cannot be read', async () => {
    const { port, accepted } = await listen();
    const tls = { rejectUnauthorized: true, cert: 'nonsense', key: 'nonsense' };
    expect(await failureOf(dial({ url: `https://127.0.0.1:${port}/`, headers: {}, tls }, never))).toMatchObject({
      kind: 'tls',
    });
    const { socket } = await dialConnection({ url: `http://127.0.0.1:${port}/`, headers: {}, tls }, never);
    releases.push(() => socket.destroy());
    // That one is the first: connections are accepted in order.
    await expect.poll(() => accepted.length).toBe(1);
  });

  it("takes a proxy's password as it stands when it is not percent-encoded", async () => {
    const proxy = await listen('HTTP/1.1 200 Connection established\r\n\r\n');
    const endpoint = { url: 'http://api.example/', headers: {}, tls: { rejectUnauthorized: true } };
    const socket = await dial({ ...endpoint, proxy: `http://me:100%sure@127.0.0.1:${proxy.port}` }, never);
    releases.push(() => socket.destroy());
    expect(proxy.received()).toContain(`Basic ${Buffer.from('me:100%sure').toString('base64')}\r\n`);
  });
});
