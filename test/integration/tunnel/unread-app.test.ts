import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { openTunnel } from '../../../src/main/tunnel/connect';
import { TunnelPool } from '../../../src/main/tunnel/pool';
import { FakeClock } from '../../support/fake-clock';
import { until } from '../../support/until';
import { forwardLocally } from './forwarding';
import { PodServer } from './pod-server';

const pollMs = 5_000;

const releases: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0).reverse()) await release();
});

/** A connection on the first of two tunnels, which answers only these pings. */
async function start(answersPing: (before: number) => boolean) {
  const server: PodServer = new PodServer({
    app: (stream) => stream.write(Buffer.from('hello')),
    answersPing: (tunnel, before) => tunnel !== server.tunnels[0] || answersPing(before),
  });
  const url = await server.listen();
  releases.push(() => server.close());
  const endpoint = { url, headers: {}, tls: { rejectUnauthorized: true } };
  const clock = new FakeClock();
  const open = (signal: AbortSignal) => openTunnel(endpoint, { signal, clock });
  const pool = await TunnelPool.connect({ clock, open }, new AbortController().signal);
  releases.push(() => pool.dispose());
  const forward = await forwardLocally(() => pool, 8080, clock);
  releases.push(() => forward.close());
  const client = forward.connect();
  await once(client, 'data');
  client.write('a few bytes');
  await until(() => pool.tunnelCount === 2 && forward.bytes.up > 0);
  const poll = async () => {
    await clock.advance(pollMs);
    pool.ping();
    // The other tunnel has answered: so had this one, if it was to.
    await until(() => pool.silentMs() === 0);
  };
  return { pool, forward, poll };
}

describe('a connection on which little was sent', () => {
  it('stays for as long as an app does not read, which holds up one in five of its tunnel’s pings', async () => {
    const { pool, forward, poll } = await start((before) => before % 5 !== 3);
    for (let ms = 0; ms < 10 * 60_000; ms += pollMs) await poll();
    expect(forward.finished).toEqual([]);
    expect(pool.streamCount).toBe(1);
  });

  it('is ended when no ping of its tunnel is answered any more, and says why', async () => {
    const { forward, poll } = await start((before) => before === 0);
    for (let ms = 0; ms < 20_000; ms += pollMs) await poll();
    expect(String(forward.finished[0])).toContain('the API server has been silent on it for 15 s');
  });
});
