import type { Disposable } from '../base/disposable';
import { Probe, type ProbeOptions } from './probe';

/** How long the first probe may wait at most, in milliseconds: forwards that come up together do not probe together. */
const firstMs = 2_000;

/** By how much of an interval each is longer or shorter, for the same reason. */
const jitter = 0.1;

export interface ProberOptions extends ProbeOptions {
  readonly random: () => number;
}

/** Probes one forward's app, one connection at a time. Has no timer: whoever owns it calls `tick`. */
export class Prober implements Disposable {
  #probe: Probe | null = null;
  #nextAt: number;

  constructor(private readonly options: ProberOptions) {
    const { clock, random, settings } = options;
    this.#nextAt = clock.now() + random() * Math.min(firstMs, settings.intervalMs);
  }

  tick(): void {
    this.#probe?.tick();
    if (this.#probe?.isOver) this.#rest();
    const { clock } = this.options;
    if (!this.#probe && clock.now() >= this.#nextAt) this.#probe = new Probe(this.options);
  }

  dispose(): void {
    this.#probe?.dispose();
    this.#probe = null;
  }

  #rest(): void {
    const { clock, random, settings } = this.options;
    this.#probe = null;
    this.#nextAt = clock.now() + settings.intervalMs * (1 - jitter + 2 * jitter * random());
  }
}
