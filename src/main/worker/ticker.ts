import type { Clock } from '../base/clock';
import { type Disposable, toDisposable } from '../base/disposable';

/** How often, in milliseconds: what is measured in seconds is late by no more than this. */
export const tickMs = 250;

/** One timer for all workers of a lane that have something to look after; none while nobody has. */
export class Ticker implements Disposable {
  readonly #listeners = new Set<() => void>();
  #timer: Disposable | null = null;

  constructor(private readonly clock: Clock) {}

  /** Calls `listener` on every tick, until disposed. */
  onTick(listener: () => void): Disposable {
    const entry = () => listener();
    this.#listeners.add(entry);
    this.#timer ??= this.clock.setInterval(() => this.#tick(), tickMs);
    return toDisposable(() => {
      this.#listeners.delete(entry);
      if (this.#listeners.size === 0) this.#stop();
    });
  }

  dispose(): void {
    this.#listeners.clear();
    this.#stop();
  }

  #tick(): void {
    for (const listener of [...this.#listeners]) if (this.#listeners.has(listener)) listener();
  }

  #stop(): void {
    this.#timer?.dispose();
    this.#timer = null;
  }
}
