import { once } from 'node:events';
import * as net from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { connectUpstreamWith } from '../../../src/main/worker/connect-upstream';
import { FakeClock } from '../../support/fake-clock';
import { targetOf, timings } from '../../support/forwards';
import { until } from '../../support/until';
import { PodServer } from './pod-server';

const releases: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0).reverse()) await release();
});

/** A proxy that lets the first connection through and leaves all others without an answer. */
async function stingyProxy(): Promise<{ url: string; accepted: net.Socket[] }> {
  const accepted: net.Socket[] = [];
  const upstreams: net.Socket[] = [];
  const server = net.createServer((socket) => {
    accepted.push(socket.on('error', () => undefined));
    socket.once('data', (chunk: Buffer) => {
      if (accepted.length > 1) return;
      const port = Number(/^CONNECT [^:]+:(\d+) /.exec(chunk.toString('latin1'))?.[1]);
      const upstream = net.connect(port, '127.0.0.1').on('error', () => undefined);
      upstreams.push(upstream);
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(upstream).pipe(socket);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  releases.push(() => {
    for (const socket of [...accepted, ...upstreams]) socket.destroy();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`, accepted };
}

describe('a tunnel in reserve', () => {
  it('that is not up in time is given up, and another one is tried', async () => {
    const pod = new PodServer({ app: () => undefined });
    const url = await pod.listen();
    releases.push(() => pod.close());
    const proxy = await stingyProxy();
    const clock = new FakeClock();
    const target = targetOf();
    const endpoint = { ...target.endpoint, url, proxy: proxy.url };
    const connect = connectUpstreamWith(clock, timings.connectMs);
    const upstream = await connect({ ...target, endpoint }, new AbortController().signal);
    releases.push(() => upstream.dispose());
    const handler = { onData: () => undefined, onEnd: () => undefined, onDrain: () => undefined };
    upstream.openStream(8080, { ...handler, onClose: () => undefined });
    await until(() => proxy.accepted.length === 2);
    await clock.advance(timings.connectMs);
    await until(() => proxy.accepted[1]?.destroyed === true);
    await clock.advance(10_000);
    upstream.ping();
    await until(() => proxy.accepted.length === 3);
    expect(proxy.accepted[0]?.destroyed).toBe(false);
  });

  describe('of a user whose credentials do not live long', () => {
    const unauthorized = { raw: 'HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n' };
    const handler = { onData() {}, onEnd() {}, onDrain() {}, onClose() {} };

    /** The first tunnel is up; `asked` are the credentials of each further attempt. */
    async function start(renewed: () => string) {
      let expired = false;
      const asked: string[] = [];
      const answer = (_: string, head: string) => {
        const token = /^Authorization: (.*)$/im.exec(head)?.[1] ?? '';
        if (expired) asked.push(token);
        return expired && token === 'Bearer first' ? unauthorized : 'accept';
      };
      const pod = new PodServer({ app: () => undefined, answer });
      const url = await pod.listen();
      releases.push(() => pod.close());
      const clock = new FakeClock();
      const target = targetOf();
      const endpoint = (token: string) => ({ ...target.endpoint, url, headers: { Authorization: `Bearer ${token}` } });
      let refusals = 0;
      const upstream = await connectUpstreamWith(clock, timings.connectMs)(
        { ...target, endpoint: endpoint('first') },
        new AbortController().signal,
        {
          connectMs: timings.connectMs,
          keepAliveMs: null,
          renewedEndpoint: () => Promise.resolve(endpoint(renewed())),
          credentialsRefused: () => (refusals += 1),
        },
      );
      releases.push(() => upstream.dispose());
      expired = true;
      return { upstream, asked, pod, refusals: () => refusals };
    }

    it('is opened with those of now', async () => {
      const { upstream, asked, pod, refusals } = await start(() => 'second');
      upstream.openStream(8080, handler);
      await until(() => pod.tunnels.length === 2);
      expect(asked).toEqual(['Bearer second']);
      expect(refusals()).toBe(0);
    });

    it('that is refused has others got for the next attempt', async () => {
      const { upstream, pod, refusals } = await start(() => 'first');
      upstream.openStream(8080, handler);
      await until(() => refusals() === 1);
      expect(pod.tunnels).toHaveLength(1);
    });
  });
});
