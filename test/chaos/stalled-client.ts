import type { Socket } from 'node:net';
import { receive } from './connections';
import type { Observation } from './observation';

/** More than the buffers on the way hold. */
const bytes = 24 * 1024 * 1024;

/** Clients that ask for much and do not read, until they do. */
export class StalledClients {
  #nextId = -1;

  constructor(
    private readonly ports: ReadonlyMap<string, number>,
    private readonly observe: (observation: Observation) => void,
  ) {}

  /** Answers what makes the client read on; then everything has to come, and be right. */
  start(forward: string): () => Promise<void> {
    const connection = this.#nextId;
    this.#nextId -= 1;
    const sockets: Socket[] = [];
    const transfer = { bytes, piece: 65_000, everyMs: 0, onWaiting: () => undefined };
    const ended = receive(this.ports.get(forward) ?? 0, transfer, (socket) => sockets.push(socket));
    for (const socket of sockets) socket.pause();
    return async () => {
      for (const socket of sockets) socket.resume();
      const ending = await ended;
      if (ending.kind === 'wrong') this.observe({ type: 'corrupt', forward, detail: ending.detail });
      else if (ending.kind !== 'complete') {
        this.observe({ type: 'lost', forward, connection, role: 'stalled', how: ending.kind });
      }
    };
  }
}
