import type { ForwardId, ForwardSpec, ForwardState } from '../../shared/forward';
import type { Problem, ProblemCode } from '../../shared/problem';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { ResolvedTarget } from '../worker/resolved-target';
import type { Clusters, PodNews } from './clusters';
import { leftPod } from './engine-problems';

/** Who acts on what is seen of pods. */
export interface PodListener {
  onPodLeft(id: ForwardId, podUid: string, cause: Problem): void;
  onPodReady(id: ForwardId): void;
}

/** When it has failed with one of these, a forward waits for a pod, or for what names its pods to be there or to change. */
const waitsForPod: ReadonlySet<ProblemCode> = new Set([
  'no-ready-pod',
  'target-not-found',
  'port-not-found',
  'pod-gone',
  'target-changed',
]);

/**
 * Has the pods watched that forwards lead to or wait for. A tunnel often outlives its pod, so that an idle forward would
 * otherwise go on saying that it is active.
 */
export class PodFollower implements Disposable {
  /** To where each forward was sent last. It need not have got there, or may have asked for the credentials alone. */
  readonly #sent = new Map<ForwardId, ResolvedTarget>();
  /** To where those lead that are active. */
  readonly #reached = new Map<ForwardId, ResolvedTarget>();
  readonly #follows = new Map<ForwardId, Disposable>();

  constructor(
    private readonly clock: Clock,
    private readonly clusters: Pick<Clusters, 'watch'>,
    private readonly listener: PodListener,
  ) {}

  /** To where the forward was sent last. It need not get there. */
  noteTarget(id: ForwardId, target: ResolvedTarget): void {
    this.#sent.set(id, target);
  }

  /** The pod that the forward leads to, or else was sent to last; null when none is known. */
  podUidOf(id: ForwardId): string | null {
    return (this.#reached.get(id) ?? this.#sent.get(id))?.podUid ?? null;
  }

  /** The forward is in this state now. */
  follow(spec: ForwardSpec, state: ForwardState): void {
    const { id } = spec;
    this.#unfollow(id);
    const reached = this.#reached.get(id);
    this.#reached.delete(id);
    if (state.kind === 'active') {
      const target = [this.#sent.get(id), reached].find((known) => known?.pod === state.pod);
      if (!target) return;
      this.#reached.set(id, target);
      this.#watch(spec, target.podUid, (news) => {
        if (news.kind === 'leave') this.listener.onPodLeft(id, target.podUid, leftPod(spec, target.pod, news.why));
      });
    } else if (state.kind === 'reconnecting' && this.#isWaiting(state)) {
      this.#watch(spec, null, (news) => {
        if (news.kind === 'ready') this.listener.onPodReady(id);
      });
    } else if (state.kind === 'stopped' || state.kind === 'listening') {
      this.#sent.delete(id);
    }
  }

  /** There is no such forward any more. */
  forget(id: ForwardId): void {
    this.#unfollow(id);
    this.#sent.delete(id);
    this.#reached.delete(id);
  }

  dispose(): void {
    for (const id of [...this.#follows.keys()]) this.#unfollow(id);
  }

  /** While an attempt is under way, news would come too early for it, and would count as told. */
  #isWaiting({ cause, retryAt }: Extract<ForwardState, { kind: 'reconnecting' }>): boolean {
    return waitsForPod.has(cause.code) && retryAt > this.clock.wallTime();
  }

  #watch(spec: ForwardSpec, podUid: string | null, onNews: (news: PodNews) => void): void {
    this.#follows.set(spec.id, this.clusters.watch(spec, podUid, onNews));
  }

  #unfollow(id: ForwardId): void {
    this.#follows.get(id)?.dispose();
    this.#follows.delete(id);
  }
}
