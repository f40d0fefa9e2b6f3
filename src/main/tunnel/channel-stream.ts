import type { Socket } from 'node:net';
import { StringDecoder } from 'node:string_decoder';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { ChannelEncoding } from './channel-encoding';
import { ChannelReader, channels, encodeChannelMessage, encodeEnd, type Channel } from './channel-frames';
import { MaskKeys } from './masking';
import { ignore } from './socket-errors';
import { FrameError } from './frame-error';
import { type StreamHandler, TunnelError, type TunnelStream, type Wait } from './tunnel';

/** What a stream needs of its tunnel. */
export interface ChannelHost {
  readonly clock: Clock;
  readonly encoding: ChannelEncoding;
  heard(): void;
  forget(stream: ChannelStream): void;
}

/** Bytes waiting to leave, or for the connection to be made, at which the writer is asked to stop. */
const outboundBytes = 256 * 1024;

/** Characters kept of the error channel's text. */
const errorCharacters = 16 * 1024;

/**
 * How long the pod may be silent after the local client's end, in milliseconds: the protocol cannot pass that end on, and
 * closing would cut off a reply that is still to come.
 */
const lingerMs = 10_000;

/** One local connection on a WebSocket of its own. TCP keeps it in bounds, both ways. */
export class ChannelStream implements TunnelStream {
  readonly #keys = new MaskKeys(64);
  readonly #reader: ChannelReader;
  #socket: Socket | null = null;
  /** Frames written before there is a connection. */
  #early: Buffer[] = [];
  #earlyBytes = 0;
  #isFull = false;
  /** Since when the system takes nothing of what waits to leave, on the monotonic clock. */
  #unsentSince = Infinity;
  #paused = false;
  #localEnded = false;
  #closed = false;
  readonly #errorDecoder = new StringDecoder('utf8');
  #errorText = '';
  #linger: Disposable | null = null;

  constructor(
    private readonly host: ChannelHost,
    private readonly handler: StreamHandler,
  ) {
    const sink = {
      onOpen: () => undefined,
      onData: (channel: Channel, piece: Buffer) => this.#receive(channel, piece),
      onAnswer: (frame: Buffer) => this.#answer(frame),
      onClose: () => this.#podEnd(),
    };
    this.#reader = new ChannelReader('client', host.encoding, sink, this.#keys);
  }

  /** The connection is there, upgraded and paused. It is destroyed when it comes too late. */
  connected(socket: Socket, leftover: Buffer): void {
    if (this.#closed) {
      socket.destroy();
      return;
    }
    this.#socket = socket;
    socket.on('data', this.#onChunk).on('drain', this.#onDrain);
    socket.on('error', this.#onError).on('end', this.#onEnd).on('close', this.#onEnd);
    for (const frame of this.#early.splice(0)) this.#send(socket, frame);
    if (leftover.length > 0) this.#onChunk(leftover);
    if (socket.destroyed) this.#onEnd();
    if (!this.#paused) socket.resume();
    if (this.#isFull && socket.writableLength <= outboundBytes) this.#onDrain();
  }

  /** There will be no connection, or it cannot go on. */
  fail(error: Error): void {
    this.#close(error);
  }

  write(chunk: Buffer): boolean {
    if (this.#closed || this.#localEnded) return true;
    const frame = encodeChannelMessage(channels.data, chunk, this.host.encoding, this.#keys.next());
    if (this.#socket) {
      this.#send(this.#socket, frame);
      this.#isFull = this.#socket.writableLength > outboundBytes;
    } else {
      this.#early.push(frame);
      this.#earlyBytes += frame.length;
      this.#isFull = this.#earlyBytes > outboundBytes;
    }
    return !this.#isFull;
  }

  end(): void {
    if (this.#closed || this.#localEnded) return;
    this.#localEnded = true;
    this.#wait();
  }

  /** While it is paused, its owner knows better. */
  waiting(): Wait | null {
    const isDue = !this.#closed && this.#unsentSince !== Infinity;
    return isDue ? { on: 'app', ms: this.host.clock.now() - this.#unsentSince } : null;
  }

  pause(): void {
    this.#paused = true;
    this.#socket?.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#socket?.resume();
  }

  destroy(): void {
    this.#close(null);
  }

  readonly #onChunk = (chunk: Buffer) => {
    this.host.heard();
    if (this.#localEnded) this.#wait();
    try {
      this.#reader.push(chunk);
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.#close(new TunnelError('network', `The peer broke the protocol: ${error.message}`, { cause: error }));
    }
  };

  #send(socket: Socket, frame: Buffer): void {
    this.#unsentSince = Math.min(this.#unsentSince, this.host.clock.now());
    socket.write(frame, this.#onSent);
  }

  /** The system has taken what was written first. */
  readonly #onSent = () => {
    const isLeft = this.#socket !== null && this.#socket.writableLength > 0;
    this.#unsentSince = isLeft ? this.host.clock.now() : Infinity;
  };

  readonly #onDrain = () => {
    if (!this.#isFull) return;
    this.#isFull = false;
    if (!this.#closed && !this.#localEnded) this.handler.onDrain();
  };

  readonly #onError = (error: Error) =>
    this.#close(new TunnelError('network', `The connection broke: ${error.message}`, { cause: error }));
  /** Gateways end the connection without a word where the pod has ended it. */
  readonly #onEnd = () => this.#podEnd();

  #receive(channel: Channel, piece: Buffer): void {
    if (this.#closed) return;
    if (channel === channels.data) this.handler.onData(piece);
    else this.#errorText = (this.#errorText + this.#errorDecoder.write(piece)).slice(0, errorCharacters);
  }

  /** A peer that asks and asks, and does not read, gets no more answers. */
  #answer(frame: Buffer): void {
    const socket = this.#socket;
    if (socket?.writable && socket.writableLength <= outboundBytes) socket.write(frame);
  }

  #podEnd(): void {
    if (this.#closed) return;
    const text = this.#errorText.trim();
    if (text !== '') {
      this.#close(new Error(text));
      return;
    }
    this.handler.onEnd();
    this.#close(null);
  }

  /** Until nothing has come for a while, nor gone: what the client sent may be many bytes, or the app slow to read. */
  #wait(): void {
    this.#linger?.dispose();
    this.#linger = this.host.clock.setTimeout(() => {
      const isOnItsWay = this.#socket === null || this.#socket.writableLength > 0;
      if (this.#paused || isOnItsWay) this.#wait();
      else this.#podEnd();
    }, lingerMs);
  }

  #close(error: Error | null): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#linger?.dispose();
    this.#early = [];
    const socket = this.#socket;
    if (socket) {
      socket.off('data', this.#onChunk).off('drain', this.#onDrain);
      socket.off('error', this.#onError).off('end', this.#onEnd).off('close', this.#onEnd);
      socket.on('error', ignore);
      if (socket.writable && socket.writableLength === 0) {
        socket.write(encodeEnd(this.#keys.next()));
        socket.destroySoon();
      } else {
        // Nothing has become of what is still waiting, and a pod that does not read would hold the connection for good.
        socket.destroy();
      }
    }
    this.host.forget(this);
    this.handler.onClose(error);
  }
}
