import type { Socket } from 'node:net';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { SpdyStreamHandler } from './spdy-session';

/** What may wait for a program that does not read, in bytes; beyond it the whole tunnel is stopped. */
const maxWaitingBytes = 1024 * 1024;

/** What a piece costs beside its bytes, so that many small ones are bounded too. */
const pieceOverhead = 128;

/** What goes to the client, and holds it back. */
export interface OutgoingStream {
  /** Takes the chunk in any case; false asks to stop until there is room. */
  write(chunk: Buffer): boolean;
  end(): void;
  reset(): void;
  /** The program takes nothing more for now, or does again. */
  setBlocked(blocked: boolean): void;
}

export interface ConnectionOptions {
  readonly clock: Clock;
  /** How long one direction goes on after the other has ended, in milliseconds. */
  readonly closeDelayMs: number;
  /** The text of the error stream when the program cannot be reached. */
  readonly errorText: (reason: string) => string;
}

/**
 * One connection into a pod, handled as container runtimes do: the end of either direction is not passed on; both are
 * closed a moment after, with whatever has not come through by then lost.
 */
export class ForwardedConnection implements SpdyStreamHandler {
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #connected = false;
  #stalled = false;
  #congested = false;
  #clientEnded = false;
  #ended = 0;
  #closing: Disposable | null = null;
  #closed = false;

  constructor(
    private readonly socket: Socket,
    private readonly data: OutgoingStream,
    private readonly error: OutgoingStream,
    private readonly options: ConnectionOptions,
    private readonly onClosed: () => void,
  ) {
    socket.on('connect', () => {
      this.#connected = true;
      this.#flush();
    });
    socket.on('data', (chunk: Buffer) => this.#forward(chunk));
    socket.on('drain', () => this.#flush());
    socket.on('end', () => this.#directionEnded());
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#close());
  }

  onData(piece: Buffer): void {
    if (this.#closed) return;
    this.#waiting.push(piece);
    this.#waitingBytes += piece.length + pieceOverhead;
    this.#flush();
  }

  onEnd(): void {
    this.#clientEnded = true;
    this.#flush();
  }

  onAbort(): void {
    this.#close();
  }

  /** The program stops reading, or reads again. */
  setStalled(stalled: boolean): void {
    this.#stalled = stalled;
    this.#flush();
  }

  /** The client's connection has room again. */
  onDrain(): void {
    if (!this.#congested) return;
    this.#congested = false;
    this.socket.resume();
  }

  #forward(chunk: Buffer): void {
    if (this.#closed || this.data.write(chunk)) return;
    this.#congested = true;
    this.socket.pause();
  }

  #flush(): void {
    if (this.#closed) return;
    if (this.#connected && !this.#stalled) this.#writeWaiting();
    this.data.setBlocked(this.#waitingBytes > maxWaitingBytes);
  }

  #writeWaiting(): void {
    while (this.#waiting.length > 0 && !this.socket.writableNeedDrain) {
      const batch = this.#waiting;
      this.#waiting = [];
      this.#waitingBytes = 0;
      this.socket.cork();
      for (const piece of batch) this.socket.write(piece);
      this.socket.uncork();
    }
    if (!this.#clientEnded || this.#waiting.length > 0) return;
    this.#clientEnded = false;
    this.socket.write(Buffer.alloc(0), () => this.#directionEnded());
  }

  #directionEnded(): void {
    if (this.#closed) return;
    this.#ended += 1;
    if (this.#ended >= 2) this.#close();
    else this.#closing ??= this.options.clock.setTimeout(() => this.#close(), this.options.closeDelayMs);
  }

  #fail(error: Error): void {
    if (this.#closed) return;
    const reason = 'code' in error && error.code === 'ECONNREFUSED' ? 'connection refused' : error.message;
    // As container runtimes and kubelets do it: the data ends first, then comes the text, then a reset.
    this.data.end();
    this.error.write(Buffer.from(this.options.errorText(reason)));
    this.error.reset();
    this.#close();
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#closing?.dispose();
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.error.end();
    this.data.end();
    this.socket.destroy();
    this.onClosed();
  }
}
