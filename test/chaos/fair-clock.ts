import type { Moment } from './observation';

/**
 * Time in which somebody could have done something. Fair time stands still while this process was not scheduled when it
 * should have been, or while threads of the programs under test were ready to run and had no processor: bounds are
 * extended by what was measured, and by nothing else. It moves at every sample, so it is late by a sample at most.
 */
export class FairClock {
  #fair = 0;
  #real = 0;
  #heldUpMs = 0;

  /** `now`: monotonic milliseconds. */
  constructor(
    private readonly now: () => number,
    private readonly startedAt = now(),
  ) {}

  get moment(): Moment {
    return { fair: this.#fair, real: this.now() - this.startedAt };
  }

  /** What was taken off so far, in milliseconds. */
  get heldUpMs(): number {
    return this.#heldUpMs;
  }

  /** Takes a sample: `expectedMs` since the last one if nobody was late, and how long the programs waited for a processor. */
  sample(expectedMs: number, waitedMs: number): void {
    const real = this.now() - this.startedAt;
    const elapsed = real - this.#real;
    this.#real = real;
    const lateMs = Math.max(0, elapsed - expectedMs);
    const heldUp = Math.min(elapsed * 0.9, lateMs + waitedMs);
    this.#heldUpMs += heldUp;
    this.#fair += elapsed - heldUp;
  }
}
