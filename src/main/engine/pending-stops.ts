import type { ForwardId, ForwardState } from '../../shared/forward';
import type { Clock } from '../base/clock';
import { type Disposable, DisposableStore } from '../base/disposable';
import { portOf } from './port-queue';

/**
 * How long a lane may take to confirm that a forward is stopped, in milliseconds, before the lane is replaced. With the
 * time that ending a thread may take, a port is free within a second in any case.
 */
const stopMs = 400;
/** A late timer of ours is no lane's fault: what it has answered meanwhile is heard first. Milliseconds. */
const hearMs = 50;

/** Stops that no lane has confirmed yet, and what each forward is to be shown as when it is stopped. */
export class PendingStops implements Disposable {
  readonly #stops = new Map<ForwardId, { readonly deadline: Disposable; readonly outcome: ForwardState }>();

  constructor(private readonly clock: Clock) {}

  has(id: ForwardId): boolean {
    return this.#stops.has(id);
  }

  /** Whether a forward with this local port, at whatever address, is being stopped. */
  isFreeing(port: number): boolean {
    for (const id of this.#stops.keys()) if (portOf(id) === port) return true;
    return false;
  }

  /** `onOverdue` comes unless the stop is settled in time. */
  begin(id: ForwardId, outcome: ForwardState, onOverdue: () => void): void {
    const { clock } = this;
    const deadline = new DisposableStore();
    deadline.add(clock.setTimeout(() => deadline.add(clock.setTimeout(onOverdue, hearMs)), stopMs));
    this.#stops.set(id, { deadline, outcome });
  }

  /** What the forward is shown as from now on; null when no stop was under way. */
  settle(id: ForwardId): ForwardState | null {
    const stop = this.#stops.get(id);
    if (!stop) return null;
    stop.deadline.dispose();
    this.#stops.delete(id);
    return stop.outcome;
  }

  dispose(): void {
    for (const { deadline } of this.#stops.values()) deadline.dispose();
    this.#stops.clear();
  }
}
