import { type ClusterId, clusterIdOf, clusterOf, clusterText } from '../shared/cluster-ref';
import type { Listing, OfferedContext } from '../shared/discovery';
import type { WindowApi } from '../shared/ipc';
import type { Problem } from '../shared/problem';
import { problemOf } from '../shared/problem';
import { generateWords } from '../shared/words-import';
import { withNames } from './model/plan-names';
import { PlanFlow } from './importing-plan.svelte';
import type { LastImport } from './importing-last.svelte';

type ListingApi = Pick<
  WindowApi,
  | 'listContexts'
  | 'listNamespaces'
  | 'cancelListing'
  | 'planGenerate'
  | 'cancelGenerate'
  | 'applyImport'
  | 'checkLocalPort'
>;

/** What a list of names to choose from is at. */
export type Names<T> =
  | { readonly kind: 'none' }
  | { readonly kind: 'asking' }
  | { readonly kind: 'listed'; readonly items: readonly T[]; readonly isCut: boolean }
  | { readonly kind: 'failed'; readonly problem: Problem };

/** Forwards for what a cluster has. Lives as long as the window, so that closing the dialog loses nothing. */
export class Generating {
  readonly flow: PlanFlow;
  contexts = $state.raw<Names<OfferedContext>>({ kind: 'none' });
  /** The id of a cluster; empty until one is chosen. */
  context = $state<ClusterId>('');
  namespaces = $state.raw<Names<string>>({ kind: 'none' });
  chosen = $state.raw<readonly string[]>([]);
  /** Names that were typed where they cannot be listed. */
  typed = $state('');
  everywhere = $state(false);
  workloads = $state(false);
  /** Which question for namespaces counts. */
  #ask = 0;

  constructor(
    private readonly api: ListingApi,
    readonly last: LastImport,
  ) {
    this.flow = new PlanFlow(api, last);
  }

  /** The names to look in: none of them means that nothing was chosen, unless it is everywhere. */
  get names(): readonly string[] {
    if (this.everywhere) return [];
    const typed = this.typed.split(/[\s,]+/).filter((name) => name !== '');
    return this.namespaces.kind === 'listed' ? this.chosen : withNames([], typed, true);
  }

  get isReady(): boolean {
    // Names that were typed for when they cannot be listed do not count while they are asked for: nobody sees them then.
    const areKnown = this.namespaces.kind !== 'asking' && this.names.length > 0;
    return this.context !== '' && (this.everywhere || areKnown);
  }

  /** Reads the kubeconfig anew, and begins with its current context. */
  async open(): Promise<void> {
    if (this.contexts.kind !== 'listed') this.contexts = { kind: 'asking' };
    this.contexts = namesOf(await answerOf(this.api.listContexts()));
    if (this.contexts.kind !== 'listed' || this.context !== '') return;
    const { items } = this.contexts;
    const first = items.find(({ isCurrent }) => isCurrent) ?? (items.length === 1 ? items[0] : undefined);
    if (first) await this.setContext(idOf(first));
  }

  /** Asks the cluster for its namespaces. Only the last question's answer counts. */
  async setContext(context: ClusterId, fresh = false): Promise<void> {
    this.#stopAsking();
    // What was typed was meant for the other cluster.
    if (context !== this.context) this.typed = '';
    this.context = context;
    this.chosen = [];
    this.everywhere = false;
    if (context === '') {
      this.namespaces = { kind: 'none' };
      return;
    }
    const ask = this.#ask;
    const own = this.#ownNamespace(context);
    this.namespaces = { kind: 'asking' };
    const names = namesOf(await answerOf(this.api.listNamespaces({ ask: askName(ask), ...clusterOf(context), fresh })));
    if (this.#ask !== ask) return;
    this.namespaces = names;
    if (names.kind === 'listed') this.chosen = names.items.includes(own) ? [own] : [];
    else if (this.typed === '') this.typed = own;
  }

  /** Whoever knows the names need not wait for them. */
  stopWaiting(): void {
    if (this.namespaces.kind !== 'asking') return;
    this.#stopAsking();
    this.namespaces = { kind: 'none' };
    if (this.typed === '') this.typed = this.#ownNamespace(this.context);
  }

  toggle(names: readonly string[], chosen: boolean): void {
    this.chosen = withNames(this.chosen, names, chosen);
  }

  async look(): Promise<void> {
    if (!this.isReady) return;
    const { context, workloads, names } = this;
    await this.flow.plan({
      of: clusterText(clusterOf(context)),
      what: generateWords.asking(clusterText(clusterOf(context))),
      // A cluster has much that nobody forwards to.
      chosen: false,
      ask: () => this.api.planGenerate({ ...clusterOf(context), namespaces: [...names], workloads }),
      cancel: () => this.api.cancelGenerate(),
    });
  }

  /** The dialog was closed: nothing is asked for that nobody waits for. */
  closed(): void {
    this.stopWaiting();
    if (this.flow.step.kind === 'asking') this.flow.back();
    this.flow.closed();
  }

  #ownNamespace(context: ClusterId): string {
    const items = this.contexts.kind === 'listed' ? this.contexts.items : [];
    return items.find((one) => idOf(one) === context)?.namespace ?? 'default';
  }

  #stopAsking(): void {
    if (this.namespaces.kind === 'asking') void this.api.cancelListing({ ask: askName(this.#ask) });
    this.#ask += 1;
  }
}

/** Of a context that is offered: two files may have contexts of one name. */
export function idOf({ name, kubeconfig }: OfferedContext): ClusterId {
  return clusterIdOf({ context: name, ...(kubeconfig === undefined ? {} : { kubeconfig }) });
}

function askName(ask: number): string {
  return `generate-${String(ask)}`;
}

/** A question that is not even answered has failed. */
async function answerOf<T>(answer: Promise<Listing<T>>): Promise<Listing<T>> {
  return answer.catch((error: unknown) => ({ kind: 'failed', problem: problemOf(error) }) as const);
}

function namesOf<T>(listing: Listing<T>): Names<T> {
  if (listing.kind === 'listed') return { kind: 'listed', items: listing.items, isCut: listing.isCut };
  return listing.kind === 'failed' ? listing : { kind: 'none' };
}
