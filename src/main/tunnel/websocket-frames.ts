import { maskInPlace } from './masking';
import { FrameError } from './frame-error';

/**
 * RFC 6455 framing, for both roles: a client masks what it sends, a server does not. Messages are a byte stream to us, so
 * their boundaries are dropped.
 */

export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;
export type Opcode = (typeof opcodes)[keyof typeof opcodes];

export type WebSocketRole = 'client' | 'server';

export interface WebSocketSink {
  /** The bytes from here on, up to the next call, are one message's. For who cares: to tunnels it is all one stream. */
  onMessage?(): void;
  /** Bytes of messages, a view of the chunk that was pushed (unmasked in place); big messages come in many. */
  onData(piece: Buffer): void;
  /** To be answered with a pong of the same payload. */
  onPing(payload: Buffer): void;
  onPong(payload: Buffer): void;
  /** The peer will send nothing more. `code` is null when it gave none. */
  onClose(code: number | null, reason: string): void;
}

/** The longest message frame that is taken, in bytes. It is never held whole: a longer one is nonsense or an attack. */
export const maxMessageFrameBytes = 32 * 1024 * 1024;

const maxControlPayload = 125;
const maxHeaderBytes = 14;

interface FrameHeader {
  readonly bytes: number;
  readonly fin: boolean;
  readonly opcode: number;
  readonly length: number;
  /** The mask; null when there is none. */
  readonly key: number | null;
}

/** Cuts a byte stream, pushed in chunks of any size, into messages. Holds at most one control frame. */
export class WebSocketFrameParser {
  readonly #head = Buffer.alloc(maxHeaderBytes);
  #headLength = 0;
  #frame: FrameHeader | null = null;
  /** Payload bytes of `#frame` that have passed. */
  #passed = 0;
  /** A control frame's payload, apart because it may come amid a message. */
  readonly #control = Buffer.alloc(maxControlPayload);
  #inMessage = false;
  #closed = false;
  #broken: FrameError | null = null;

  /** `role` is our own: a server wants every frame masked, a client none. `messages`: the only kind that makes sense. */
  constructor(
    private readonly role: WebSocketRole,
    private readonly sink: WebSocketSink,
    private readonly messages: Opcode = opcodes.binary,
  ) {}

  /** Throws `FrameError` when the peer breaks the protocol, and ever after. What follows a close frame is dropped. */
  push(chunk: Buffer): void {
    if (this.#broken) throw this.#broken;
    try {
      let offset = 0;
      while (offset < chunk.length && !this.#closed) {
        offset = this.#frame ? this.#takePayload(this.#frame, chunk, offset) : this.#takeHeader(chunk, offset);
      }
    } catch (error) {
      if (error instanceof FrameError) this.#broken = error;
      throw error;
    }
  }

  #takeHeader(chunk: Buffer, offset: number): number {
    const had = this.#headLength;
    const copied = chunk.copy(this.#head, had, offset, offset + maxHeaderBytes - had);
    const frame = parseFrameHeader(this.#head, had + copied);
    if (!frame) {
      this.#headLength = had + copied;
      return offset + copied;
    }
    this.#headLength = 0;
    this.#check(frame);
    if (frame.length === 0) this.#endFrame(frame);
    else this.#frame = frame;
    return offset + frame.bytes - had;
  }

  #check(frame: FrameHeader): void {
    const { opcode, fin, length } = frame;
    if ((frame.key !== null) !== (this.role === 'server')) {
      throw new FrameError(
        frame.key === null ? 'WebSocket frame without a mask' : 'Masked WebSocket frame from a server',
      );
    }
    if (opcode >= 8) {
      const isKnown = opcode === opcodes.close || opcode === opcodes.ping || opcode === opcodes.pong;
      if (!isKnown) throw new FrameError(`WebSocket frame with unknown opcode ${opcode}`);
      if (!fin || length > maxControlPayload)
        throw new FrameError('WebSocket control frame that is fragmented or too long');
      return;
    }
    if (opcode === opcodes.text && this.messages === opcodes.binary)
      throw new FrameError('WebSocket text message where only binary ones make sense');
    if (opcode === opcodes.binary && this.messages === opcodes.text)
      throw new FrameError('WebSocket binary message where only text ones make sense');
    if (opcode > opcodes.binary) throw new FrameError(`WebSocket frame with unknown opcode ${opcode}`);
    if (this.#inMessage !== (opcode === opcodes.continuation)) {
      throw new FrameError('WebSocket message fragments out of order');
    }
    if (length > maxMessageFrameBytes)
      throw new FrameError(`WebSocket frame of ${length} bytes, more than any sender needs`);
    this.#inMessage = !fin;
    if (opcode !== opcodes.continuation) this.sink.onMessage?.();
  }

  #takePayload(frame: FrameHeader, chunk: Buffer, offset: number): number {
    const end = Math.min(chunk.length, offset + frame.length - this.#passed);
    if (frame.key !== null) maskInPlace(chunk, offset, end, frame.key, this.#passed);
    const isControl = frame.opcode >= 8;
    if (isControl) chunk.copy(this.#control, this.#passed, offset, end);
    this.#passed += end - offset;
    const isLast = this.#passed === frame.length;
    if (isLast) {
      this.#frame = null;
      this.#passed = 0;
    }
    if (!isControl) this.sink.onData(offset === 0 && end === chunk.length ? chunk : chunk.subarray(offset, end));
    else if (isLast) this.#endFrame(frame);
    return end;
  }

  #endFrame(frame: FrameHeader): void {
    if (frame.opcode < 8) return;
    const payload = Buffer.from(this.#control.subarray(0, frame.length));
    if (frame.opcode === opcodes.ping) this.sink.onPing(payload);
    else if (frame.opcode === opcodes.pong) this.sink.onPong(payload);
    else {
      this.#closed = true;
      if (payload.length >= 2) this.sink.onClose(payload.readUInt16BE(0), payload.toString('utf8', 2));
      else this.sink.onClose(null, '');
    }
  }
}

/** Null while there are too few bytes to tell. */
function parseFrameHeader(bytes: Buffer, available: number): FrameHeader | null {
  if (available < 2) return null;
  const first = bytes.readUInt8(0);
  const second = bytes.readUInt8(1);
  if ((first & 0x70) !== 0) throw new FrameError('WebSocket frame with reserved bits, which nobody negotiated');
  const short = second & 0x7f;
  const lengthBytes = short === 127 ? 8 : short === 126 ? 2 : 0;
  const masked = (second & 0x80) !== 0;
  const total = 2 + lengthBytes + (masked ? 4 : 0);
  if (available < total) return null;
  return {
    bytes: total,
    fin: (first & 0x80) !== 0,
    opcode: first & 0x0f,
    // As a float the 64-bit length may be inexact, but then it is beyond every limit anyway.
    length:
      lengthBytes === 8
        ? bytes.readUInt32BE(2) * 2 ** 32 + bytes.readUInt32BE(6)
        : lengthBytes === 2
          ? bytes.readUInt16BE(2)
          : short,
    key: masked ? bytes.readUInt32LE(total - 4) : null,
  };
}

/** Bytes that a frame header takes in front of `length` bytes of payload. */
export function frameHeaderBytes(length: number, masked: boolean): number {
  return 2 + (length > 0xffff ? 8 : length > 125 ? 2 : 0) + (masked ? 4 : 0);
}

/** Writes the header of an unfragmented frame into `target`; answers where the payload goes. */
export function writeFrameHeader(
  target: Buffer,
  offset: number,
  opcode: Opcode,
  length: number,
  key: number | null,
): number {
  const maskBit = key === null ? 0 : 0x80;
  let at = target.writeUInt8(0x80 | opcode, offset);
  if (length > 0xffff) {
    at = target.writeUInt8(maskBit | 127, at);
    at = target.writeUInt32BE(Math.floor(length / 2 ** 32), at);
    at = target.writeUInt32BE(length >>> 0, at);
  } else if (length > 125) {
    at = target.writeUInt8(maskBit | 126, at);
    at = target.writeUInt16BE(length, at);
  } else {
    at = target.writeUInt8(maskBit | length, at);
  }
  return key === null ? at : target.writeUInt32LE(key, at);
}

/** A server's header for `length` bytes of payload, which follow as they are. */
export function encodeFrameHeader(opcode: Opcode, length: number): Buffer {
  const header = Buffer.allocUnsafe(frameHeaderBytes(length, false));
  writeFrameHeader(header, 0, opcode, length, null);
  return header;
}

/** A whole frame, with a copy of the payload; masked when there is a key. */
export function encodeFrame(opcode: Opcode, payload: Buffer, key: number | null): Buffer {
  const frame = Buffer.allocUnsafe(frameHeaderBytes(payload.length, key !== null) + payload.length);
  const start = writeFrameHeader(frame, 0, opcode, payload.length, key);
  payload.copy(frame, start);
  if (key !== null) maskInPlace(frame, start, frame.length, key, 0);
  return frame;
}

/** The payload of a close frame. */
export function closePayload(code: number, reason: string): Buffer {
  const payload = Buffer.alloc(2 + Buffer.byteLength(reason));
  payload.writeUInt16BE(code, 0);
  payload.write(reason, 2);
  return payload.subarray(0, maxControlPayload);
}
