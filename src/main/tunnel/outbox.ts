import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { Carrier } from './carrier';
import { AtEndOfTurn, nextTurn, thisTurn } from './turns';

/** How long what nobody waits for may wait for company, in milliseconds. */
const companyMs = 10;

/**
 * What a tunnel sends, gathered by how soon somebody waits for it: a write, with encryption and the peer's waking up, costs
 * more than the bytes of small frames.
 */
export class Outbox implements Disposable {
  readonly #flushing = new AtEndOfTurn(() => this.#flush());
  #waiting: Disposable | null = null;
  #disposed = false;

  constructor(
    private readonly carrier: Carrier,
    private readonly clock: Clock,
    private readonly frameBytes: number,
  ) {}

  /** With the first bytes of the connection that was just accepted, if they are here already. */
  sendSoon(frame: Buffer): void {
    this.carrier.sendFrame(frame);
    this.#flushing.schedule(nextTurn);
  }

  /** With what goes next, or after a while. */
  sendAnyTime(frame: Buffer): void {
    this.carrier.sendFrame(frame);
    this.#waiting ??= this.clock.setTimeout(() => this.#flush(), companyMs);
  }

  /** With all else of this turn; big pieces at once. */
  sendData(streamId: number, chunk: Buffer): void {
    for (let start = 0; start < chunk.length; start += this.frameBytes) {
      const payload = chunk.length <= this.frameBytes ? chunk : chunk.subarray(start, start + this.frameBytes);
      this.carrier.sendData(streamId, payload);
    }
    this.#flushing.schedule(thisTurn);
  }

  /** What has not been sent never will be. */
  dispose(): void {
    this.#disposed = true;
    this.#waiting?.dispose();
  }

  #flush(): void {
    if (this.#disposed) return;
    this.#waiting?.dispose();
    this.#waiting = null;
    this.carrier.flush();
  }
}
