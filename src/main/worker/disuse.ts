import type { Traffic } from '../../shared/view';
import type { Clock } from '../base/clock';

/** For how long no local connection has used a forward, whichever tunnels it has had meanwhile. Probes are no use. */
export class Disuse {
  #usedAt = 0;
  #total = 0;

  constructor(
    private readonly clock: Pick<Clock, 'now'>,
    private readonly traffic: () => Pick<Traffic, 'openConnections' | 'totalConnections' | 'heldConnections'>,
  ) {}

  /** It may be used from now on. */
  begin(): void {
    this.#usedAt = this.clock.now();
    this.#total = this.traffic().totalConnections;
  }

  /** In milliseconds, as of now. To be asked now and then: connections that begin and end between two looks are counted. */
  ms(): number {
    const { openConnections, totalConnections, heldConnections } = this.traffic();
    const isUsed = openConnections > 0 || heldConnections > 0 || totalConnections !== this.#total;
    if (isUsed) this.begin();
    return this.clock.now() - this.#usedAt;
  }
}
