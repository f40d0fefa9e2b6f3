import { type MaskKeys, maskInPlace } from './masking';
import { FrameError } from './spdy-frames';
import {
  closePayload,
  encodeFrame,
  frameHeaderBytes,
  opcodes,
  WebSocketFrameParser,
  type WebSocketRole,
  writeFrameHeader,
} from './websocket-frames';

/** Channels of a forward to one port: of each, the first message is the port, as a 16-bit number. */
export const channels = { data: 0, error: 1 } as const;
export type Channel = (typeof channels)[keyof typeof channels];

export interface ChannelSink {
  /** A channel's first message has come: whoever answers speaks the protocol. */
  onOpen(channel: Channel, port: number): void;
  /** A view of what was pushed; big messages come in many pieces. */
  onData(channel: Channel, piece: Buffer): void;
  /** To be sent as it is. */
  onAnswer(frame: Buffer): void;
  /** The peer has ended the WebSocket. */
  onClose(reason: string): void;
}

/**
 * `v4.channel.k8s.io`: WebSocket messages whose first byte is a
 * channel. Reads both roles: a client does not announce ports, a server does.
 */
export class ChannelReader {
  readonly #parser: WebSocketFrameParser;
  /** Of the message that is being read; null before its first byte. */
  #channel: Channel | null = null;
  /** What has come of each channel's announcement. */
  readonly #announcements: Record<Channel, number[]> = { [channels.data]: [], [channels.error]: [] };

  constructor(
    role: WebSocketRole,
    private readonly announces: boolean,
    private readonly sink: ChannelSink,
    keys: MaskKeys | null,
  ) {
    this.#parser = new WebSocketFrameParser(role, {
      onMessage: () => (this.#channel = null),
      onData: (piece) => this.#onPiece(piece),
      onPing: (payload) => sink.onAnswer(encodeFrame(opcodes.pong, payload, keys?.next() ?? null)),
      onPong: () => undefined,
      onClose: (code, reason) => {
        sink.onAnswer(encodeFrame(opcodes.close, Buffer.alloc(0), keys?.next() ?? null));
        sink.onClose([code ?? 'no code', reason].filter(Boolean).join(' '));
      },
    });
  }

  /** Throws `FrameError` when the peer breaks the protocol, and ever after. */
  push(chunk: Buffer): void {
    this.#parser.push(chunk);
  }

  #onPiece(piece: Buffer): void {
    let rest = piece;
    if (this.#channel === null) {
      const first = rest[0];
      if (first !== channels.data && first !== channels.error)
        throw new FrameError(`no such channel: ${String(first)}`);
      this.#channel = first;
      rest = rest.subarray(1);
    }
    const channel = this.#channel;
    const announcement = this.#announcements[channel];
    while (this.announces && announcement.length < 2 && rest.length > 0) {
      announcement.push(rest[0] ?? 0);
      rest = rest.subarray(1);
      const [low = 0, high = 0] = announcement;
      if (announcement.length === 2) this.sink.onOpen(channel, low | (high << 8));
    }
    if (rest.length > 0) this.sink.onData(channel, rest);
  }
}

/** A message of one channel, masked when there is a key. */
export function encodeChannelMessage(channel: Channel, payload: Buffer, key: number | null): Buffer {
  const length = 1 + payload.length;
  const header = frameHeaderBytes(length, key !== null);
  const frame = Buffer.allocUnsafe(header + length);
  writeFrameHeader(frame, 0, opcodes.binary, length, key);
  frame[header] = channel;
  payload.copy(frame, header + 1);
  if (key !== null) maskInPlace(frame, header, frame.length, key, 0);
  return frame;
}

/** What a server says first on a channel. */
export function encodeAnnouncement(channel: Channel, port: number): Buffer {
  return encodeChannelMessage(channel, Buffer.from([port & 0xff, port >>> 8]), null);
}

/** A proper end of the WebSocket. */
export function encodeEnd(key: number | null): Buffer {
  return encodeFrame(opcodes.close, closePayload(1000, ''), key);
}
