import type net from 'node:net';
import type { Traffic } from '../../shared/view';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { pump } from './pump';
import type { Upstream } from './upstream';

/** At most one connection error is reported in this time, in milliseconds: a client that retries must not flood. */
const errorIntervalMs = 1_000;

/** A forward's open local connections, each joined to a stream of its own, and what has gone through all of them. */
export class ConnectionSet {
  readonly #open = new Set<Disposable>();
  #total = 0;
  #bytesUp = 0;
  #bytesDown = 0;
  #lastErrorAt = -Infinity;

  constructor(
    private readonly clock: Clock,
    private readonly onError: (error: Error) => void,
  ) {}

  /**
   * Joins a local connection to a new stream, and answers whether there was one. If so, the socket belongs to the set
   * from now on.
   */
  add(socket: net.Socket, upstream: Upstream, port: number): boolean {
    const connection = pump(socket, {
      open: (handler) => upstream.openStream(port, handler),
      onUp: (bytes) => (this.#bytesUp += bytes),
      onDown: (bytes) => (this.#bytesDown += bytes),
      onFinish: (error) => {
        if (connection) this.#open.delete(connection);
        if (error) this.#report(error);
      },
    });
    if (!connection) return false;
    this.#total += 1;
    this.#open.add(connection);
    return true;
  }

  /** Ends every connection the hard way: TCP state is never invented. */
  resetAll(): void {
    for (const connection of [...this.#open]) connection.dispose();
    this.#open.clear();
  }

  traffic(): Omit<Traffic, 'heldConnections'> {
    return {
      openConnections: this.#open.size,
      totalConnections: this.#total,
      bytesUp: this.#bytesUp,
      bytesDown: this.#bytesDown,
    };
  }

  #report(error: Error): void {
    const now = this.clock.now();
    if (now - this.#lastErrorAt < errorIntervalMs) return;
    this.#lastErrorAt = now;
    this.onError(error);
  }
}
