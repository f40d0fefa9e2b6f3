import type { OnReadOpts, Socket } from 'node:net';

/** Takes bytes as a view of memory that is used again: only valid during the call. */
export type Taker = (bytes: Buffer) => void;

/** A TLS record holds no more, in bytes. */
const bufferBytes = 16 * 1024;

/**
 * A connection that can be read in two ways. First by its `data` events, like others; and from `take` on without memory
 * of its own for each piece, which is a quarter of a download's cost.
 */
export class Connection {
  #socket: Socket | null = null;
  #taker: Taker | null = null;

  /** For whoever opens the socket. Without it, as over another connection, `take` works by `data` events. */
  readonly onread: OnReadOpts = {
    buffer: Buffer.allocUnsafeSlow(bufferBytes),
    callback: (length, buffer) => this.#receive((buffer as Buffer).subarray(0, length)),
  };

  /** The socket that was opened. */
  get socket(): Socket {
    if (!this.#socket) throw new Error('The connection has not been opened');
    return this.#socket;
  }

  opened(socket: Socket): this {
    this.#socket = socket;
    return this;
  }

  /** From now on bytes go to the taker, first those that have come already. The socket is still to be resumed. */
  take(taker: Taker): void {
    const early = this.socket.read() as Buffer | null;
    this.#taker = taker;
    this.socket.on('data', taker);
    if (early) taker(early);
  }

  /** No more bytes for the taker. */
  release(): void {
    if (this.#taker) this.socket.off('data', this.#taker);
    this.#taker = ignore;
  }

  /** Answers whether to go on reading. */
  #receive(bytes: Buffer): boolean {
    if (!this.#taker) return this.socket.push(Buffer.from(bytes));
    this.#taker(bytes);
    return true;
  }
}

function ignore(): void {
  // What comes after the end is nobody's.
}
