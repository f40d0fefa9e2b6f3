/** Prime, so that no lost or doubled block of a usual size goes unnoticed. */
const blockBytes = 65_521;

/** The endless content that the `downloads` app serves: the same bytes at the same offset, always. */
export class DemoContent {
  /** Twice the block: any piece up to one block long is one slice. */
  readonly #doubled: Buffer;

  constructor() {
    const block = Buffer.alloc(blockBytes);
    let state = 0x2545f491;
    for (let index = 0; index < blockBytes; index += 1) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      block[index] = state >>> 24;
    }
    this.#doubled = Buffer.concat([block, block]);
  }

  /** Up to `length` bytes from `offset`: a view that must not be written to, at most 65,521 bytes long. */
  piece(offset: number, length: number): Buffer {
    const start = offset % blockBytes;
    return this.#doubled.subarray(start, start + Math.min(length, blockBytes));
  }

  /** A copy of `length` bytes from the beginning. */
  bytes(length: number): Buffer {
    const whole = Buffer.alloc(length);
    for (let offset = 0; offset < length; offset += blockBytes) this.piece(offset, length - offset).copy(whole, offset);
    return whole;
  }
}
