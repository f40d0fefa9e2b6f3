import { Base64Decoder, channelBase, type ChannelEncoding, channelOpcodes } from './channel-encoding';
import { type MaskKeys, maskInPlace } from './masking';
import { FrameError } from './frame-error';
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
  /** Only valid during the call; big messages come in many pieces. */
  onData(channel: Channel, piece: Buffer): void;
  /** To be sent as it is. */
  onAnswer(frame: Buffer): void;
  /** The peer has ended the WebSocket, and expects `encodeEnd` before the connection is closed. */
  onClose(reason: string): void;
}

/**
 * `v4.channel.k8s.io` and `v4.base64.channel.k8s.io`: WebSocket messages whose first byte is a channel, as a number or as a
 * digit. Reads both roles: a server announces ports, a client does not.
 */
export class ChannelReader {
  readonly #parser: WebSocketFrameParser;
  readonly #announces: boolean;
  readonly #decoder: Base64Decoder | null;
  /** Of the message that is being read; null before its first byte. */
  #channel: Channel | null = null;
  /** What has come of each channel's announcement. */
  readonly #announcements: Record<Channel, number[]> = { [channels.data]: [], [channels.error]: [] };

  /** `role` is our own. */
  constructor(
    role: WebSocketRole,
    private readonly encoding: ChannelEncoding,
    private readonly sink: ChannelSink,
    keys: MaskKeys | null,
  ) {
    this.#announces = role === 'client';
    this.#decoder = encoding === 'base64' ? new Base64Decoder() : null;
    const parserSink = {
      onMessage: () => {
        this.#decoder?.end();
        this.#channel = null;
      },
      onData: (piece: Buffer) => this.#onPiece(piece),
      onPing: (payload: Buffer) => sink.onAnswer(encodeFrame(opcodes.pong, payload, keys?.next() ?? null)),
      onPong: () => undefined,
      onClose: (code: number | null, reason: string) =>
        sink.onClose([code ?? 'no code', reason].filter(Boolean).join(' ')),
    };
    this.#parser = new WebSocketFrameParser(role, parserSink, channelOpcodes[encoding]);
  }

  /** Throws `FrameError` when the peer breaks the protocol, and ever after. */
  push(chunk: Buffer): void {
    this.#parser.push(chunk);
  }

  #onPiece(piece: Buffer): void {
    if (this.#channel !== null) {
      this.#onPayload(this.#channel, piece);
      return;
    }
    const channel = piece.readUInt8(0) - channelBase[this.encoding];
    if (channel !== channels.data && channel !== channels.error)
      throw new FrameError(`no such channel: ${String(channel)}`);
    this.#channel = channel;
    this.#onPayload(channel, piece.subarray(1));
  }

  #onPayload(channel: Channel, piece: Buffer): void {
    if (this.#decoder) this.#decoder.push(piece, (bytes) => this.#onBytes(channel, bytes));
    else this.#onBytes(channel, piece);
  }

  #onBytes(channel: Channel, piece: Buffer): void {
    let rest = piece;
    const announcement = this.#announcements[channel];
    while (this.#announces && announcement.length < 2 && rest.length > 0) {
      announcement.push(rest.readUInt8(0));
      rest = rest.subarray(1);
      const [low = 0, high = 0] = announcement;
      if (announcement.length === 2) this.sink.onOpen(channel, low | (high << 8));
    }
    if (rest.length > 0) this.sink.onData(channel, rest);
  }
}

/** A message of one channel, masked when there is a key. */
export function encodeChannelMessage(
  channel: Channel,
  payload: Buffer,
  encoding: ChannelEncoding,
  key: number | null,
): Buffer {
  const text = encoding === 'base64' ? payload.toString('base64') : null;
  const length = 1 + (text ?? payload).length;
  const header = frameHeaderBytes(length, key !== null);
  const frame = Buffer.allocUnsafe(header + length);
  writeFrameHeader(frame, 0, channelOpcodes[encoding], length, key);
  frame[header] = channelBase[encoding] + channel;
  if (text === null) payload.copy(frame, header + 1);
  else frame.write(text, header + 1, 'latin1');
  if (key !== null) maskInPlace(frame, header, frame.length, key, 0);
  return frame;
}

/** What a server says first on a channel. */
export function encodeAnnouncement(channel: Channel, port: number, encoding: ChannelEncoding): Buffer {
  return encodeChannelMessage(channel, Buffer.from([port & 0xff, port >>> 8]), encoding, null);
}

/** A proper end of the WebSocket. */
export function encodeEnd(key: number | null): Buffer {
  return encodeFrame(opcodes.close, closePayload(1000, ''), key);
}
