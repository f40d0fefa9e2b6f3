import type { Problem } from '../../shared/problem';

/** What one attempt to reach the app came to: null when it was answered as it should be. */
export type Outcome = Problem | null;

/** How many in a row it takes. */
export interface Patience {
  /** Failures that make the app ill. */
  readonly failures: number;
  /** Successes that make it well again. */
  readonly successes: number;
}

/** What is believed of the app, and what speaks against it by now. */
export interface Health {
  /** What it suffers from, as last seen; null while it is believed to be well. */
  readonly ailment: Problem | null;
  /** Since when, on the monotonic clock: the first failure of those that made it ill. null while it is well. */
  readonly since: number | null;
  /** Outcomes in a row that contradict what is believed, and when the first of them was. */
  readonly against: number;
  readonly againstSince: number | null;
}

/** Nobody is ill before something has failed. */
export const well: Health = { ailment: null, since: null, against: 0, againstSince: null };

/**
 * What to believe after one more outcome. It takes several in a row to change one's mind, so that neither one bad answer
 * nor one good one makes a state flicker. The same object when nothing has changed.
 */
export function judge(health: Health, outcome: Outcome, { failures, successes }: Patience, now: number): Health {
  const isIll = health.ailment !== null;
  const contradicts = isIll === (outcome === null);
  if (!contradicts) {
    const ailment = isIll && !isSame(outcome, health.ailment) ? outcome : health.ailment;
    if (health.against === 0 && ailment === health.ailment) return health;
    return { ...health, ailment, against: 0, againstSince: null };
  }
  const against = health.against + 1;
  const againstSince = health.againstSince ?? now;
  if (against < (isIll ? successes : failures)) return { ...health, against, againstSince };
  return outcome === null ? well : { ailment: outcome, since: againstSince, against: 0, againstSince: null };
}

function isSame(one: Problem | null, other: Problem | null): boolean {
  return one?.code === other?.code && one?.message === other?.message;
}
