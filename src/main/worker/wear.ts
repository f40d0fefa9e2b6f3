import type { WornWhy } from '../../shared/events';
import type { Upkeep } from '../../shared/upkeep';

/** How long a tunnel has been open, and how long it has carried no connection; 0 while it carries one. Milliseconds. */
export interface Use {
  readonly ageMs: number;
  readonly idleMs: number;
}

export interface Wear {
  readonly why: WornWhy;
  /** The age, or the idle time. */
  readonly afterMs: number;
}

/** By how much a limit may be undercut, so that tunnels which were opened together are not all replaced together. */
const spread = 0.1;

/**
 * Whether a tunnel has passed a limit, and which; null when it has not. `chance`, in [0, 1), is the tunnel's own: it moves
 * its limits down by up to a tenth.
 */
export function wearOf(
  { ageMs, idleMs }: Use,
  { maxAgeMs, maxIdleMs }: Pick<Upkeep, 'maxAgeMs' | 'maxIdleMs'>,
  chance: number,
): Wear | null {
  const share = 1 - spread * chance;
  if (maxAgeMs !== null && ageMs >= maxAgeMs * share) return { why: 'age', afterMs: ageMs };
  if (maxIdleMs !== null && idleMs >= maxIdleMs * share) return { why: 'idle', afterMs: idleMs };
  return null;
}
