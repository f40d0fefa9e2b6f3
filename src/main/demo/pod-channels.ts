import type { Duplex } from 'node:stream';
import type { ChannelEncoding } from '../tunnel/channel-encoding';
import {
  type Channel,
  ChannelReader,
  channels,
  encodeAnnouncement,
  encodeChannelMessage,
  encodeEnd,
} from '../tunnel/channel-frames';
import { encodeFrameHeader, opcodes } from '../tunnel/websocket-frames';
import type { PodIdentity, TunnelEffect } from './faults';
import { ForwardedConnection, type OutgoingStream } from './forwarded-connection';
import { GatedSocket } from './gated-socket';
import { forwardingFailed, type OpenTunnel, type PodTunnelOptions } from './pod-tunnel';

export interface PodChannelsOptions {
  readonly port: number;
  readonly encoding: ChannelEncoding;
}

/** A client's WebSocket for one connection to a pod, by `v4.channel.k8s.io` or its base64 sister, after its upgrade. */
export class PodChannels implements OpenTunnel {
  readonly #gate: GatedSocket;
  readonly #reader: ChannelReader;
  readonly #port: number;
  readonly #encoding: ChannelEncoding;
  #connection: ForwardedConnection | null = null;
  #stalled = false;

  constructor(
    socket: Duplex,
    { port, encoding }: PodChannelsOptions,
    private readonly options: PodTunnelOptions,
  ) {
    this.#port = port;
    this.#encoding = encoding;
    this.#reader = new ChannelReader(
      'server',
      encoding,
      {
        onOpen: () => undefined,
        onData: (channel, piece) => {
          if (channel === channels.data) this.#connection?.onData(piece);
        },
        onAnswer: (frame) => this.#gate.answer(frame),
        onClose: () => {
          this.#gate.write(encodeEnd(null));
          this.#gate.dispose();
        },
      },
      null,
    );
    this.#gate = new GatedSocket(socket, options.clock, {
      onBytes: (chunk) => this.#receive(chunk),
      onDrain: () => this.#connection?.onDrain(),
      onClose: () => {
        this.#connection?.onAbort();
        options.onClosed();
      },
    });
  }

  get pod(): PodIdentity {
    return this.options.pod;
  }

  get number(): number {
    return this.options.number;
  }

  get connectionCount(): number {
    return this.#connection ? 1 : 0;
  }

  start(head: Buffer): void {
    for (const channel of [channels.data, channels.error])
      this.#gate.write(encodeAnnouncement(channel, this.#port, this.#encoding));
    this.#connect();
    this.#gate.start(head);
  }

  apply(effect: TunnelEffect): void {
    this.#stalled = effect.stalled;
    this.#connection?.setStalled(effect.stalled);
    this.#gate.apply(effect);
  }

  dispose(): void {
    this.#gate.dispose();
  }

  /** A client that breaks the protocol loses its connection, as with the Go peer. */
  #receive(chunk: Buffer): void {
    try {
      this.#reader.push(chunk);
    } catch {
      this.#gate.dispose();
    }
  }

  #connect(): void {
    const { clock, closeDelayMs, pod } = this.options;
    const errorText = (reason: string) => forwardingFailed(this.#port, pod.name, reason);
    const data = this.#streamOf(channels.data);
    const error = this.#streamOf(channels.error);
    const socket = this.options.connect(this.#port);
    if ('failure' in socket) {
      error.write(Buffer.from(errorText(socket.failure)));
      this.#end();
      return;
    }
    this.#connection = new ForwardedConnection(socket, data, error, { clock, closeDelayMs, errorText }, () => {
      this.#connection = null;
      this.#end();
    });
    this.#connection.setStalled(this.#stalled);
  }

  /** A channel has no end of its own: only the whole WebSocket has. */
  #streamOf(channel: Channel): OutgoingStream {
    return {
      write: (chunk) => {
        if (this.#encoding === 'base64')
          return this.#gate.write(encodeChannelMessage(channel, chunk, this.#encoding, null));
        const head = Buffer.concat([encodeFrameHeader(opcodes.binary, chunk.length + 1), Buffer.from([channel])]);
        return this.#gate.write(head, chunk);
      },
      end: () => undefined,
      reset: () => undefined,
      setBlocked: (blocked) => this.#gate.pause(blocked),
    };
  }

  #end(): void {
    this.#gate.write(encodeEnd(null));
    this.#gate.end();
  }
}
