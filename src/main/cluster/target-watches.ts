import { clusterRefOf } from '../../shared/cluster-ref';
import type { ForwardId, ForwardSpec } from '../../shared/forward';
import { type Disposable, DisposableStore } from '../base/disposable';
import type { PodNews } from '../engine/clusters';
import type { OwnerMark } from './owner-mark';
import type { PodWatches } from './pod-watches';

/** What was last seen on the way from a forward's target to its pods. */
export interface TargetSight {
  /** Of the service or workload; null for none, or one that is not there. */
  readonly owner: OwnerMark | null;
  /** Which pods were looked at: null for all of the namespace, undefined when it did not come to that. */
  readonly selector: string | null | undefined;
}

export const nothingSeen: TargetSight = { owner: null, selector: undefined };

/** Watches all that a forward's way to its pod depends on: the pods, and the service or workload that names them. */
export class TargetWatches {
  readonly #sights = new Map<ForwardId, TargetSight>();

  constructor(private readonly watches: PodWatches) {}

  /** Somebody looks anew: what was seen before does not count. */
  begin(id: ForwardId): void {
    this.#sights.delete(id);
  }

  note(id: ForwardId, seen: Partial<TargetSight>): void {
    this.#sights.set(id, { ...(this.#sights.get(id) ?? nothingSeen), ...seen });
  }

  /** As `Clusters.watch`. */
  watch(spec: ForwardSpec, podUid: string | null, onNews: (news: PodNews) => void): Disposable {
    const store = new DisposableStore();
    const sight = this.#sights.get(spec.id);
    if (!sight) return store;
    this.#watchPods(spec, sight, podUid, onNews, store);
    this.#watchOwner(spec, sight, podUid, onNews, store);
    return store;
  }

  #watchPods(
    spec: ForwardSpec,
    { selector }: TargetSight,
    uid: string | null,
    onNews: (news: PodNews) => void,
    store: DisposableStore,
  ): void {
    if (selector === undefined) return;
    const { id, namespace, target } = spec;
    const prefix = target.kind === 'pod' ? target.name : null;
    store.add(this.watches.follow({ ...clusterRefOf(spec), namespace, selector }, { id, prefix, uid, onNews }));
  }

  /**
   * A service may lead elsewhere from one moment to the next. A workload's selector never changes, so it is watched only
   * by those that wait for it.
   */
  #watchOwner(
    spec: ForwardSpec,
    { owner }: TargetSight,
    podUid: string | null,
    onNews: (news: PodNews) => void,
    store: DisposableStore,
  ): void {
    const { id, namespace, target } = spec;
    if (target.kind === 'pod' || target.kind === 'selector') return;
    if (target.kind !== 'service' && podUid !== null) return;
    const { name } = target;
    const kind = `${target.kind}s` as const;
    // Services are small and mostly there: one watch is for all of a namespace. Workloads are neither.
    const owners = { kind, name: kind === 'services' ? null : name };
    const watched = { ...clusterRefOf(spec), namespace, selector: null, owner: owners };
    const tell = (news: PodNews) => {
      if (podUid === null) onNews({ kind: 'ready' });
      else if (news.kind === 'leave') onNews({ kind: 'leave', why: 'retargeted' });
    };
    store.add(this.watches.follow(watched, { id, prefix: name, uid: owner, onNews: tell }));
  }
}
