import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';

/** Runs something at most once per interval, however often it is asked for; the last request is never lost. */
export class Coalescer implements Disposable {
  #timer: Disposable | null = null;
  #lastRun = -Infinity;
  #disposed = false;

  constructor(
    private readonly clock: Clock,
    private readonly intervalMs: number,
    private readonly run: () => void,
  ) {}

  /** Asks for a run: on a later turn, and not sooner than the interval after the last one. */
  request(): void {
    if (this.#timer !== null || this.#disposed) return;
    const wait = Math.max(0, this.#lastRun + this.intervalMs - this.clock.now());
    this.#timer = this.clock.setTimeout(() => {
      this.#timer = null;
      this.#lastRun = this.clock.now();
      this.run();
    }, wait);
  }

  dispose(): void {
    this.#disposed = true;
    this.#timer?.dispose();
    this.#timer = null;
  }
}
