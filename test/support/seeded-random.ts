/** Numbers in [0, 1) that are the same in every run: a failing round can be repeated. (mulberry32) */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The bytes in order, cut at random into pieces of 1 to `longest` bytes. */
export function sliceRandomly(bytes: Buffer, random: () => number, longest: number): Buffer[] {
  const pieces: Buffer[] = [];
  for (let offset = 0; offset < bytes.length;) {
    const end = Math.min(bytes.length, offset + 1 + Math.floor(random() * longest));
    pieces.push(bytes.subarray(offset, end));
    offset = end;
  }
  return pieces;
}
