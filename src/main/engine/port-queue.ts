import type { ForwardId } from '../../shared/forward';

/**
 * Forwards that wait until another one has let go of the same port number. Addresses may overlap (`0.0.0.0`, `localhost`), so
 * that the number alone is what counts.
 */
export class PortQueue {
  readonly #waiting = new Map<number, Set<ForwardId>>();

  wait(id: ForwardId): void {
    const port = portOf(id);
    const queue = this.#waiting.get(port) ?? new Set();
    this.#waiting.set(port, queue.add(id));
  }

  /** Who has waited for the port that this forward had. */
  take(id: ForwardId): readonly ForwardId[] {
    const queue = [...(this.#waiting.get(portOf(id)) ?? [])];
    this.#waiting.delete(portOf(id));
    return queue;
  }
}

/** An id is a local address. */
export function portOf(id: ForwardId): number {
  return Number(id.slice(id.lastIndexOf(':') + 1));
}
