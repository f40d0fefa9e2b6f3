import { type Problem, problemOf } from '../../shared/problem';
import { backoffMs, type BackoffPolicy, defaultBackoff } from '../base/backoff';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { Attempts } from './attempts';
import type { ResolvedTarget } from './resolved-target';
import type { WitnessedUpstream } from './witnessed-upstream';

/** The tunnel that is to be replaced still serves: there is no hurry. */
const patientBackoff: BackoffPolicy = { ...defaultBackoff, baseMs: 2_000, capMs: 60_000 };

export interface RenewalOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly attempts: Pick<Attempts, 'resolve' | 'open' | 'credentialsRefused'>;
  /** The new tunnel, which is the listener's from now on. Once; afterwards the renewal is over. */
  onOpen(upstream: WitnessedUpstream, target: ResolvedTarget, tookMs: number): void;
  /** An attempt failed; there will be another. */
  onTrouble(problem: Problem): void;
}

/** Opens a tunnel beside the one that serves, trying again until there is one. Has no timer of its own: see `tick`. */
export class Renewal implements Disposable {
  #abort: AbortController | null = null;
  #attempt = 0;
  #nextAt = -Infinity;
  #isOver = false;

  constructor(private readonly options: RenewalOptions) {}

  /** Begins an attempt when it is time for one. */
  tick(): void {
    const { clock } = this.options;
    if (this.#isOver || this.#abort || clock.now() < this.#nextAt) return;
    this.#abort = new AbortController();
    void this.#try(this.#abort.signal, clock.now());
  }

  dispose(): void {
    this.#isOver = true;
    this.#abort?.abort(new Error('the forward no longer needs it'));
  }

  async #try(signal: AbortSignal, startedAt: number): Promise<void> {
    const { attempts, clock } = this.options;
    try {
      const target = await attempts.resolve(this.#attempt > 0, signal);
      const opened = await attempts.open(target, signal);
      if (opened.kind !== 'open') this.#fail(opened.kind === 'trouble' ? opened.problem : null);
      else if (this.#isOver) opened.upstream.dispose();
      else {
        this.#isOver = true;
        this.options.onOpen(opened.upstream, target, clock.now() - startedAt);
      }
    } catch (error) {
      this.#fail(problemOf(error));
    }
  }

  /** `problem` is null when the credentials were refused: new ones are got, and the next attempt has them. */
  #fail(problem: Problem | null): void {
    if (this.#isOver) return;
    const { clock, random } = this.options;
    this.#abort = null;
    this.#attempt += 1;
    this.#nextAt = clock.now() + backoffMs(this.#attempt, random(), patientBackoff);
    if (problem) this.options.onTrouble(problem);
    else this.options.attempts.credentialsRefused();
  }
}
