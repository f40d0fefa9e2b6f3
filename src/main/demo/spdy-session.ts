import type { Disposable } from '../base/disposable';
import { encodePing, encodeRstStream, encodeSynReply } from '../tunnel/spdy-encoding';
import { type SpdyControlFrame, spdyStatus } from '../tunnel/spdy-frames';
import { SpdyFrameParser } from '../tunnel/spdy-parser';
import { HeaderBlockReader } from './spdy-inflater';
import { SpdyServerStream } from './spdy-server-stream';

/** What the session needs of its connection. */
export interface SpdyChannel {
  /** One message of these parts; false asks to stop until the session is told of room. */
  write(...parts: readonly Buffer[]): boolean;
  /** A frame that the client has only to ask for. */
  answer(frame: Buffer): void;
  pause(paused: boolean): void;
  destroy(): void;
}

/** A stream that the client opened. Its owner sets the handlers before returning from `onStream`. */
export interface SpdyStreamHandler {
  onData(piece: Buffer): void;
  /** The client will send no more. */
  onEnd(): void;
  /** The client reset the stream, or the session is over. The last call. */
  onAbort(): void;
}

/** Answers null to refuse the stream: the client gets a reset. */
export type StreamAcceptor = (
  stream: SpdyServerStream,
  headers: ReadonlyMap<string, string>,
) => SpdyStreamHandler | null;

type Frame =
  | { readonly kind: 'control'; readonly frame: SpdyControlFrame }
  | { readonly kind: 'data'; readonly streamId: number; readonly piece: Buffer; readonly fin: boolean };

/**
 * The server's side of a SPDY/3.1 connection, as the Go peer behaves: streams are answered with an empty reply, pings
 * of the client's are echoed, DATA of unknown streams is dropped, there is no flow control, and one stream that is not
 * read stops them all.
 */
export class SpdySession implements Disposable {
  readonly #parser: SpdyFrameParser;
  readonly #reader = new HeaderBlockReader();
  readonly #streams = new Map<number, { stream: SpdyServerStream; handler: SpdyStreamHandler }>();
  readonly #blocked = new Set<SpdyServerStream>();
  /** Frames that have not had their turn: behind a header block that is being inflated, or behind another frame. */
  readonly #waiting: Frame[] = [];
  #inflating = false;
  #handling = false;
  #lastStreamId = 0;
  #replied = false;
  #closed = false;

  constructor(
    private readonly channel: SpdyChannel,
    private readonly accept: StreamAcceptor,
  ) {
    this.#parser = new SpdyFrameParser({
      onData: (streamId, piece, fin) => this.#take({ kind: 'data', streamId, piece, fin }),
      onControl: (frame) => this.#take({ kind: 'control', frame }),
    });
  }

  /** Throws `FrameError` when the client breaks the protocol. */
  push(chunk: Buffer): void {
    if (!this.#closed) this.#parser.push(chunk);
  }

  dispose(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#waiting.length = 0;
    this.#reader.dispose();
    const open = [...this.#streams.values()];
    this.#streams.clear();
    for (const { handler } of open) handler.onAbort();
  }

  #take(frame: Frame): void {
    this.#waiting.push(frame);
    this.#handleWaiting();
  }

  #handle(frame: Frame): void {
    if (frame.kind === 'data') {
      this.#onData(frame.streamId, frame.piece, frame.fin);
      return;
    }
    const control = frame.frame;
    switch (control.type) {
      case 'syn-stream':
      case 'headers':
        void this.#inflate(control);
        break;
      case 'rst-stream':
        this.#abort(control.streamId);
        break;
      case 'ping':
        if (control.id % 2 === 1) this.channel.answer(encodePing(control.id));
        break;
      case 'syn-reply':
      case 'goaway':
      case 'other':
        break;
    }
  }

  /** Everything behind the block waits for it: what it says may be needed, and blocks share one context. */
  async #inflate(frame: Extract<SpdyControlFrame, { type: 'syn-stream' | 'headers' }>): Promise<void> {
    this.#inflating = true;
    this.#updatePause();
    try {
      const headers = await this.#reader.read(frame.headerBlock);
      if (this.#closed) return;
      if (frame.type === 'syn-stream') this.#open(frame.streamId, frame.fin, headers);
    } catch {
      this.channel.destroy();
      return;
    }
    this.#inflating = false;
    this.#handleWaiting();
    this.#updatePause();
  }

  /**
   * Up to the next header block, or to the end. Handling a frame may let the channel go on, which at once brings more
   * frames: those wait for their turn.
   */
  #handleWaiting(): void {
    if (this.#handling) return;
    this.#handling = true;
    while (!this.#inflating && !this.#closed) {
      const next = this.#waiting.shift();
      if (!next) break;
      this.#handle(next);
    }
    this.#handling = false;
  }

  #open(streamId: number, fin: boolean, headers: ReadonlyMap<string, string>): void {
    if (streamId % 2 === 0 || streamId <= this.#lastStreamId) {
      this.channel.answer(encodeRstStream(streamId, spdyStatus.protocolError));
      return;
    }
    this.#lastStreamId = streamId;
    const stream = new SpdyServerStream(streamId, {
      write: (...parts) => this.channel.write(...parts),
      setBlocked: (blocked) => this.#setBlocked(stream, blocked),
      onClosed: () => this.#forget(stream),
    });
    const handler = this.accept(stream, headers);
    if (!handler) {
      this.channel.answer(encodeRstStream(streamId, spdyStatus.cancel));
      return;
    }
    this.#streams.set(streamId, { stream, handler });
    this.channel.answer(encodeSynReply(streamId, !this.#replied));
    this.#replied = true;
    if (fin) this.#onData(streamId, Buffer.alloc(0), true);
  }

  #onData(streamId: number, piece: Buffer, fin: boolean): void {
    const entry = this.#streams.get(streamId);
    if (!entry) return;
    if (piece.length > 0) entry.handler.onData(piece);
    if (!fin) return;
    entry.handler.onEnd();
    entry.stream.remoteEnded();
  }

  #abort(streamId: number): void {
    const entry = this.#streams.get(streamId);
    if (!entry) return;
    entry.stream.abandon();
    entry.handler.onAbort();
  }

  #forget(stream: SpdyServerStream): void {
    this.#streams.delete(stream.id);
    this.#setBlocked(stream, false);
  }

  #setBlocked(stream: SpdyServerStream, blocked: boolean): void {
    if (blocked) this.#blocked.add(stream);
    else this.#blocked.delete(stream);
    this.#updatePause();
  }

  #updatePause(): void {
    if (!this.#closed) this.channel.pause(this.#inflating || this.#blocked.size > 0);
  }
}
