import { FrameError } from './frame-error';
import { flagFin, frameTypes, headerBytes, type SpdyControlFrame, type SpdyFrameSink } from './spdy-frames';

/** The largest control frame body that is taken, in bytes. Kubernetes' are below 200. */
export const maxControlBytes = 64 * 1024;

const noBytes = Buffer.alloc(0);

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
    case frameTypes.synStream:
      return { type: 'syn-stream', streamId: word(code, body, 0, 10), fin, headerBlock: body.subarray(10) };
    case frameTypes.synReply:
      return { type: 'syn-reply', streamId: word(code, body, 0, 4), fin, headerBlock: body.subarray(4) };
    case frameTypes.headers:
      return { type: 'headers', streamId: word(code, body, 0, 4), fin, headerBlock: body.subarray(4) };
    case frameTypes.rstStream:
      return { type: 'rst-stream', streamId: word(code, body, 0, 8), status: body.readUInt32BE(4) };
    case frameTypes.ping:
      if (body.length < 4) throw tooShort(code, body);
      return { type: 'ping', id: body.readUInt32BE(0) };
    case frameTypes.goaway:
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
