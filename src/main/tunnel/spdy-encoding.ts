import { flagFin, frameTypes, headerBytes } from './spdy-frames';

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
  const frame = control(frameTypes.synStream, fin ? flagFin : 0, 10 + block.length);
  frame.writeUInt32BE(streamId, 8);
  block.copy(frame, 18);
  return frame;
}

/** Answers a SYN_STREAM with no headers, as Kubernetes does. */
export function encodeSynReply(streamId: number, first: boolean): Buffer {
  const block = encodeHeaderBlock([], first);
  const frame = control(frameTypes.synReply, 0, 4 + block.length);
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
  return pair(frameTypes.rstStream, streamId, status);
}

export function encodeGoAway(lastStreamId: number, status: number): Buffer {
  return pair(frameTypes.goaway, lastStreamId, status);
}

export function encodePing(id: number): Buffer {
  const frame = control(frameTypes.ping, 0, 4);
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
