import type net from 'node:net';
import type { StuckConnections, Traffic } from '../../shared/view';
import type { Clock } from '../base/clock';
import type { Slabs } from './gathered-writes';
import { type Pump, pump } from './pump';
import { StuckLookout } from './stuck-connections';
import type { Ticker } from './ticker';
import { UnreadClients } from './unread-clients';
import type { Upstream } from './upstream';

/** At most one failed connection is news in this time, in milliseconds: a client that retries must not flood. */
const newsIntervalMs = 1_000;

/** A connection that the tunnel or the pod ended with an error. */
export interface ConnectionFailure {
  readonly error: Error;
  readonly upstream: Upstream;
  /** As if never read, because nobody in the pod has seen what the client sent; null when it was reset. */
  readonly handedBack: net.Socket | null;
  /** Whether the last one that was news is long enough ago. */
  readonly isNews: boolean;
}

export interface ConnectionSetOptions {
  readonly clock: Clock;
  readonly ticker: Pick<Ticker, 'onTick'>;
  readonly slabs: Slabs;
  /** Whether this failure means that nobody in the pod has seen what the client sent. */
  isUndelivered(error: Error): boolean;
  onFailure(failure: ConnectionFailure): void;
  /** A connection over this upstream is over, however it ended. */
  onEnd(upstream: Upstream): void;
}

/** A forward's open local connections, each joined to a stream of its own, and what has gone through all of them. */
export class ConnectionSet {
  readonly #open = new Map<Pump, Upstream>();
  readonly #unread: UnreadClients;
  readonly #lookout = new StuckLookout();
  #total = 0;
  #bytesUp = 0;
  #bytesDown = 0;
  #lastNewsAt = -Infinity;

  constructor(private readonly options: ConnectionSetOptions) {
    this.#unread = new UnreadClients(options.ticker);
  }

  /**
   * Joins a local connection to a new stream, and answers whether there was one. If so, the socket belongs to the set
   * from now on.
   */
  add(socket: net.Socket, upstream: Upstream, port: number): boolean {
    const connection = pump(socket, {
      now: () => this.options.clock.now(),
      slabs: this.options.slabs,
      unread: this.#unread,
      open: (handler) => upstream.openStream(port, handler),
      onUp: (bytes) => (this.#bytesUp += bytes),
      onDown: (bytes) => (this.#bytesDown += bytes),
      isUndelivered: (error) => this.options.isUndelivered(error),
      onFinish: (error, isHandedBack) => {
        if (connection) this.#open.delete(connection);
        if (isHandedBack) this.#total -= 1;
        if (error) this.#fail(error, upstream, isHandedBack ? socket : null);
        this.options.onEnd(upstream);
      },
    });
    if (!connection) return false;
    this.#total += 1;
    this.#open.set(connection, upstream);
    return true;
  }

  isUsing(upstream: Upstream): boolean {
    for (const its of this.#open.values()) if (its === upstream) return true;
    return false;
  }

  /** Ends those of this upstream the hard way: TCP state is never invented. */
  reset(upstream: Upstream): void {
    for (const [connection, its] of [...this.#open]) if (its === upstream) connection.dispose();
  }

  /** Those on which nothing moves; null when there are none. To be asked now and then: looks at each. */
  stuck(): StuckConnections | null {
    return this.#lookout.look(this.#open.keys());
  }

  traffic(): Omit<Traffic, 'heldConnections'> {
    return {
      openConnections: this.#open.size,
      totalConnections: this.#total,
      bytesUp: this.#bytesUp,
      bytesDown: this.#bytesDown,
    };
  }

  #fail(error: Error, upstream: Upstream, handedBack: net.Socket | null): void {
    const now = this.options.clock.now();
    const isNews = now - this.#lastNewsAt >= newsIntervalMs;
    if (isNews) this.#lastNewsAt = now;
    this.options.onFailure({ error, upstream, handedBack, isNews });
  }
}
