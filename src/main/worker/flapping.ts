import { flapping } from '../../shared/ailments';
import type { Problem } from '../../shared/problem';

/** Losses this close together belong to one episode, and so much time without one ends it. Milliseconds. */
export const flappingWindowMs = 120_000;

/** So many within the window are an episode. */
export const flappingLosses = 4;

/** A forward's lost tunnels: the times of those within the window, oldest first, and whether they are an episode. */
export interface Losses {
  readonly at: readonly number[];
  readonly isEpisode: boolean;
  /** What was ill the last time. */
  readonly suspect: Problem['suspect'];
}

export const noLosses: Losses = { at: [], isEpisode: false, suspect: 'api-server' };

/**
 * Whether this is the end of a tunnel that nobody wanted. A pod that was replaced has not taken its tunnel with it, and a
 * forward that was made to lead elsewhere has left its own.
 */
export function isLoss(cause: Problem): boolean {
  return cause.code !== 'pod-gone' && cause.code !== 'no-ready-pod' && cause.code !== 'target-changed';
}

/** One more tunnel was lost. */
export function withLoss(losses: Losses, suspect: Problem['suspect'], now: number): Losses {
  const at = [...recent(losses.at, now), now];
  return { at, isEpisode: losses.isEpisode || at.length >= flappingLosses, suspect };
}

/** What is left of it by now. The same object when nothing has changed. */
export function lossesAt(losses: Losses, now: number): Losses {
  const at = recent(losses.at, now);
  if (at.length === losses.at.length) return losses;
  return { ...losses, at, isEpisode: losses.isEpisode && at.length > 0 };
}

/** What is said of an episode; null when there is none. */
export function flappingAilment({ at, isEpisode, suspect }: Losses): Problem | null {
  return isEpisode ? flapping(at.length, flappingWindowMs, suspect) : null;
}

function recent(at: readonly number[], now: number): readonly number[] {
  return at.filter((time) => now - time < flappingWindowMs);
}
