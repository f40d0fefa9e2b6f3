import type { Clock } from '../base/clock';

/**
 * How long a tunnel's pings take there and back: from the moment that one is sent until its own answer is here, whatever
 * else comes meanwhile. One is timed at a time, so that one that takes longer than the next is sent is timed all the same.
 */
export class RoundTrip {
  #sent: { readonly ping: number; readonly at: number } | null = null;
  #latestMs: number | null = null;

  constructor(private readonly clock: Clock) {}

  /** `ping`: the number by which its answer is known again. */
  sent(ping: number): void {
    this.#sent ??= { ping, at: this.clock.now() };
  }

  /** An answer came. */
  answered(ping: number): void {
    if (this.#sent?.ping !== ping) return;
    this.#latestMs = Math.round((this.clock.now() - this.#sent.at) * 10) / 10;
    this.#sent = null;
  }

  /** The answer may lie unread, or never come: it would say nothing of the way. What was known counts no more. */
  forget(): void {
    this.#sent = null;
    this.#latestMs = null;
  }

  /** Of the latest ping, to a tenth of a millisecond; null while its answer is still out, and before the first one. */
  latestMs(): number | null {
    return this.#sent === null ? this.#latestMs : null;
  }
}
