import { once } from 'node:events';
import * as net from 'node:net';
import type { TunnelPool } from '../../../src/main/tunnel/pool';
import type { Wait } from '../../../src/main/tunnel/tunnel';
import { Slabs } from '../../../src/main/worker/gathered-writes';
import { type Pump, pump } from '../../../src/main/worker/pump';
import { Ticker } from '../../../src/main/worker/ticker';
import { UnreadClients } from '../../../src/main/worker/unread-clients';
import { type Clock, systemClock } from '../../../src/main/base/clock';

export interface LocalForward {
  readonly port: number;
  /** What each finished connection was told, in order of finishing. */
  readonly finished: (Error | null)[];
  readonly bytes: { up: number; down: number };
  /** What its connections wait for, of those that wait for anything. */
  waits(): Wait[];
  connect(): net.Socket;
  close(): Promise<void>;
}

/** A local listener whose connections all go to `podPort` through the tunnel, as a worker would have it. */
export async function forwardLocally(
  tunnel: () => Pick<TunnelPool, 'openStream'>,
  podPort: number,
  clock: Clock = systemClock,
): Promise<LocalForward> {
  const finished: (Error | null)[] = [];
  const bytes = { up: 0, down: 0 };
  const slabs = new Slabs();
  const unread = new UnreadClients(new Ticker(clock));
  const pumps = new Set<Pump>();
  const clients = new Set<net.Socket>();
  const server = net.createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
    const connection = pump(socket, {
      now: () => clock.now(),
      slabs,
      unread,
      open: (handler) => tunnel().openStream(podPort, handler),
      onUp: (count) => (bytes.up += count),
      onDown: (count) => (bytes.down += count),
      isUndelivered: () => false,
      onFinish: (error) => finished.push(error),
    });
    if (connection) pumps.add(connection);
    else socket.resetAndDestroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  return {
    port,
    finished,
    bytes,
    waits: () => [...pumps].flatMap((entry) => entry.waiting() ?? []),
    connect() {
      const client = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
      clients.add(client);
      client.on('error', () => undefined);
      return client;
    },
    async close() {
      for (const entry of pumps) entry.dispose();
      unread.dispose();
      for (const client of clients) client.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
