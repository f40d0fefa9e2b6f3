import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { PodIdentity, TunnelEffect } from './faults';
import { ForwardedConnection } from './forwarded-connection';
import { GatedSocket } from './gated-socket';
import { type StreamPair, StreamPairs, nobody } from './stream-pairs';
import { SpdySession } from './spdy-session';
import { type Framing, type FramingSink, plainFraming, webSocketFraming } from './tunnel-framing';

/** `v4-base64` is the other encoding of `v4`. */
export type TunnelTransport = 'websocket' | 'spdy' | 'v4' | 'v4-base64';

/** The way to a pod's programs; a text says why there is none. */
export type PodConnector = (port: number) => Socket | { readonly failure: string };

export interface PodTunnelOptions {
  readonly pod: PodIdentity;
  /** Its place in the order of opening, over all pods. */
  readonly number: number;
  readonly clock: Clock;
  readonly closeDelayMs: number;
  readonly connect: PodConnector;
  readonly onClosed: () => void;
}

/** A client's connection to a pod after its upgrade, whatever its protocol. */
export interface OpenTunnel extends Disposable {
  readonly pod: PodIdentity;
  /** Its place in the order of opening, over all pods. */
  readonly number: number;
  readonly connectionCount: number;
  /** Begins to read; `head` is what came with the upgrade request. */
  start(head: Buffer): void;
  apply(effect: TunnelEffect): void;
}

/** The words of the Go peer, which clients look into. */
export function forwardingFailed(port: number, pod: string, reason: string): string {
  return `error forwarding port ${port} to pod ${pod}, uid : ${reason}`;
}

/** One client's SPDY connection to a pod, for many streams. */
export class PodTunnel implements OpenTunnel {
  readonly #gate: GatedSocket;
  readonly #session: SpdySession;
  readonly #framing: Framing;
  readonly #pairs: StreamPairs;
  readonly #connections = new Set<ForwardedConnection>();
  #stalled = false;

  constructor(
    socket: Duplex,
    transport: 'websocket' | 'spdy',
    private readonly options: PodTunnelOptions,
  ) {
    this.#gate = new GatedSocket(socket, options.clock, {
      onBytes: (chunk) => this.#receive(() => this.#framing.push(chunk)),
      onDrain: () => {
        for (const connection of this.#connections) connection.onDrain();
      },
      onClose: () => {
        this.#session.dispose();
        this.#pairs.dispose();
        options.onClosed();
      },
    });
    const sink: FramingSink = {
      onBytes: (chunk) => this.#session.push(chunk),
      onAnswer: (bytes) => this.#gate.answer(bytes),
      onClose: () => this.#gate.dispose(),
    };
    this.#framing = transport === 'websocket' ? webSocketFraming(sink) : plainFraming(sink);
    this.#pairs = new StreamPairs(options.clock, (pair) => this.#connect(pair));
    this.#session = new SpdySession(
      {
        write: (...parts) => this.#gate.write(...this.#framing.wrap(parts)),
        answer: (frame) => this.#gate.answer(...this.#framing.wrap([frame])),
        pause: (paused) => this.#gate.pause(paused),
        destroy: () => this.#gate.dispose(),
      },
      (stream, headers) => this.#pairs.accept(stream, headers),
    );
  }

  get pod(): PodIdentity {
    return this.options.pod;
  }

  get number(): number {
    return this.options.number;
  }

  get connectionCount(): number {
    return this.#connections.size;
  }

  start(head: Buffer): void {
    this.#gate.start(head);
  }

  apply(effect: TunnelEffect): void {
    this.#stalled = effect.stalled;
    for (const connection of this.#connections) connection.setStalled(effect.stalled);
    this.#gate.apply(effect);
  }

  dispose(): void {
    this.#gate.dispose();
  }

  /** A client that breaks the protocol loses its connection, as with the Go peer. */
  #receive(push: () => void): void {
    try {
      push();
    } catch {
      this.#gate.dispose();
    }
  }

  #connect(pair: StreamPair): void {
    const { clock, closeDelayMs, pod } = this.options;
    const errorText = (reason: string) => forwardingFailed(pair.port, pod.name, reason);
    const socket = this.options.connect(pair.port);
    if ('failure' in socket) {
      pair.attach(nobody);
      pair.error.write(Buffer.from(errorText(socket.failure)));
      pair.error.end();
      pair.data.end();
      return;
    }
    const options = { clock, closeDelayMs, errorText };
    const connection: ForwardedConnection = new ForwardedConnection(socket, pair.data, pair.error, options, () =>
      this.#connections.delete(connection),
    );
    this.#connections.add(connection);
    connection.setStalled(this.#stalled);
    pair.attach(connection);
  }
}
