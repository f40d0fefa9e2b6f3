import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { inject } from 'vitest';
import type { PeerName } from './peers';

/**
 * Notes what came of a scenario, in a few words with figures, for docs/comparison.md. A scenario's name is the same for
 * every peer; the last note counts.
 */
export async function note(scenario: string, peer: PeerName, outcome: string): Promise<void> {
  const file = inject('outcomesFile');
  await mkdir(dirname(file), { recursive: true });
  await appendFile(file, `${JSON.stringify({ scenario, peer, outcome })}\n`);
}

/** `3.4 s`, `210 ms`. */
export function span(ms: number): string {
  return ms < 1_000 ? `${ms.toFixed(0)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}
