import { whileSeen } from './while-seen';

/** As often as heartbeats come by default, in milliseconds. */
const coarseMs = 5_000;

/** The one clock that ages, uptimes and countdowns move by. Stands still while nobody can see it. */
export class Ticker {
  /** Milliseconds since 1970; a second old at most while the window is visible. */
  now = $state(Date.now());
  /** The same, in steps of a few seconds, for what changes slowly and costs more to draw. */
  readonly coarse = $derived(Math.floor(this.now / coarseMs) * coarseMs);
  readonly #stop = whileSeen(document, 1_000, () => this.touch());

  /** Brings the clock up to date between two ticks, so that news are never "in the future". */
  touch(): void {
    this.now = Date.now();
  }

  dispose(): void {
    this.#stop();
  }
}
