/**
 * SPDY/3.1 frames as Kubernetes speaks them, for both ends of a connection. Header blocks are written as stored deflate
 * blocks, which every inflater reads without compression or dictionary on our side; reading a header block is left to
 * whoever needs it. There is no flow control: Kubernetes neither sends nor heeds WINDOW_UPDATE.
 */

export const spdyStatus = {
  protocolError: 1,
  invalidStream: 2,
  refusedStream: 3,
  cancel: 5,
  internalError: 6,
} as const;

/** A frame that is not DATA. `headerBlock` is still deflated; it may be kept. */
export type SpdyControlFrame =
  | { readonly type: 'syn-stream'; readonly streamId: number; readonly fin: boolean; readonly headerBlock: Buffer }
  | { readonly type: 'syn-reply'; readonly streamId: number; readonly fin: boolean; readonly headerBlock: Buffer }
  | { readonly type: 'headers'; readonly streamId: number; readonly fin: boolean; readonly headerBlock: Buffer }
  | { readonly type: 'rst-stream'; readonly streamId: number; readonly status: number }
  | { readonly type: 'ping'; readonly id: number }
  | { readonly type: 'goaway'; readonly lastStreamId: number; readonly status: number }
  /** SETTINGS, WINDOW_UPDATE and what we do not know. */
  | { readonly type: 'other'; readonly code: number };

export interface SpdyFrameSink {
  /**
   * A piece of a DATA frame, a view of the chunk that was pushed: big frames come in many. `fin` comes with the last
   * piece, which may be empty.
   */
  onData(streamId: number, piece: Buffer, fin: boolean): void;
  onControl(frame: SpdyControlFrame): void;
}

/** The peer broke the protocol, or asks for more than we are willing to hold. The connection cannot go on. */
export class FrameError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'FrameError';
  }
}

/** The largest control frame body that is taken, in bytes. Kubernetes' are below 200. */
export const maxControlBytes = 64 * 1024;

const headerBytes = 8;
const noBytes = Buffer.alloc(0);
const types = { synStream: 1, synReply: 2, rstStream: 3, settings: 4, ping: 6, goaway: 7, headers: 8 } as const;
const flagFin = 1;

/** Cuts a byte stream, pushed in chunks of any size, into frames. Holds at most one control frame. */
export class SpdyFrameParser {
  readonly #head = Buffer.alloc(headerBytes);
  #headLength = 0;
  /** Body bytes of the current frame that are still to come. */
  #remaining = 0;
  /** Stream of the DATA frame that is under way; null between frames and in control frames. */
  #dataStream: number | null = null;
  #fin = false;
  /** Room for a control frame's body; null when none is under way. */
  #body: Buffer | null = null;
  #broken: FrameError | null = null;

  constructor(private readonly sink: SpdyFrameSink) {}

  /** Throws `FrameError` when the peer breaks the protocol, and ever after. */
  push(chunk: Buffer): void {
    if (this.#broken) throw this.#broken;
    try {
      let offset = 0;
      while (offset < chunk.length) offset = this.#step(chunk, offset);
    } catch (error) {
      if (error instanceof FrameError) this.#broken = error;
      throw error;
    }
  }

  #step(chunk: Buffer, offset: number): number {
    if (this.#dataStream !== null) return this.#takeData(this.#dataStream, chunk, offset);
    if (this.#body) return this.#takeBody(this.#body, chunk, offset);
    if (this.#headLength === 0 && chunk.length - offset >= headerBytes) {
      this.#startFrame(chunk, offset);
      return offset + headerBytes;
    }
    const end = Math.min(chunk.length, offset + headerBytes - this.#headLength);
    chunk.copy(this.#head, this.#headLength, offset, end);
    this.#headLength += end - offset;
    if (this.#headLength === headerBytes) this.#startFrame(this.#head, 0);
    return end;
  }

  #startFrame(bytes: Buffer, offset: number): void {
    const first = bytes.readUInt32BE(offset);
    const second = bytes.readUInt32BE(offset + 4);
    const length = second & 0xffffff;
    const isControl = first >= 0x80000000;
    if (isControl) {
      const version = (first >>> 16) & 0x7fff;
      if (version !== 3) throw new FrameError(`SPDY version ${version} instead of 3`);
      if (length > maxControlBytes) throw new FrameError(`SPDY control frame of ${length} bytes, more than we hold`);
    }
    if (bytes !== this.#head) bytes.copy(this.#head, 0, offset, offset + headerBytes);
    this.#headLength = 0;
    this.#remaining = length;
    this.#fin = ((second >>> 24) & flagFin) !== 0;
    if (isControl) this.#startControl(length);
    else this.#startData(first, length);
  }

  #startData(streamId: number, length: number): void {
    if (length > 0) this.#dataStream = streamId;
    else this.sink.onData(streamId, noBytes, this.#fin);
  }

  #startControl(length: number): void {
    if (length > 0) this.#body = Buffer.allocUnsafe(length);
    else this.#endControl(noBytes);
  }

  #takeData(streamId: number, chunk: Buffer, offset: number): number {
    const end = Math.min(chunk.length, offset + this.#remaining);
    this.#remaining -= end - offset;
    const isLast = this.#remaining === 0;
    if (isLast) this.#dataStream = null;
    const piece = offset === 0 && end === chunk.length ? chunk : chunk.subarray(offset, end);
    this.sink.onData(streamId, piece, isLast && this.#fin);
    return end;
  }

  #takeBody(body: Buffer, chunk: Buffer, offset: number): number {
    const start = body.length - this.#remaining;
    const end = Math.min(chunk.length, offset + this.#remaining);
    this.#remaining -= end - offset;
    chunk.copy(body, start, offset, end);
    if (this.#remaining > 0) return end;
    this.#body = null;
    this.#endControl(body);
    return end;
  }

  #endControl(body: Buffer): void {
    this.sink.onControl(controlFrame(this.#head.readUInt16BE(2), this.#fin, body));
  }
}

function controlFrame(code: number, fin: boolean, body: Buffer): SpdyControlFrame {
  switch (code) {
    case types.synStream:
      return { type: 'syn-stream', streamId: word(code, body, 0, 10), fin, headerBlock: body.subarray(10) };
    case types.synReply:
      return { type: 'syn-reply', streamId: word(code, body, 0, 4), fin, headerBlock: body.subarray(4) };
    case types.headers:
      return { type: 'headers', streamId: word(code, body, 0, 4), fin, headerBlock: body.subarray(4) };
    case types.rstStream:
      return { type: 'rst-stream', streamId: word(code, body, 0, 8), status: body.readUInt32BE(4) };
    case types.ping:
      if (body.length < 4) throw tooShort(code, body);
      return { type: 'ping', id: body.readUInt32BE(0) };
    case types.goaway:
      return { type: 'goaway', lastStreamId: word(code, body, 0, 8), status: body.readUInt32BE(4) };
    default:
      return { type: 'other', code };
  }
}

/** A 31-bit number from a body that must have at least `least` bytes. */
function word(code: number, body: Buffer, offset: number, least: number): number {
  if (body.length < least) throw tooShort(code, body);
  return body.readUInt32BE(offset) & 0x7fffffff;
}

function tooShort(code: number, body: Buffer): FrameError {
  return new FrameError(`SPDY control frame of type ${code} with only ${body.length} bytes`);
}

export type SpdyHeaders = readonly (readonly [name: string, value: string])[];

/** A header block that inflates to `headers`. `first`: the first that this side sends on the connection. */
export function encodeHeaderBlock(headers: SpdyHeaders, first: boolean): Buffer {
  let length = 4;
  for (const [name, value] of headers) length += 8 + Buffer.byteLength(name) + Buffer.byteLength(value);
  if (length > 0xffff) throw new RangeError(`Header block of ${length} bytes; a stored deflate block holds 65535`);
  const start = first ? 2 : 0;
  const block = Buffer.alloc(start + 5 + length + 5);
  if (first) block.writeUInt16BE(0x7801, 0);
  block.writeUInt16LE(length, start + 1);
  block.writeUInt16LE(~length & 0xffff, start + 3);
  let at = block.writeUInt32BE(headers.length, start + 5);
  for (const pair of headers) {
    for (const text of pair) {
      const written = block.write(text, at + 4);
      block.writeUInt32BE(written, at);
      at += 4 + written;
    }
  }
  // An empty stored block: flushes the inflater. The Go peer drops the connection without it.
  block.writeUInt16BE(0xffff, at + 3);
  return block;
}

export function encodeSynStream(streamId: number, fin: boolean, headers: SpdyHeaders, first: boolean): Buffer {
  const block = encodeHeaderBlock(headers, first);
  const frame = control(types.synStream, fin ? flagFin : 0, 10 + block.length);
  frame.writeUInt32BE(streamId, 8);
  block.copy(frame, 18);
  return frame;
}

/** Answers a SYN_STREAM with no headers, as Kubernetes does. */
export function encodeSynReply(streamId: number, first: boolean): Buffer {
  const block = encodeHeaderBlock([], first);
  const frame = control(types.synReply, 0, 4 + block.length);
  frame.writeUInt32BE(streamId, 8);
  block.copy(frame, 12);
  return frame;
}

/** What precedes `length` bytes (at most 2^24 − 1) of a stream; with `fin` they are its last. */
export function encodeDataHeader(streamId: number, length: number, fin: boolean): Buffer {
  const header = Buffer.allocUnsafe(headerBytes);
  header.writeUInt32BE(streamId, 0);
  header.writeUInt32BE(((fin ? flagFin : 0) << 24) | length, 4);
  return header;
}

export function encodeRstStream(streamId: number, status: number): Buffer {
  return pair(types.rstStream, streamId, status);
}

export function encodeGoAway(lastStreamId: number, status: number): Buffer {
  return pair(types.goaway, lastStreamId, status);
}

export function encodePing(id: number): Buffer {
  const frame = control(types.ping, 0, 4);
  frame.writeUInt32BE(id, 8);
  return frame;
}

function pair(type: number, first: number, second: number): Buffer {
  const frame = control(type, 0, 8);
  frame.writeUInt32BE(first, 8);
  frame.writeUInt32BE(second, 12);
  return frame;
}

function control(type: number, flags: number, bodyLength: number): Buffer {
  const frame = Buffer.alloc(headerBytes + bodyLength);
  frame.writeUInt32BE((0x80030000 | type) >>> 0, 0);
  frame.writeUInt32BE((flags << 24) | bodyLength, 4);
  return frame;
}
