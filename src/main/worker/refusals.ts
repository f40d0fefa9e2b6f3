import type { Problem, ProblemCode } from '../../shared/problem';

/**
 * What an API server is away with, or says while it is away. One that restarts quickly is never met while it is away: it
 * ends the tunnels, and the next that is heard of it is a refusal.
 */
const absences: readonly ProblemCode[] = ['api-unreachable', 'api-busy', 'timed-out', 'tunnel-lost'];

/**
 * An API server that has just started refuses users whose roles, or whose issuer's keys, it has not read yet. Only what it
 * goes on refusing for this long is meant, in milliseconds.
 */
const startingMs = 15_000;

/** What the attempt before came to, and since when an API server that was away is refusing; null for neither. */
export interface BeforeRefusal {
  readonly cause: Problem | null;
  readonly refusedSince: number | null;
}

/** Since when this refusal is not to be believed yet; null when the problem is what it seems. */
export function doubtedSince(problem: Problem, { cause, refusedSince }: BeforeRefusal, now: number): number | null {
  if (problem.code !== 'forbidden' && problem.code !== 'login-needed') return null;
  const wasAway = cause !== null && absences.includes(cause.code);
  const since = refusedSince ?? (wasAway ? now : null);
  return since !== null && now - since < startingMs ? since : null;
}
