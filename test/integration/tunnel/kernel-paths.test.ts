import { once } from 'node:events';
import * as net from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { askingKernel } from '../../../src/main/tunnel/kernel-paths';
import type { Flow } from '../../../src/main/tunnel/tcp-table';

const releases: (() => void)[] = [];
afterEach(() => {
  for (const release of releases.splice(0).reverse()) release();
});

async function connectTo(host: string): Promise<Flow> {
  const server = net.createServer((socket) => releases.push(() => socket.destroy()));
  await once(server.listen(0, host), 'listening');
  releases.push(() => server.close());
  const socket = net.connect({ host, port: (server.address() as net.AddressInfo).port });
  releases.push(() => socket.destroy());
  await once(socket, 'connect');
  const { localAddress = '', localPort = 0, remoteAddress = '', remotePort = 0 } = socket;
  return { localAddress, localPort, remoteAddress, remotePort };
}

describe.runIf(process.platform === 'linux')('the system', () => {
  it.each(['127.0.0.1', '::1'])('knows a connection to %s, and none that is not there', async (host) => {
    const flow = await connectTo(host);
    const ask = askingKernel();
    const [its, others] = await Promise.all([ask(flow), ask({ ...flow, remotePort: flow.remotePort ^ 1 })]);
    expect([its, others]).toEqual(['open', 'unknown']);
  });
});

describe('another system than Linux', () => {
  it('is not asked', async () => {
    const flow = { localAddress: '127.0.0.1', localPort: 1, remoteAddress: '127.0.0.1', remotePort: 2 };
    expect(await askingKernel('darwin')(flow)).toBe('unknown');
  });
});
