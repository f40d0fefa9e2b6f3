import { once } from 'node:events';
import * as net from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ChannelTunnel } from '../../../src/main/tunnel/channel-tunnel';
import { FakeClock } from '../../support/fake-clock';
import { until } from '../../support/until';

const releases: (() => void)[] = [];
afterEach(() => {
  for (const release of releases.splice(0).reverse()) release();
});

const handler = { onData() {}, onEnd() {}, onDrain() {}, onClose() {} };

/** A tunnel to a server that takes connections and never answers. */
async function start() {
  const open = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    open.add(socket);
    socket
      .on('error', () => undefined)
      .on('close', () => open.delete(socket))
      .resume();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${String((server.address() as net.AddressInfo).port)}/portforward`;
  const endpoint = { url, headers: {}, tls: { rejectUnauthorized: true } };
  const tunnel = new ChannelTunnel(endpoint, 'binary', new FakeClock(), 4_000);
  releases.push(
    () => server.close(),
    () => tunnel.dispose(),
  );
  return { tunnel, open };
}

describe('a connection of its own for each client', () => {
  it('is given up at once when its client goes before it is there', async () => {
    const { tunnel, open } = await start();
    const [first] = [tunnel.openStream(80, handler), tunnel.openStream(80, handler)];
    await until(() => open.size === 2);
    first.destroy();
    await until(() => open.size === 1);
    expect(tunnel.streamCount).toBe(1);
  });

  it('is given up with the tunnel, however many there are, and nobody has gathered listeners by then', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    process.on('warning', onWarning);
    releases.push(() => process.off('warning', onWarning));
    const { tunnel, open } = await start();
    for (let index = 0; index < 30; index += 1) tunnel.openStream(80, handler);
    await until(() => open.size === 30);
    tunnel.dispose();
    await until(() => open.size === 0);
    expect(warnings).toEqual([]);
  });
});
