import { clusterIdOf, type ClusterRef } from '../../shared/cluster-ref';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { OwnerKind } from './owner-mark';
import type { PodSource } from './pod-source';
import { type PodFollower, PodWatch } from './pod-watch';

/** The pods that one watch is about. Contexts may lead to one server with different users, who may see different things. */
export interface WatchedPods extends ClusterRef {
  readonly namespace: string;
  /** null for all pods of the namespace. */
  readonly selector: string | null;
  /** Instead of pods, what names them: all of the namespace, or the one of that name. */
  readonly owner?: { readonly kind: OwnerKind; readonly name: string | null };
}

export interface PodWatchesOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly sourceOf: (pods: WatchedPods) => PodSource;
}

/** One watch for all forwards to the same pods. */
export class PodWatches implements Disposable {
  readonly #watches = new Map<string, PodWatch>();
  #disposed = false;

  constructor(private readonly options: PodWatchesOptions) {}

  /** How many there are, those included that nobody has followed for a moment. */
  get count(): number {
    return this.#watches.size;
  }

  follow(pods: WatchedPods, follower: PodFollower): Disposable {
    if (this.#disposed) return { dispose: () => undefined };
    const key = keyOf(pods);
    const watch = this.#watches.get(key) ?? this.#open(key, pods);
    return watch.follow(follower);
  }

  /** As `PodWatch.renew`, for all. */
  renew(): void {
    for (const watch of this.#watches.values()) watch.renew();
  }

  dispose(): void {
    this.#disposed = true;
    for (const watch of this.#watches.values()) watch.dispose();
    this.#watches.clear();
  }

  #open(key: string, pods: WatchedPods): PodWatch {
    const { clock, random, sourceOf } = this.options;
    const watch = new PodWatch({
      clock,
      random,
      source: sourceOf(pods),
      onUnused: () => {
        this.#watches.delete(key);
        watch.dispose();
      },
    });
    this.#watches.set(key, watch);
    return watch;
  }
}

function keyOf(pods: WatchedPods): string {
  const { namespace, selector, owner } = pods;
  return JSON.stringify([clusterIdOf(pods), namespace, selector, owner?.kind, owner?.name]);
}
