import { describe, expect, it } from 'vitest';
import { MaskKeys, maskInPlace } from '../../../src/main/tunnel/masking';
import { seededRandom } from '../../support/seeded-random';

/** The definition in RFC 6455, byte by byte. */
function maskedByDefinition(bytes: Buffer, key: number, phase: number): Buffer {
  const octets = Buffer.alloc(4);
  octets.writeUInt32LE(key, 0);
  return Buffer.from(bytes.map((byte, index) => byte ^ (octets[(phase + index) % 4] ?? 0)));
}

describe('masking by words', () => {
  it('equals masking by bytes for every alignment, phase and length', () => {
    const random = seededRandom(3);
    const key = 0xf1e2d3c4;
    for (let offset = 0; offset < 5; offset += 1) {
      for (let phase = 0; phase < 5; phase += 1) {
        for (const length of [0, 1, 3, 4, 31, 32, 33, 34, 35, 100, 1_027]) {
          const backing = Buffer.from(new Uint8Array(length + 16).map(() => Math.floor(random() * 256)));
          const start = 2 + offset;
          const expected = Buffer.from(backing);
          maskedByDefinition(backing.subarray(start, start + length), key, phase).copy(expected, start);
          maskInPlace(backing, start, start + length, key, phase);
          expect(backing.equals(expected), `offset ${offset}, phase ${phase}, length ${length}`).toBe(true);
        }
      }
    }
  });

  it('works on a view into the middle of a larger buffer', () => {
    const view = Buffer.alloc(200).subarray(7, 107);
    maskInPlace(view, 0, view.length, 0x01020304, 0);
    expect(view.equals(maskedByDefinition(Buffer.alloc(100), 0x01020304, 0))).toBe(true);
  });
});

describe('mask keys', () => {
  it('do not repeat within and across pools', () => {
    const keys = new MaskKeys();
    const seen = new Set(Array.from({ length: 3_000 }, () => keys.next()));
    // Of 3000 draws from 2^32, more than three chance repeats would be astonishing.
    expect(seen.size).toBeGreaterThan(2_996);
  });
});
