import type { ClusterId, ClusterRef } from '../../shared/cluster-ref';
import type { ForwardSpec } from '../../shared/forward';
import type { Disposable } from '../base/disposable';
import type { ResolvedTarget } from '../worker/resolved-target';

/** What a watch has seen of a target's pods. */
export type PodNews =
  /** The forward's pod should get no new connections. Told once. */
  | { readonly kind: 'leave'; readonly why: 'gone' | 'terminating' | 'ended' | 'unready' | 'retargeted' }
  /** A pod is ready that was not when the forward last looked for one. */
  | { readonly kind: 'ready' };

/** How the way into a cluster has changed, for all forwards to it. */
export interface AccessChange extends ClusterRef {
  /**
   * `way`: the server, the way to it or the trust in it is another; tunnels lead to the wrong place. `user`: new tunnels are
   * opened as somebody else, or with newer credentials; what is open may finish. `hope`: what did not work may work now.
   */
  readonly what: 'way' | 'user' | 'hope';
}

/**
 * What the engine needs to know of Kubernetes. `cluster/` implements it; tests may.
 * Failures reject with a `ProblemError`.
 */
export interface Clusters {
  /** Finds a ready pod and fresh credentials. Obeys the signal; never waits for ever. */
  resolve(spec: ForwardSpec, signal: AbortSignal): Promise<ResolvedTarget>;
  /** Whether the API server answers anything at all, if only that this is not allowed. Never rejects. */
  answers(cluster: ClusterId, signal: AbortSignal): Promise<boolean>;
  /** Whether credentials for this cluster are what is waited for at this moment: a program runs, or a provider is asked. */
  isGettingCredentials(cluster: ClusterId): boolean;
  /** The API server answered 401 to these credentials: get new ones before the next answer. */
  credentialsRefused(cluster: ClusterId): void;
  /** What is known of this target is wrong (its tunnel failed): look again before the next answer. */
  forget(spec: ForwardSpec): void;
  /**
   * Tells what becomes of the pod with this uid or, for null, when there is a pod to resolve to. Only after `resolve` has
   * looked for this target's pods. Where watching is not possible, nothing is told.
   */
  watch(spec: ForwardSpec, podUid: string | null, onNews: (news: PodNews) => void): Disposable;
  dispose(): void;
}
