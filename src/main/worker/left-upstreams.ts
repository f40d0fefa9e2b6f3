import type { Clock } from '../base/clock';
import { type Disposable, DisposableStore } from '../base/disposable';
import type { ConnectionSet } from './connection-set';
import type { Upstream } from './upstream';

/** How long connections to a pod that is gone may take to hear so themselves, in milliseconds. */
const farewellMs = 1_000;

/** Tunnels that only wait for their last connections are given up after so much silence, in milliseconds. */
const silenceMs = 30_000;

/**
 * Tunnels to pods that get no new connections any more. Those that are open may finish as long as the tunnel is alive.
 * When the pod is known to be gone, one connection was the first to be told; the others get an answer of their own, which
 * says whether the pod has seen anything of them, and are reset only when none comes.
 */
export class LeftUpstreams implements Disposable {
  readonly #left = new Map<Upstream, DisposableStore>();
  /** Those whose pod is known to be gone. */
  readonly #doomed = new WeakSet<Upstream>();

  constructor(
    private readonly clock: Clock,
    private readonly connections: Pick<ConnectionSet, 'isUsing' | 'reset'>,
  ) {}

  /** Keeps the tunnels until the last connection over them has ended. */
  drain(upstream: Upstream): void {
    const store = new DisposableStore();
    this.#left.set(upstream, store);
    store.add(upstream.onDidLose(() => this.#end(upstream)));
    this.noteEnd(upstream);
  }

  /** The upstream's pod is gone. */
  expectEnd(upstream: Upstream): void {
    if (this.#doomed.has(upstream)) return;
    this.#doomed.add(upstream);
    const store = this.#left.get(upstream) ?? new DisposableStore();
    this.#left.set(upstream, store);
    store.add(this.clock.setTimeout(() => this.#end(upstream), farewellMs));
  }

  /** The same, if the upstream has been left before. */
  hasGone(upstream: Upstream): void {
    if (this.#left.has(upstream)) this.expectEnd(upstream);
  }

  /** One of its connections is over. */
  noteEnd(upstream: Upstream): void {
    if (this.#left.has(upstream) && !this.connections.isUsing(upstream)) this.#end(upstream);
  }

  /** Asks for signs of life, and gives up what has given none for too long. */
  poll(): void {
    for (const upstream of [...this.#left.keys()]) {
      if (upstream.silentMs() > silenceMs) this.#end(upstream);
      else upstream.ping();
    }
  }

  dispose(): void {
    for (const upstream of [...this.#left.keys()]) this.#end(upstream);
  }

  #end(upstream: Upstream): void {
    const store = this.#left.get(upstream);
    if (!store) return;
    this.#left.delete(upstream);
    store.dispose();
    upstream.dispose();
    this.connections.reset(upstream);
  }
}
