import { defaultBackoff } from '../base/backoff';
import type { Failure, WorkerInput, WorkerState } from './worker-state';

type Listening = Extract<WorkerState, { kind: 'listening' }>;
type Waiting = Extract<WorkerState, { kind: 'waiting' }>;

/** What was met this long ago says nothing of what the next attempt will meet, in milliseconds. */
const forgottenAfterMs = defaultBackoff.resetAfterMs;

/**
 * What becomes of a forward that would go on to this state, when nobody needs a tunnel: it listens. An attempt that only
 * renews its credentials is finished.
 */
export function restingInstead(next: WorkerState, input: WorkerInput, now: number): WorkerState {
  if (next.kind === 'waiting') return listening(now, failureOf(next));
  if (next.kind !== 'resolving' || next.refreshed) return next;
  // Whoever asks for another tunnel has said why; it is no reason to doubt that there will be one.
  if (next.cause === null || input.type === 'reconnect') return listening(now, null);
  const { cause: problem, attempt, refusedSince } = next;
  return listening(now, { problem, attempt, until: now, refusedSince });
}

/** Nothing has used the tunnel for so long. */
export function restingAfterUse(now: number, idleMs: number): Listening {
  return { kind: 'listening', since: now, idleMs, failure: null };
}

/** What was wrong before does not count any more: what the forward leads to, or who asks, is another. */
export function unburdened(state: Listening): Listening {
  return state.failure === null ? state : { ...state, failure: null };
}

/** Things look up: nothing has to be waited for. */
export function encouraged(state: Listening, now: number): Listening {
  const { failure } = state;
  return failure === null || failure.until <= now ? state : { ...state, failure: { ...failure, until: now } };
}

/** What still counts of the last failure, for a connection that comes now; null when it begins from nothing. */
export function standingFailure({ since, failure }: Listening, now: number): Failure | null {
  return now - since < forgottenAfterMs ? failure : null;
}

function listening(since: number, failure: Failure | null): Listening {
  return { kind: 'listening', since, idleMs: null, failure };
}

function failureOf({ cause: problem, attempt, until, refusedSince }: Waiting): Failure {
  return { problem, attempt, until, refusedSince };
}
