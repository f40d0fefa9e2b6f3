import type { Duplex } from 'node:stream';
import { type Channel, ChannelReader, channels, encodeAnnouncement, encodeEnd } from '../tunnel/channel-frames';
import { encodeFrameHeader, opcodes } from '../tunnel/websocket-frames';
import type { PodIdentity, TunnelEffect } from './faults';
import { ForwardedConnection, type OutgoingStream } from './forwarded-connection';
import { GatedSocket } from './gated-socket';
import { forwardingFailed, type OpenTunnel, type PodTunnelOptions } from './pod-tunnel';

/** A client's WebSocket for one connection to a pod, by `v4.channel.k8s.io`, after its upgrade. */
export class PodChannels implements OpenTunnel {
  readonly #gate: GatedSocket;
  readonly #reader: ChannelReader;
  #connection: ForwardedConnection | null = null;
  #stalled = false;

  constructor(
    socket: Duplex,
    private readonly port: number,
    private readonly options: PodTunnelOptions,
  ) {
    this.#reader = new ChannelReader(
      'server',
      false,
      {
        onOpen: () => undefined,
        onData: (channel, piece) => {
          if (channel === channels.data) this.#connection?.onData(piece);
        },
        onAnswer: (frame) => this.#gate.write(frame),
        onClose: () => this.#gate.dispose(),
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
    this.#gate.write(encodeAnnouncement(channels.data, this.port), encodeAnnouncement(channels.error, this.port));
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
    const errorText = (reason: string) => forwardingFailed(this.port, pod.name, reason);
    const data = this.#streamOf(channels.data);
    const error = this.#streamOf(channels.error);
    const socket = this.options.connect(this.port);
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
