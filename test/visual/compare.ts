import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';

/** How far a pixel may be off, of 1 (black to white), before it counts: what processors round differently, no more. */
const tolerance = 0.02;
/** As many pixels may be off. Fewer than any change of a letter or a line makes. */
const mostOff = 12;

export type Comparison =
  | { readonly kind: 'same' }
  | {
      readonly kind: 'different';
      readonly why: string;
      /** A PNG that shows where. */ readonly difference: Buffer | null;
    };

/** Compares two PNGs pixel by pixel, edges of letters included. */
export function compare(expected: Buffer, actual: Buffer): Comparison {
  const before = PNG.sync.read(expected);
  const now = PNG.sync.read(actual);
  const { width, height } = before;
  if (now.width !== width || now.height !== height) {
    const [was, is] = [before, now].map((png) => `${String(png.width)} × ${String(png.height)}`);
    return { kind: 'different', why: `It was ${was ?? ''} pixels and is ${is ?? ''}.`, difference: null };
  }
  // As it is nearly always, and much faster to see.
  if (before.data.equals(now.data)) return { kind: 'same' };
  const data = Buffer.alloc(width * height * 4);
  const off = pixelmatch(before.data, now.data, data, width, height, { threshold: tolerance, includeAA: true });
  if (off <= mostOff) return { kind: 'same' };
  return {
    kind: 'different',
    why: `${String(off)} pixels differ.`,
    difference: PNG.sync.write({ width, height, data }),
  };
}

/** The same pixels in as few bytes as PNG allows without loss: pages are flat, and filters only hide that. */
export function small(png: Buffer): Buffer {
  return PNG.sync.write(PNG.sync.read(png), { colorType: 2, deflateLevel: 9, deflateStrategy: 0, filterType: 0 });
}
