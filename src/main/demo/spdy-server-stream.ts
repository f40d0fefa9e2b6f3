import { encodeDataHeader, encodeRstStream } from '../tunnel/spdy-encoding';
import { spdyStatus } from '../tunnel/spdy-frames';

interface StreamOutside {
  write(...parts: readonly Buffer[]): boolean;
  setBlocked(blocked: boolean): void;
  onClosed(): void;
}

/** The server's end of one stream. */
export class SpdyServerStream {
  #localEnded = false;
  #remoteEnded = false;

  constructor(
    readonly id: number,
    private readonly outside: StreamOutside,
  ) {}

  /** Takes the chunk in any case; false asks to stop until the session has room. */
  write(chunk: Buffer): boolean {
    if (this.#localEnded || chunk.length === 0) return true;
    return this.outside.write(encodeDataHeader(this.id, chunk.length, false), chunk);
  }

  /** No more will be written. */
  end(): void {
    if (this.#localEnded) return;
    this.outside.write(encodeDataHeader(this.id, 0, true));
    this.#localEnded = true;
    this.#checkClosed();
  }

  /** Ends both ways at once; the client is told that it was not a proper end. */
  reset(): void {
    if (this.#localEnded) return;
    this.outside.write(encodeRstStream(this.id, spdyStatus.cancel));
    this.abandon();
  }

  /** Its reader is full, or has room again. A full one stops the whole connection. */
  setBlocked(blocked: boolean): void {
    this.outside.setBlocked(blocked);
  }

  /** For the session: the client's half is over. */
  remoteEnded(): void {
    this.#remoteEnded = true;
    this.#checkClosed();
  }

  /** For the session: the client reset the stream. */
  abandon(): void {
    this.#localEnded = true;
    this.remoteEnded();
  }

  #checkClosed(): void {
    if (this.#localEnded && this.#remoteEnded) this.outside.onClosed();
  }
}
