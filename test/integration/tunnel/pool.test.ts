import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/main/base/clock';
import { openTunnel } from '../../../src/main/tunnel/connect';
import { TunnelPool } from '../../../src/main/tunnel/pool';
import { forwardLocally } from './forwarding';
import { PodServer, type PodStream } from './pod-server';

const releases: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0).reverse()) await release();
});

async function start(app: (stream: PodStream) => void) {
  const server = new PodServer({ app });
  const url = await server.listen();
  releases.push(() => server.close());
  const endpoint = { url, headers: {}, tls: { rejectUnauthorized: true } };
  const pool = await TunnelPool.connect(
    { clock: systemClock, open: (signal) => openTunnel(endpoint, { signal, clock: systemClock }) },
    new AbortController().signal,
  );
  releases.push(() => pool.dispose());
  const forward = await forwardLocally(() => pool, 8080);
  releases.push(() => forward.close());
  return { server, pool, forward };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('a pool of real tunnels', () => {
  it('answers others at once while one local client has stopped reading a large download', async () => {
    const { pool, forward } = await start((stream) => {
      stream.onData = (chunk) => {
        if (chunk.toString() !== 'download') {
          stream.write(chunk);
          return;
        }
        for (let block = 0; block < 256; block += 1) stream.write(Buffer.alloc(64 * 1024));
      };
    });
    const stalled = forward.connect();
    stalled.write('download');
    stalled.pause();
    await until(() => pool.tunnelCount === 2 && forward.bytes.down > 0);
    for (let round = 0; round < 20; round += 1) {
      const client = forward.connect();
      client.write(`round ${round}`);
      expect(String((await once(client, 'data'))[0])).toBe(`round ${round}`);
      client.resetAndDestroy();
      await until(() => pool.streamCount === 1);
    }
    expect(forward.finished.filter((error) => error !== null)).toEqual([]);
  });

  it('survives the loss of one tunnel, and ends with the last', async () => {
    const { server, pool, forward } = await start((stream) => (stream.onData = (chunk) => stream.write(chunk)));
    const losses: string[] = [];
    pool.onDidLose(({ reason }) => losses.push(reason));
    const client = forward.connect();
    client.write('x');
    await once(client, 'data');
    await until(() => pool.tunnelCount === 2);
    const [used, reserve] = server.tunnels;
    reserve?.socket.destroy();
    await until(() => pool.tunnelCount === 1);
    client.write('y');
    expect(String((await once(client, 'data'))[0])).toBe('y');
    expect(losses).toEqual([]);
    const reset = once(client, 'error');
    used?.socket.destroy();
    await reset;
    await until(() => losses.length === 1);
    expect(pool.openStream(80, { onData() {}, onEnd() {}, onDrain() {}, onClose() {} })).toBeNull();
  });

  it('leaves no connection behind when it is disposed', async () => {
    const { server, pool, forward } = await start(() => undefined);
    forward.connect();
    await until(() => pool.streamCount === 1);
    pool.dispose();
    await until(() => server.sockets.size === 0);
    await until(() => forward.finished.length === 1);
  });
});
