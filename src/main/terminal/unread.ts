import type { Writable } from 'node:stream';

/**
 * Resolves when nobody reads the output any more, as in `| head`. What is written to it from then on is lost, each time
 * with an error that says nothing new.
 */
export function untilUnread(output: Writable): Promise<void> {
  return new Promise((resolve) => output.on('error', () => resolve()));
}
