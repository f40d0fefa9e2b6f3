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
    case 'timed-out':
      return 'unreachable';
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
  readonly #known = new Map<string, Reachability>();

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
      this.#note(spec.context, 'reachable', null);
      return { kind: 'target', target };
    } catch (error) {
      const problem = redactProblem(problemOf(error));
      const learnt = reachabilityOf(problem);
      if (learnt && !controller.signal.aborted) this.#note(spec.context, learnt, problem);
      return { kind: 'problem', problem };
    } finally {
      this.#requests.delete(key);
    }
  }

  abandon(key: string): void {
    this.#requests.get(key)?.abort(new Error('Nobody waits for the answer any more.'));
  }

  /** Who is asked at this moment, when a forward to this context looks for its target. */
  askedFor(context: string): Suspect {
    return this.clusters.isGettingCredentials(context) ? 'credentials' : 'api-server';
  }

  /** As `Clusters.answers`. */
  answers(context: string, signal: AbortSignal): Promise<boolean> {
    return this.clusters.answers(context, signal);
  }

  /** Asks whether the API server answers anything at all, and announces it where that is news. Never rejects. */
  async probe(context: string, signal: AbortSignal): Promise<void> {
    const answers = await this.clusters.answers(context, signal).catch(() => false);
    // One that wants other credentials is known for that, until it takes some.
    const isOver = signal.aborted && !(signal.reason instanceof DeadlineError);
    if (isOver || this.#known.get(context) === 'credentials') return;
    this.#note(context, answers ? 'reachable' : 'unreachable', answers ? null : unreachable(context));
  }

  /** As `Clusters.watch`. */
  watch(...watched: Parameters<Clusters['watch']>): Disposable {
    return this.clusters.watch(...watched);
  }

  credentialsRefused(context: string): void {
    this.clusters.credentialsRefused(context);
  }

  dispose(): void {
    for (const controller of this.#requests.values()) controller.abort(new Error('Portwatch is stopping.'));
    this.clusters.dispose();
  }

  #note(context: string, learnt: Reachability, problem: Problem | null): void {
    if (this.#known.get(context) === learnt) return;
    this.#known.set(context, learnt);
    if (problem === null || learnt === 'reachable') this.bus.publish('cluster.reachable', { context });
    else if (learnt === 'credentials') this.bus.publish('cluster.credentials', { context, problem });
    else this.bus.publish('cluster.unreachable', { context, problem });
  }
}

function unreachable(context: string): Problem {
  return {
    code: 'api-unreachable',
    message: `The API server of ${context} does not answer.`,
    hint: 'Check the network and the VPN. Portwatch keeps trying.',
    suspect: 'api-server',
  };
}
