import { shownKind } from './forward';
import type { ForwardView } from './view';

/** One word for everything, in the order in which it matters; the tray has an icon for each. */
export type Overall = 'empty' | 'paused' | 'broken' | 'attention' | 'connecting' | 'well';

export interface Counts {
  readonly active: number;
  /** Their ports are open, and they need no tunnel. */
  readonly listening: number;
  readonly starting: number;
  readonly reconnecting: number;
  readonly stale: number;
  /** The tunnel is up, and something is wrong all the same. */
  readonly ailing: number;
  readonly hung: number;
  readonly failed: number;
  readonly stopped: number;
}

/** How many forwards are in each state. A stale or ailing forward is counted as that, not as active. */
export function countStates(forwards: readonly ForwardView[]): Counts {
  const none = { active: 0, listening: 0, starting: 0, reconnecting: 0 };
  const counts = { ...none, stale: 0, ailing: 0, hung: 0, failed: 0, stopped: 0 };
  for (const view of forwards) counts[shownKind(view)] += 1;
  return counts;
}

/**
 * The worst that is true of any forward. A config file that cannot be used (`hasProblems`) is not the same as nothing
 * configured. Pausing the watchdog is said before anything that it would have checked.
 */
export function overallOf(forwards: readonly ForwardView[], watching: boolean, hasProblems = false): Overall {
  if (forwards.length === 0) return hasProblems ? 'broken' : 'empty';
  const counts = countStates(forwards);
  if (counts.hung + counts.failed > 0) return 'broken';
  if (!watching || counts.stopped === forwards.length) return 'paused';
  if (counts.reconnecting + counts.stale + counts.ailing > 0) return 'attention';
  if (counts.starting > 0) return 'connecting';
  return 'well';
}
