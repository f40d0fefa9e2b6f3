import type { Phase } from '../../shared/forward';

/** What a worker publishes about itself, for judging from outside whether it makes progress. */
export interface Progress {
  readonly phase: Phase;
  /** Time in this phase. */
  readonly elapsedMs: number;
  /** How long this phase may take; null for `forwarding` and `listening`, which are judged by `silentMs`. */
  readonly deadlineMs: number | null;
  /**
   * In `forwarding`: time since the freshest upstream's last byte. Pings make it small on an idle tunnel. 0 in `listening`:
   * nothing is to be heard of, and that the lane answers proves that connections will be.
   */
  readonly silentMs: number;
}

/**
 * Time since the last proof of progress: 0 for a worker that is within its phase's deadline, the whole phase for one
 * that has overrun it, and the upstream's silence for one that forwards.
 */
export function progressAgeMs(progress: Progress): number {
  if (progress.deadlineMs === null) return progress.silentMs;
  return progress.elapsedMs > progress.deadlineMs ? progress.elapsedMs : 0;
}
