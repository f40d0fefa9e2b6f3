import { type ClusterId, clusterIdOf, clusterOf, clusterText } from '../../shared/cluster-ref';
import type { ForwardSpec } from '../../shared/forward';
import { problemOf, type Problem, type Suspect } from '../../shared/problem';
import { DeadlineError } from '../base/deadline';
import type { Disposable } from '../base/disposable';
import { redactProblem } from '../base/redact';
import type { ResolveAnswer } from '../worker/protocol';
import type { Clusters } from './clusters';
import type { EventBus } from './event-bus';

type Reachability = 'reachable' | 'unreachable' | 'credentials';

/** What a failure to resolve says about the cluster itself; null when it says nothing. */
export function reachabilityOf(problem: Problem): Reachability | null {
  switch (problem.code) {
    case 'api-unreachable':
    case 'tls-untrusted':
      return 'unreachable';
    case 'timed-out':
      // Who waited for credentials in vain has not got as far as the cluster.
      return problem.suspect === 'credentials' ? null : 'unreachable';
    case 'login-needed':
    case 'unauthorized':
      return 'credentials';
    case 'no-ready-pod':
    case 'target-not-found':
    case 'port-not-found':
    case 'forbidden':
    case 'api-busy':
      return 'reachable';
    default:
      return null;
  }
}

/** Answers the lanes' questions about targets, and announces what is learnt about each cluster on the way. */
export class Resolver {
  readonly #requests = new Map<string, AbortController>();
  readonly #known = new Map<ClusterId, Reachability>();

  constructor(
    private readonly clusters: Clusters,
    private readonly bus: EventBus,
  ) {}

  /** `key` names the request, for `abandon`. Never rejects. */
  async resolve(key: string, spec: ForwardSpec, afresh: boolean): Promise<ResolveAnswer> {
    const controller = new AbortController();
    this.#requests.set(key, controller);
    try {
      if (afresh) this.clusters.forget(spec);
      const target = await this.clusters.resolve(spec, controller.signal);
      this.#note(clusterIdOf(spec), 'reachable', null);
      return { kind: 'target', target };
    } catch (error) {
      const problem = redactProblem(problemOf(error));
      const learnt = reachabilityOf(problem);
      if (learnt && !controller.signal.aborted) this.#note(clusterIdOf(spec), learnt, problem);
      return { kind: 'problem', problem };
    } finally {
      this.#requests.delete(key);
    }
  }

  abandon(key: string): void {
    this.#requests.get(key)?.abort(new Error('Nobody waits for the answer any more.'));
  }

  /** Who is asked at this moment, when a forward to this cluster looks for its target. */
  askedFor(cluster: ClusterId): Suspect {
    return this.clusters.isGettingCredentials(cluster) ? 'credentials' : 'api-server';
  }

  /** As `Clusters.answers`. */
  answers(cluster: ClusterId, signal: AbortSignal): Promise<boolean> {
    return this.clusters.answers(cluster, signal);
  }

  /** Asks whether the API server answers anything at all, and announces it where that is news. Never rejects. */
  async probe(cluster: ClusterId, signal: AbortSignal): Promise<void> {
    const answers = await this.clusters.answers(cluster, signal).catch(() => false);
    // One that wants other credentials is known for that, until it takes some.
    const isOver = signal.aborted && !(signal.reason instanceof DeadlineError);
    if (isOver || this.#known.get(cluster) === 'credentials') return;
    this.#note(cluster, answers ? 'reachable' : 'unreachable', answers ? null : unreachable(cluster));
  }

  /** As `Clusters.watch`. */
  watch(...watched: Parameters<Clusters['watch']>): Disposable {
    return this.clusters.watch(...watched);
  }

  credentialsRefused(cluster: ClusterId): void {
    this.clusters.credentialsRefused(cluster);
  }

  dispose(): void {
    for (const controller of this.#requests.values()) controller.abort(new Error('Portwatch is stopping.'));
    this.clusters.dispose();
  }

  #note(cluster: ClusterId, learnt: Reachability, problem: Problem | null): void {
    if (this.#known.get(cluster) === learnt) return;
    this.#known.set(cluster, learnt);
    const which = clusterOf(cluster);
    if (problem === null || learnt === 'reachable') this.bus.publish('cluster.reachable', which);
    else if (learnt === 'credentials') this.bus.publish('cluster.credentials', { ...which, problem });
    else this.bus.publish('cluster.unreachable', { ...which, problem });
  }
}

function unreachable(cluster: ClusterId): Problem {
  return {
    code: 'api-unreachable',
    message: `The API server of ${clusterText(clusterOf(cluster))} does not answer.`,
    hint: 'Check the network and the VPN. Portwatch keeps trying.',
    suspect: 'api-server',
  };
}
