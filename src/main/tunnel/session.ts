import type { Socket } from 'node:net';
import type { Clock } from '../base/clock';
import { Emitter } from '../base/emitter';
import type { Connection } from './connection';
import { type Carrier, PlainCarrier, webSocketClosed, WebSocketCarrier } from './carrier';
import { defaultLimits, type SessionLimits } from './session-limits';
import { SessionStream, type StreamHost } from './session-stream';
import { Incoming } from './incoming';
import { Outbox } from './outbox';
import { Pings } from './pings';
import { ignore } from './socket-errors';
import { FrameError } from './frame-error';
import { encodeDataHeader, encodePing, encodeRstStream } from './spdy-encoding';
import { spdyStatus } from './spdy-frames';
import { SpdyFrameParser } from './spdy-parser';
import { StreamNumbers } from './stream-numbers';
import { StreamTable } from './stream-table';
import { type Flow, flowOf } from './tcp-table';
import {
  type StreamHandler,
  type Tunnel,
  type TunnelClosed,
  TunnelError,
  type TunnelStream,
  type Wait,
} from './tunnel';
import { Vitals } from './vitals';

export interface SessionOptions {
  /** Upgraded, and paused or not. The session owns it from now on. */
  readonly connection: Connection;
  /** What was received behind the upgrade's answer. */
  readonly leftover: Buffer;
  readonly transport: 'websocket' | 'spdy';
  readonly clock: Clock;
  readonly limits?: Partial<SessionLimits>;
}

/** A tunnel over one upgraded connection: SPDY/3.1 streams, whichever way the frames travel. */
export class Session implements Tunnel, StreamHost {
  readonly transport: 'websocket' | 'spdy';
  readonly clock: Clock;
  readonly limits: SessionLimits;
  readonly #connection: Connection;
  readonly #socket: Socket;
  readonly #carrier: Carrier;
  readonly #outbox: Outbox;
  readonly #vitals: Vitals;
  readonly #pings: Pings;
  readonly #parser: SpdyFrameParser;
  readonly #streams = new StreamTable();
  readonly #didClose = new Emitter<TunnelClosed>();
  readonly #didHear = new Emitter<void>();
  readonly #didIdle = new Emitter<void>();
  readonly #numbers = new StreamNumbers();
  #draining = false;
  #closed = false;

  constructor({ connection, leftover, transport, clock, limits }: SessionOptions) {
    this.transport = transport;
    this.clock = clock;
    this.limits = { ...defaultLimits, ...limits };
    const { socket } = connection;
    this.#connection = connection;
    this.#socket = socket;
    this.#vitals = new Vitals(clock);
    this.#pings = new Pings(clock, this.#vitals);
    this.#parser = new SpdyFrameParser(
      new Incoming(this.#streams, {
        onPing: (id) => this.#answer(id),
        onPong: (id) => this.#pings.answered(id),
        onGoAway: () => this.#drain(),
      }),
    );
    const toParser = (bytes: Buffer) => this.#parser.push(bytes);
    this.#carrier =
      transport === 'spdy'
        ? new PlainCarrier(socket, toParser)
        : new WebSocketCarrier(socket, toParser, this.#onWebSocketClose, this.limits.frameBytes);
    this.#outbox = new Outbox(this.#carrier, clock, this.limits.frameBytes);
    socket.on('drain', this.#onDrain);
    socket.on('error', this.#onError).on('end', this.#onEnd).on('close', this.#onEnd);
    if (leftover.length > 0) this.#onChunk(leftover);
    if (!this.#closed) connection.take(this.#onChunk);
    if (socket.destroyed) this.#onEnd();
    else if (!this.#closed) socket.resume();
  }

  readonly onDidClose = this.#didClose.event;
  readonly onDidIdle = this.#didIdle.event;
  readonly onDidHear = this.#didHear.event;

  get closed(): boolean {
    return this.#closed;
  }

  /** Whether the peer has ever sent anything. */
  get heard(): boolean {
    return this.#vitals.heard;
  }

  get streamCount(): number {
    return this.#streams.size;
  }

  get isDoubtful(): boolean {
    return this.#vitals.isDoubtful;
  }

  get flow(): Flow | null {
    return flowOf(this.#socket);
  }

  get isBlocked(): boolean {
    return this.#vitals.isBlocked;
  }

  openStream(port: number, handler: StreamHandler): TunnelStream {
    if (this.#closed) throw new TunnelError('network', 'The tunnel has ended');
    const { errorId, dataId, frames } = this.#numbers.next(port);
    if (this.#numbers.isUsedUp) this.#draining = true;
    // With the client's first bytes, if they are here already: one write instead of two.
    for (const frame of frames) this.#outbox.sendSoon(frame);
    for (const id of [errorId, dataId]) this.#pings.readers.sent(id);
    const stream = new SessionStream(this, dataId, errorId, handler);
    if (!this.#vitals.isUnread) this.#vitals.asked();
    this.#streams.add(stream);
    return stream;
  }

  ping(): void {
    const id = this.#closed ? null : this.#pings.next();
    if (id !== null) this.#outbox.sendSoon(encodePing(id));
  }

  silentMs(): number {
    return this.#vitals.silentMs();
  }

  roundTripMs(): number | null {
    return this.#pings.roundTripMs();
  }

  stalledMs(): number {
    return this.#draining ? Infinity : this.#vitals.stalledMs();
  }

  unansweredMs(): number {
    return this.#pings.unansweredMs();
  }

  dispose(reason = 'it was closed on our side'): void {
    this.#close({ reason, error: null });
  }

  waiting(): Wait | null {
    return this.#vitals.waiting();
  }

  sendData(stream: SessionStream, chunk: Buffer): boolean {
    if (this.#closed) return true;
    this.#outbox.sendData(stream.dataId, chunk);
    this.#pings.readers.sentData(stream.dataId, Math.ceil(chunk.length / this.limits.frameBytes));
    if (this.#vitals.sent(chunk.length)) this.ping();
    if (this.#hasRoom()) return true;
    this.#vitals.full();
    this.#streams.wait(stream);
    return false;
  }

  sendFin(stream: SessionStream): void {
    // Nobody waits for it: the pod has ended before, or has been given its time.
    if (this.#closed) return;
    this.#outbox.sendAnyTime(encodeDataHeader(stream.dataId, 0, true));
    this.#pings.readers.sentData(stream.dataId, 1);
  }

  sendReset(stream: SessionStream): void {
    if (this.#closed) return;
    this.#outbox.sendSoon(encodeRstStream(stream.dataId, spdyStatus.cancel));
    this.#pings.readers.sent(stream.dataId);
  }

  setOverfull(stream: SessionStream, isOverfull: boolean): void {
    this.#streams.setOverfull(stream, isOverfull);
    if (this.#closed) return;
    if (this.#streams.isOverfull) {
      this.#vitals.unread();
      this.#pings.unread();
      this.#socket.pause();
    } else if (this.#vitals.isUnread) {
      this.#vitals.read();
      this.#socket.resume();
    }
  }

  forget(stream: SessionStream): void {
    if (!this.#streams.remove(stream) || this.#streams.size > 0 || this.#closed) return;
    if (this.#draining) this.#close({ reason: 'the peer is going away', error: null });
    else this.#didIdle.fire();
  }

  readonly #onChunk = (chunk: Buffer) => {
    const isNews = this.#vitals.hear();
    try {
      this.#carrier.receive(chunk);
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.#close({ reason: `the peer broke the protocol: ${error.message}`, error });
    }
    if (isNews) this.#didHear.fire();
  };

  #hasRoom(): boolean {
    return this.#socket.writableLength <= this.limits.outboundBytes;
  }

  readonly #onDrain = () => {
    this.#vitals.drained();
    for (const stream of this.#streams.takeWaiting()) stream.drained();
  };

  readonly #onError = (error: Error) => this.#close({ reason: `the connection broke: ${error.message}`, error });
  readonly #onEnd = () => this.#close({ reason: 'the API server closed the connection', error: null });

  readonly #onWebSocketClose = (code: number | null, reason: string) => this.#close(webSocketClosed(code, reason));

  /** Who does not read gets no further answers. */
  #answer(pingId: number): void {
    if (!this.#closed && this.#hasRoom()) this.#outbox.sendSoon(encodePing(pingId));
  }

  #drain(): void {
    this.#draining = true;
    if (this.#streams.size === 0) this.#close({ reason: 'the peer is going away', error: null });
  }

  #close(closed: TunnelClosed): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#outbox.dispose();
    this.#connection.release();
    this.#socket.off('drain', this.#onDrain);
    this.#socket.off('error', this.#onError).off('end', this.#onEnd).off('close', this.#onEnd);
    this.#socket.on('error', ignore).destroy();
    for (const stream of this.#streams.all()) stream.lose(`The tunnel ended: ${closed.reason}`);
    this.#didClose.fire(closed);
    for (const emitter of [this.#didClose, this.#didHear, this.#didIdle]) emitter.dispose();
  }
}
