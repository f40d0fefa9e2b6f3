import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/main/base/clock';
import { connectUpstreamWith } from '../../../src/main/worker/connect-upstream';
import { PodServer } from './pod-server';

const releases: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0).reverse()) await release();
});

/** The transports of two tunnels one after the other, to a server that declines the first WebSocket like this. */
async function transportsAfter(status: string): Promise<readonly string[]> {
  let declined = false;
  const answer = (transport: string) => {
    if (transport !== 'websocket' || declined) return 'accept';
    declined = true;
    return { raw: `HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n` };
  };
  const server = new PodServer({ app: () => undefined, answer });
  const url = await server.listen();
  releases.push(() => server.close());
  const connect = connectUpstreamWith(systemClock, 5_000);
  const taken: string[] = [];
  for (let time = 0; time < 2; time += 1) {
    const endpoint = { url, headers: {}, tls: { rejectUnauthorized: true } };
    const upstream = await connect(
      { endpoint, clusterKey: 'a', pod: 'web-0', podUid: 'uid', podPort: 80 },
      new AbortController().signal,
    );
    releases.push(() => upstream.dispose());
    taken.push(upstream.transport);
  }
  return taken;
}

describe('the next tunnel', () => {
  it('is of the best transport again when that was only declined for want of time', async () => {
    expect(await transportsAfter('503 Service Unavailable')).toEqual(['spdy', 'websocket']);
  });

  it('is of the transport that is needed where the best is not understood', async () => {
    expect(await transportsAfter('400 Bad Request')).toEqual(['spdy', 'spdy']);
  });
});
