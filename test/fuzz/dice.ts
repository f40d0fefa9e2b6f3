import { seededRandom } from '../support/seeded-random';

/** Sizes around which parsers change their minds. */
const edges = [0, 1, 2, 7, 8, 9, 125, 126, 127, 1_000, 4_096, 65_535, 65_536, 70_000] as const;

/** Chance for one round: the same seed throws the same. */
export class Dice {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  /** A whole number from 0 up to `most`, which may come. */
  upTo(most: number): number {
    return Math.floor(this.#random() * (most + 1));
  }

  /** True as often as `probability` says. */
  chance(probability: number): boolean {
    return this.#random() < probability;
  }

  pick<const T>(choices: readonly [T, ...T[]]): T {
    return choices[this.upTo(choices.length - 1)] ?? choices[0];
  }

  /** A length in bytes, small ones more often, at most `most`. */
  length(most: number): number {
    const length = this.chance(0.7) ? this.upTo(40) : this.chance(0.7) ? this.pick(edges) : this.upTo(most);
    return Math.min(most, length);
  }

  bytes(length: number): Buffer {
    const words = new Uint32Array(Math.ceil(length / 4));
    for (let at = 0; at < words.length; at += 1) words[at] = this.upTo(0xffffffff);
    return Buffer.from(words.buffer, 0, length);
  }

  /** The bytes in order, in pieces of their own memory: single bytes, small ones, big ones or one. */
  cut(bytes: Buffer): Buffer[] {
    const longest = this.pick([1, 3, 20, 300, 5_000, 64 * 1024, Infinity]);
    // Byte by byte would take a big input too long, and show no more than a small one.
    const least = Math.floor(bytes.length / 5_000);
    const pieces: Buffer[] = [];
    for (let offset = 0; offset < bytes.length;) {
      const length = 1 + least + (longest === Infinity ? bytes.length : this.upTo(longest - 1));
      pieces.push(Buffer.from(bytes.subarray(offset, offset + length)));
      offset += length;
    }
    return pieces;
  }
}
