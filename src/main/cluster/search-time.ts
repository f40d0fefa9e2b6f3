import type { ForwardSpec } from '../../shared/forward';
import { type Problem, ProblemError } from '../../shared/problem';
import type { Clock } from '../base/clock';
import { DeadlineError, withDeadline } from '../base/deadline';

/**
 * How long a search for a pod may take in all, in milliseconds: a little less than the worker waits that wants it
 * (`worker/timings.ts`), because only here is it known what the time went into.
 */
export const searchMs = 43_000;

/** How much of a search's time goes into what comes before the API server is asked: credentials, above all. */
export class SearchTime {
  #spentMs = 0;
  #since: number | null = null;

  constructor(private readonly clock: Pick<Clock, 'now'>) {}

  /** Milliseconds, up to this moment. */
  get onCredentialsMs(): number {
    return this.#spentMs + (this.#since === null ? 0 : this.clock.now() - this.#since);
  }

  async gettingCredentials<T>(way: Promise<T>): Promise<T> {
    this.#since = this.clock.now();
    try {
      return await way;
    } finally {
      this.#spentMs = this.onCredentialsMs;
      this.#since = null;
    }
  }
}

/** Runs a search within its time. Rejects as it does, or with a `ProblemError` that blames who took most of the time. */
export async function withinSearchTime<T>(
  clock: Clock,
  spec: ForwardSpec,
  signal: AbortSignal,
  search: (signal: AbortSignal, time: SearchTime) => Promise<T>,
): Promise<T> {
  const time = new SearchTime(clock);
  try {
    return await withDeadline(clock, 'Looking for a pod', searchMs, (inner) => search(inner, time), signal);
  } catch (error) {
    if (!(error instanceof DeadlineError) || error.ms !== searchMs) throw error;
    throw new ProblemError(tookTooLong(spec, time.onCredentialsMs), { cause: error });
  }
}

function tookTooLong({ context, namespace }: ForwardSpec, onCredentialsMs: number): Problem {
  const all = `${String(searchMs / 1_000)} s`;
  if (onCredentialsMs <= searchMs / 2) {
    const message = `No answer within ${all} about ${context}/${namespace}.`;
    const hint = 'The API server does not answer, or very slowly. Portwatch keeps trying.';
    return { code: 'timed-out', message, hint, suspect: 'api-server' };
  }
  return {
    code: 'timed-out',
    message: `No pod of ${context}/${namespace} within ${all}: ${String(Math.round(onCredentialsMs / 1_000))} s of them went into getting credentials.`,
    hint: 'The program or the provider that gives them is slow. Portwatch keeps trying.',
    suspect: 'credentials',
  };
}
