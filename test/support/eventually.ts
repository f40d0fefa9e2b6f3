import { setTimeout as sleep } from 'node:timers/promises';

export interface WaitOptions {
  /** How long to go on asking, in milliseconds; 10 s unless told. */
  readonly timeoutMs?: number;
  /** How long to wait between two questions, in milliseconds; 25 unless told. */
  readonly everyMs?: number;
}

/**
 * Asks until there is an answer: for what another process does in its own time. `undefined` means "not yet".
 * Throws when the time is over, naming what was waited for and, from `describe`, what was there instead.
 */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
  options: WaitOptions = {},
  describe: () => string = () => '',
): Promise<T> {
  const timeoutMs = options.timeoutMs ?? 10_000;
  const end = performance.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() >= end) {
      throw new Error(`Waited ${String(timeoutMs)} ms for ${what}. ${describe()}`.trim());
    }
    await sleep(options.everyMs ?? 25);
  }
}
