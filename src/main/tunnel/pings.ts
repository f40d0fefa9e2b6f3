import type { Clock } from '../base/clock';
import { PeerReaders } from './peer-readers';
import { RoundTrip } from './round-trip';
import type { Vitals } from './vitals';

/** A tunnel's pings: when one is due, and what their answers tell. */
export class Pings {
  /** What is sent has to be noted here. */
  readonly readers = new PeerReaders();
  readonly #roundTrip: RoundTrip;
  #next = 1;

  constructor(
    private readonly clock: Clock,
    private readonly vitals: Vitals,
  ) {
    this.#roundTrip = new RoundTrip(clock);
  }

  /** The number of the one that is to be sent now; null for none. */
  next(): number | null {
    // While we do not read, no answer could reach us.
    if (!this.vitals.maySendPing || this.vitals.isUnread) return null;
    const id = this.#next;
    this.#next += 2;
    this.vitals.pinged();
    this.#roundTrip.sent(id);
    this.readers.pinged(id, this.clock.now());
    return id;
  }

  answered(id: number): void {
    this.#roundTrip.answered(id);
    this.readers.answered(id);
  }

  /** Answers may lie unread from now on. */
  unread(): void {
    this.#roundTrip.forget();
  }

  roundTripMs(): number | null {
    return this.#roundTrip.latestMs();
  }

  unansweredMs(): number {
    return this.readers.unansweredMs(this.clock.now());
  }
}
