import { randomFillSync } from 'node:crypto';
import { endianness } from 'node:os';

const isLittleEndian = endianness() === 'LE';
/** Below this many bytes a view costs more than it saves. */
const leastForWords = 32;

/**
 * XORs `bytes[start, end)` with a WebSocket mask, whichever way: masking twice restores. Works on 32-bit words, because a
 * byte-wise loop halves upload speed. `key` holds the mask's first byte in its lowest eight bits; `phase` is how many
 * bytes of the same payload came before.
 */
export function maskInPlace(bytes: Buffer, start: number, end: number, key: number, phase: number): void {
  let at = start;
  if (end - start >= leastForWords) {
    const aligned = start + ((4 - ((bytes.byteOffset + start) & 3)) & 3);
    maskBytes(bytes, at, aligned, key, phase);
    const count = (end - aligned) >> 2;
    const words = new Int32Array(bytes.buffer, bytes.byteOffset + aligned, count);
    const word = nativeWord(rotate(key, phase + aligned - start));
    for (let index = 0; index < count; index += 1) words[index] = (words[index] ?? 0) ^ word;
    at = aligned + count * 4;
  }
  maskBytes(bytes, at, end, key, phase + at - start);
}

function maskBytes(bytes: Buffer, start: number, end: number, key: number, phase: number): void {
  for (let at = start; at < end; at += 1) {
    bytes[at] = (bytes[at] ?? 0) ^ (key >>> (((phase + at - start) & 3) * 8));
  }
}

/** The key as it looks `phase` bytes into the payload. */
function rotate(key: number, phase: number): number {
  const bits = (phase & 3) * 8;
  return bits === 0 ? key : (key >>> bits) | (key << (32 - bits));
}

function nativeWord(key: number): number {
  if (isLittleEndian) return key | 0;
  return (key << 24) | ((key & 0xff00) << 8) | ((key >>> 8) & 0xff00) | (key >>> 24);
}

/** Mask keys that nobody can predict, drawn from the system's generator a thousand at a time unless told otherwise. */
export class MaskKeys {
  readonly #pool: Buffer;
  #at: number;

  constructor(drawn = 1_024) {
    this.#pool = Buffer.alloc(drawn * 4);
    this.#at = this.#pool.length;
  }

  /** A fresh 32-bit key. */
  next(): number {
    if (this.#at === this.#pool.length) {
      randomFillSync(this.#pool);
      this.#at = 0;
    }
    const key = this.#pool.readUInt32LE(this.#at);
    this.#at += 4;
    return key;
  }
}
