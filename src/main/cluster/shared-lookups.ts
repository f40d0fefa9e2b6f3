import type { Clock } from '../base/clock';
import { withDeadline } from '../base/deadline';
import type { Disposable } from '../base/disposable';

interface Lookup {
  readonly number: number;
  readonly answer: Promise<unknown>;
  readonly controller: AbortController;
  waiting: number;
  settled: boolean;
  expiry: Disposable | null;
}

export interface LookupTimes {
  /** How long one lookup may take, in milliseconds. */
  readonly deadlineMs: number;
  /** How long its answer serves others, in milliseconds. */
  readonly keepMs: number;
}

/**
 * Many askers, one lookup: whoever asks for the same thing while it is under way, or shortly after, gets the same
 * answer. A lookup ends early when nobody waits for it any more. Failures are told to all who wait, and not kept.
 */
export class SharedLookups implements Disposable {
  readonly #lookups = new Map<string, Lookup>();
  #count = 0;

  constructor(
    private readonly clock: Clock,
    private readonly times: LookupTimes,
  ) {}

  /**
   * The answer for `key`, from a lookup that was started after the mark `since`.
   * Rejects with the lookup's error, a `DeadlineError` or the signal's reason.
   */
  async get<T>(
    key: string,
    since: number,
    start: (signal: AbortSignal) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    signal.throwIfAborted();
    const known = this.#lookups.get(key);
    const lookup = known && known.number > since ? known : this.#start(key, start);
    lookup.waiting += 1;
    try {
      // The same key is always asked for with the same kind of question.
      return (await orAborted(lookup.answer, signal)) as T;
    } finally {
      lookup.waiting -= 1;
      if (lookup.waiting === 0 && !lookup.settled) this.#drop(key, lookup);
    }
  }

  /** What has been looked up so far is older than this mark, and what will be is newer. */
  mark(): number {
    return this.#count;
  }

  dispose(): void {
    for (const [key, lookup] of this.#lookups) this.#drop(key, lookup);
  }

  #start(key: string, start: (signal: AbortSignal) => Promise<unknown>): Lookup {
    this.#lookups.get(key)?.expiry?.dispose();
    this.#count += 1;
    const controller = new AbortController();
    const answer = withDeadline(this.clock, key, this.times.deadlineMs, start, controller.signal);
    const lookup: Lookup = {
      number: this.#count,
      answer,
      controller,
      waiting: 0,
      settled: false,
      expiry: null,
    };
    this.#lookups.set(key, lookup);
    answer.then(
      () => {
        lookup.settled = true;
        if (this.#lookups.get(key) !== lookup) return;
        lookup.expiry = this.clock.setTimeout(() => this.#lookups.delete(key), this.times.keepMs);
      },
      () => {
        lookup.settled = true;
        this.#forget(key, lookup);
      },
    );
    return lookup;
  }

  #drop(key: string, lookup: Lookup): void {
    lookup.controller.abort(new Error('Nobody waits for the answer any more.'));
    lookup.expiry?.dispose();
    this.#forget(key, lookup);
  }

  #forget(key: string, lookup: Lookup): void {
    if (this.#lookups.get(key) === lookup) this.#lookups.delete(key);
  }
}

/** The promise, or the signal's reason if that comes first. */
export async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason as Error);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    if (onAbort) signal.removeEventListener('abort', onAbort);
  }
}
