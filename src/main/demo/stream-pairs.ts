import type { Clock } from '../base/clock';
import { type Disposable, toDisposable } from '../base/disposable';
import type { SpdyServerStream } from './spdy-server-stream';
import type { SpdyStreamHandler } from './spdy-session';

/** The two streams of one forwarded connection. */
export interface StreamPair {
  readonly port: number;
  readonly error: SpdyServerStream;
  readonly data: SpdyServerStream;
  /** Who gets what the client sends on the data stream, that which has come already included. */
  attach(handler: SpdyStreamHandler): void;
}

interface Half {
  readonly stream: SpdyServerStream;
  readonly inbox: Inbox;
}

interface Unpaired {
  readonly port: number;
  readonly error: SpdyServerStream | null;
  readonly data: Half | null;
  readonly deadline: Disposable;
}

/** How long the second stream of a pair may take, in milliseconds; the same as the Go peer's. */
const pairDeadlineMs = 30_000;

/** What a stream may send before it has a partner, in bytes. */
const maxKeptBytes = 1024 * 1024;

/** What a piece costs beside its bytes, so that many small ones are bounded too. */
const pieceOverhead = 128;

/** How many streams may wait for their partner: a client that opens more than that, and completes none, is refused. */
const maxUnpaired = 10_000;

/** Brings error and data streams together by their request id. */
export class StreamPairs implements Disposable {
  readonly #unpaired = new Map<string, Unpaired>();

  constructor(
    private readonly clock: Clock,
    private readonly onPair: (pair: StreamPair) => void,
  ) {}

  /** Null when the headers make no sense: the stream is refused. */
  accept(stream: SpdyServerStream, headers: ReadonlyMap<string, string>): SpdyStreamHandler | null {
    const type = headers.get('streamtype');
    const port = Number(headers.get('port'));
    if (!Number.isInteger(port) || port < 1 || port > 65_535) return null;
    if (type !== 'error' && type !== 'data') return null;
    // Old clients send no id, but the error stream just before the data stream.
    const id = headers.get('requestid') ?? String(type === 'error' ? stream.id : stream.id - 2);
    const known = this.#unpaired.get(id);
    if (!known && this.#unpaired.size >= maxUnpaired) return null;
    const unpaired = known ?? { port, error: null, data: null, deadline: this.#expect(id) };
    if (unpaired[type] !== null || unpaired.port !== port) return null;
    const inbox = new Inbox(stream);
    const now = type === 'error' ? { ...unpaired, error: stream } : { ...unpaired, data: { stream, inbox } };
    this.#unpaired.set(id, now);
    if (now.error && now.data) this.#complete(id, now.error, now.data, now);
    return type === 'error' ? nobody : inbox;
  }

  dispose(): void {
    for (const { deadline } of this.#unpaired.values()) deadline.dispose();
    this.#unpaired.clear();
  }

  #complete(id: string, error: SpdyServerStream, { stream, inbox }: Half, unpaired: Unpaired): void {
    unpaired.deadline.dispose();
    this.#unpaired.delete(id);
    // On a later turn: the stream's reply goes out before anything that is sent on it.
    queueMicrotask(() => {
      this.onPair({ port: unpaired.port, error, data: stream, attach: (handler) => inbox.attach(handler) });
    });
  }

  #expect(id: string): Disposable {
    const timer = this.clock.setTimeout(() => {
      const unpaired = this.#unpaired.get(id);
      this.#unpaired.delete(id);
      unpaired?.error?.write(Buffer.from('error forwarding port: timed out waiting for streams'));
      unpaired?.error?.end();
      unpaired?.data?.stream.end();
    }, pairDeadlineMs);
    return toDisposable(() => timer.dispose());
  }
}

/** For streams whose bytes nobody wants. */
export const nobody: SpdyStreamHandler = {
  onData: () => undefined,
  onEnd: () => undefined,
  onAbort: () => undefined,
};

/** Keeps what a stream receives until there is somebody to take it, and blocks it when that is too much. */
class Inbox implements SpdyStreamHandler {
  #handler: SpdyStreamHandler | null = null;
  #kept: ((handler: SpdyStreamHandler) => void)[] = [];
  #keptBytes = 0;

  constructor(private readonly stream: SpdyServerStream) {}

  attach(handler: SpdyStreamHandler): void {
    this.#handler = handler;
    this.#keptBytes = 0;
    this.stream.setBlocked(false);
    for (const tell of this.#kept.splice(0)) tell(handler);
  }

  onData(piece: Buffer): void {
    if (this.#handler) {
      this.#handler.onData(piece);
      return;
    }
    this.#kept.push((handler) => handler.onData(piece));
    this.#keptBytes += piece.length + pieceOverhead;
    if (this.#keptBytes > maxKeptBytes) this.stream.setBlocked(true);
  }

  onEnd(): void {
    if (this.#handler) this.#handler.onEnd();
    else this.#kept.push((handler) => handler.onEnd());
  }

  onAbort(): void {
    if (this.#handler) this.#handler.onAbort();
    else this.#kept.push((handler) => handler.onAbort());
  }
}
