import { clusterIdOf, type ClusterRef } from '../shared/cluster-ref';
import type { Listing, OfferedContext, OfferedTarget } from '../shared/discovery';
import type { WindowApi } from '../shared/ipc';
import { problemOf } from '../shared/problem';

export type OffersApi = Pick<WindowApi, 'listContexts' | 'listNamespaces' | 'listTargets' | 'cancelListing'>;

/** Where something is looked for. */
interface Whereabouts {
  readonly context: string;
  /** Empty for the user's own. */
  readonly kubeconfig: string;
  readonly namespace: string;
}

/** What the clusters have to choose from. Each list is of what was asked for last; null while nothing was asked. */
export class Offers {
  contexts = $state.raw<Listing<OfferedContext> | null>(null);
  namespaces = $state.raw<Listing<string> | null>(null);
  targets = $state.raw<Listing<OfferedTarget> | null>(null);
  isAskingContexts = $state(false);
  isAskingNamespaces = $state(false);
  isAskingTargets = $state(false);
  #namespacesOf = '';
  #targetsOf = '';

  constructor(private readonly api: OffersApi) {}

  async askContexts(): Promise<void> {
    this.isAskingContexts = true;
    this.contexts = await settled(this.api.listContexts());
    this.isAskingContexts = false;
  }

  /** The namespaces and the targets there. */
  ask(of: Whereabouts): void {
    this.askNamespaces(of);
    this.askTargets(of);
  }

  /** Those of the context, unless they are what was asked for already. */
  askNamespaces(of: Whereabouts, fresh = false): void {
    const cluster = clusterIn(of);
    const wanted = cluster.context === '' ? '' : clusterIdOf(cluster);
    if (wanted === this.#namespacesOf && !fresh) return;
    this.#namespacesOf = wanted;
    this.namespaces = null;
    this.isAskingNamespaces = wanted !== '';
    if (wanted === '') return;
    void settled(this.api.listNamespaces({ ask: 'form-namespaces', ...cluster, fresh })).then((listing) => {
      if (this.#namespacesOf !== wanted || listing.kind === 'cancelled') return;
      this.namespaces = listing;
      this.isAskingNamespaces = false;
    });
  }

  askTargets(of: Whereabouts, fresh = false): void {
    const [cluster, namespace] = [clusterIn(of), of.namespace.trim()];
    const wanted = cluster.context === '' || namespace === '' ? '' : JSON.stringify([clusterIdOf(cluster), namespace]);
    if (wanted === this.#targetsOf && !fresh) return;
    this.#targetsOf = wanted;
    this.targets = null;
    this.isAskingTargets = wanted !== '';
    if (wanted === '') return;
    void settled(this.api.listTargets({ ask: 'form-targets', ...cluster, namespace, fresh })).then((listing) => {
      if (this.#targetsOf !== wanted || listing.kind === 'cancelled') return;
      this.targets = listing;
      this.isAskingTargets = false;
    });
  }

  /** What is still under way is not waited for any more. */
  dispose(): void {
    if (this.isAskingNamespaces) void settled(this.api.cancelListing({ ask: 'form-namespaces' }));
    if (this.isAskingTargets) void settled(this.api.cancelListing({ ask: 'form-targets' }));
    this.#namespacesOf = this.#targetsOf = '';
  }
}

function clusterIn({ context, kubeconfig }: Whereabouts): ClusterRef {
  return { context: context.trim(), ...(kubeconfig === '' ? {} : { kubeconfig }) };
}

/** The answer; a request that fails is an answer, too. */
async function settled<T>(
  asked: Promise<T>,
): Promise<T | { readonly kind: 'failed'; readonly problem: ReturnType<typeof problemOf> }> {
  try {
    return await asked;
  } catch (error) {
    return { kind: 'failed', problem: problemOf(error) };
  }
}
