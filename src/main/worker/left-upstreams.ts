import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { ConnectionSet } from './connection-set';
import type { Upstream } from './upstream';

/** How long connections to a pod that is gone may take to hear so themselves, in milliseconds. */
const farewellMs = 1_000;

/**
 * Tunnels to a pod that is known to be gone. One connection was the first to be told; the others get an answer of their own,
 * which says whether the pod has seen anything of them, and are reset only when none comes.
 */
export class LeftUpstreams implements Disposable {
  readonly #left = new Map<Upstream, Disposable>();

  constructor(
    private readonly clock: Clock,
    private readonly connections: ConnectionSet,
  ) {}

  add(upstream: Upstream): void {
    this.#left.set(
      upstream,
      this.clock.setTimeout(() => this.#end(upstream), farewellMs),
    );
  }

  dispose(): void {
    for (const upstream of [...this.#left.keys()]) this.#end(upstream);
  }

  #end(upstream: Upstream): void {
    this.#left.get(upstream)?.dispose();
    this.#left.delete(upstream);
    upstream.dispose();
    this.connections.reset(upstream);
  }
}
