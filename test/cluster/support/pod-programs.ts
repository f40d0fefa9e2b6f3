import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { DemoContent } from '../../../src/main/demo/demo-content';
import { programs } from '../../../src/main/demo/programs';

/** The ports of every test pod. On `nobody` no program listens. */
export const podPorts = { http: 8080, greeter: 5432, exchange: 7000, untilEnd: 7001, nobody: 9999 } as const;

export type PodPort = keyof typeof podPorts;

/** What an exchange answers with: the SHA-256 of what came, and as many bytes of its own. */
export const digestBytes = 32;

/** The bytes that stand before an exchange's content: its length, big-endian. */
export const lengthBytes = 8;

/** The programs of one test pod, each on a port of its own, until they are disposed of. */
export class PodPrograms {
  private constructor(
    /** Where each pod port's program listens on 127.0.0.1. */
    readonly addresses: ReadonlyMap<number, number>,
    private readonly servers: readonly Server[],
    private readonly connections: ReadonlySet<{ destroy(): void }>,
  ) {}

  /** On the pod's own ports, or on any that are free. */
  static async start(pod: string, where: 'own-ports' | 'free-ports', host = '127.0.0.1'): Promise<PodPrograms> {
    const servers = new Map<number, Server>([
      [podPorts.http, programs['api-gateway'](pod)],
      [podPorts.greeter, programs['orders-db'](pod)],
      [podPorts.exchange, exchange('by-length')],
      [podPorts.untilEnd, exchange('until-end')],
    ]);
    const connections = new Set<{ destroy(): void }>();
    const addresses = new Map<number, number>();
    for (const [port, server] of servers) {
      server.on('connection', (socket) => {
        connections.add(socket);
        socket.once('close', () => connections.delete(socket));
      });
      server.listen(where === 'own-ports' ? port : 0, host);
      await once(server, 'listening');
      addresses.set(port, (server.address() as AddressInfo).port);
    }
    return new PodPrograms(addresses, [...servers.values()], connections);
  }

  /** As a pod's end ends its programs: connections break. */
  async dispose(): Promise<void> {
    const closed = this.servers.filter((server) => server.listening).map((server) => once(server, 'close'));
    for (const server of this.servers) server.close();
    for (const connection of this.connections) connection.destroy();
    await Promise.all(closed);
  }
}

/**
 * Takes content, answers its digest, then sends as many bytes of `DemoContent`, and ends. It knows the end of the
 * content by the length before it, or by the client's end of sending (half-close).
 */
function exchange(knownBy: 'by-length' | 'until-end'): Server {
  return createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    const hash = createHash('sha256');
    let head = Buffer.alloc(0);
    let expected = knownBy === 'until-end' ? Infinity : -1;
    let got = 0;
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      let content = chunk;
      if (expected < 0) {
        head = Buffer.concat([head, chunk]);
        if (head.length < lengthBytes) return;
        expected = Number(head.readBigUInt64BE());
        content = head.subarray(lengthBytes);
      }
      hash.update(content);
      got += content.length;
      if (got === expected) answer();
    });
    socket.on('end', () => {
      if (expected === Infinity) answer();
    });

    const answer = () => {
      socket.write(hash.digest());
      const content = new DemoContent();
      let sent = 0;
      const send = () => {
        while (sent < got) {
          const piece = content.piece(sent, got - sent);
          sent += piece.length;
          if (!socket.write(piece)) return;
        }
        socket.off('drain', send);
        socket.end();
      };
      socket.on('drain', send);
      send();
    };
  });
}
