import type { Writable } from 'node:stream';

/** What may wait for a slow reader, in bytes: some thousands of lines. */
const defaultWaiting = 1024 * 1024;

/**
 * Writes lines to a stream whose reader may be slow or gone: beyond a bound they are left out and counted, and when the
 * reader has caught up it is told how many, in the line that `lost` makes. Nothing blocks, and no more memory is taken.
 */
export function boundedOutput(
  output: Writable,
  lost: (lines: number) => string,
  maxWaitingBytes = defaultWaiting,
): (line: string) => void {
  let left = 0;
  let gone = false;
  // Whoever needs to know that the reader is gone listens, too.
  output.on('error', () => {
    gone = true;
  });
  const catchUp = () => {
    if (left === 0) return;
    const line = lost(left);
    left = 0;
    output.write(line);
  };
  output.on('drain', catchUp);
  return (line) => {
    if (gone || output.destroyed) return;
    if (left > 0 || output.writableLength > maxWaitingBytes) left += 1;
    else output.write(line);
  };
}
