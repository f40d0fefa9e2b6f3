import type { z } from 'zod';
import { type ClusterId, clusterOf, type ClusterRef, clusterText } from '../../shared/cluster-ref';
import type { Listing, NotListed, OfferedContext, OfferedTarget } from '../../shared/discovery';
import { type Problem, ProblemError, problemOf } from '../../shared/problem';
import type { Clock } from '../base/clock';
import { DeadlineError } from '../base/deadline';
import type { Disposable } from '../base/disposable';
import type { Asking, Discoverer } from '../engine/editor';
import type { ApiClient } from './api-client';
import { apiProblem, ApiStatusError } from './api-errors';
import type { ApiAccess } from './endpoint';
import { type ConfiguredCluster, locatedCluster } from './configured-clusters';
import type { KnownContexts } from './known-contexts';
import { type ApiWay, type ListedPages, listPages } from './list-pages';
import {
  listedNamespaceSchema,
  listedPodSchema,
  listedServiceSchema,
  listedWorkloadSchema,
  workloadResources,
} from './listed-objects';
import { offeredContexts } from './offered-contexts';
import { offeredPods, offeredSelectors, offeredService, offeredWorkload } from './offered-targets';
import { SharedLookups } from './shared-lookups';

/** The ways into the user's clusters. */
export interface ReachableClusters {
  /** Those of a file; of the user's own kubeconfig without one. */
  contexts(kubeconfig?: string): Promise<KnownContexts>;
  /** Refused credentials are renewed once: `work` leaves a 401 as it is. */
  reach<T>(
    cluster: ClusterId,
    signal: AbortSignal,
    work: (access: ApiAccess, client: ApiClient) => Promise<T>,
  ): Promise<T>;
  /** What failed just now may be tried again for these clusters. */
  allowRetry(clusters: readonly ClusterId[]): void;
}

/** Long enough for somebody who goes back and forth in a form, in milliseconds. */
const keepMs = 20_000;

/** All of one question, credentials included, in milliseconds. */
const deadlineMs = 45_000;

/** Each with up to 500 items: nobody looks through more. */
const maxPages = 10;
const maxPodPages = 4;

/** Asks the clusters themselves. See `Discoverer`. */
export class Discovery implements Discoverer, Disposable {
  readonly #lookups: SharedLookups;

  constructor(
    private readonly clock: Clock,
    private readonly clusters: () => ReachableClusters,
    private readonly configured: () => readonly ConfiguredCluster[] = () => [],
  ) {
    this.#lookups = new SharedLookups(clock, { deadlineMs, keepMs });
  }

  contexts(): Promise<Listing<OfferedContext>> {
    return offeredContexts(this.clusters(), this.configured());
  }

  namespaces(cluster: ClusterId, asking: Asking): Promise<Listing<string>> {
    return this.#ask(['namespaces'], cluster, asking, async (way) => {
      const question = { path: '/api/v1/namespaces', resource: 'namespaces', schema: listedNamespaceSchema };
      try {
        const { items, isCut } = await listPages(way, { ...question, selector: null, maxPages });
        return { kind: 'listed', items: items.map(({ metadata }) => metadata.name), notListed: [], isCut };
      } catch (error) {
        if (isRefusal(error)) throw error;
        throw new ProblemError(namespacesProblem(error, way.access), { cause: error });
      }
    });
  }

  targets(cluster: ClusterId, namespace: string, asking: Asking): Promise<Listing<OfferedTarget>> {
    return this.#ask(['targets', namespace], cluster, asking, (way) => targetsIn(way, namespace));
  }

  dispose(): void {
    this.#lookups.dispose();
  }

  async #ask<T>(
    question: readonly string[],
    named: ClusterId,
    { signal, fresh }: Asking,
    work: (way: ApiWay) => Promise<Listing<T>>,
  ): Promise<Listing<T>> {
    const clusters = this.clusters();
    const found = locatedCluster(clusterOf(named), this.configured());
    if ('problem' in found) return { kind: 'failed', ...found };
    const { cluster } = found;
    if (fresh) clusters.allowRetry([cluster]);
    const since = fresh ? this.#lookups.mark() : 0;
    const start = (stop: AbortSignal) =>
      clusters.reach(cluster, stop, (access, client) => work({ access, client, clock: this.clock, signal: stop }));
    try {
      return await this.#lookups.get(JSON.stringify([...question, cluster]), since, start, signal);
    } catch (error) {
      if (signal.aborted) return { kind: 'cancelled' };
      return { kind: 'failed', problem: error instanceof DeadlineError ? tooSlow(clusterOf(named)) : problemOf(error) };
    }
  }
}

/** All at once. What may not be listed is named beside what may; if nothing may, that is the answer. */
async function targetsIn(way: ApiWay, namespace: string): Promise<Listing<OfferedTarget>> {
  const notListed: NotListed[] = [];
  let isCut = false;
  const list = async <T extends z.ZodType>(resource: string, group: string, schema: T, pages = maxPages) => {
    const path = `${group}/namespaces/${encodeURIComponent(namespace)}/${resource}`;
    try {
      const listed: ListedPages<z.infer<T>> = await listPages(way, {
        path,
        resource,
        schema,
        selector: null,
        maxPages: pages,
      });
      isCut ||= listed.isCut;
      return listed.items;
    } catch (error) {
      if (isRefusal(error) || way.signal.aborted) throw error;
      const { context, server } = way.access;
      notListed.push({ resource, problem: apiProblem(error, { context, server, verb: 'list', resource, namespace }) });
      return [];
    }
  };
  const apps = '/apis/apps/v1';
  const { deployment, statefulset, daemonset } = workloadResources;
  const [services, deployments, statefulSets, daemonSets, pods] = await Promise.all([
    list('services', '/api/v1', listedServiceSchema),
    list(deployment, apps, listedWorkloadSchema),
    list(statefulset, apps, listedWorkloadSchema),
    list(daemonset, apps, listedWorkloadSchema),
    list('pods', '/api/v1', listedPodSchema, maxPodPages),
  ]);
  const [first] = notListed;
  if (first && notListed.length === 5) return { kind: 'failed', problem: first.problem };
  const workloads = [
    ...deployments.map((workload) => offeredWorkload('deployment', workload)),
    ...statefulSets.map((workload) => offeredWorkload('statefulset', workload)),
    ...daemonSets.map((workload) => offeredWorkload('daemonset', workload)),
  ];
  const names = new Set(workloads.map(({ name }) => name));
  const items = [...services.map(offeredService), ...workloads, ...offeredPods(pods, names), ...offeredSelectors(pods)];
  return { kind: 'listed', items, notListed, isCut };
}

function isRefusal(error: unknown): boolean {
  return error instanceof ApiStatusError && error.status === 401;
}

function namespacesProblem(error: unknown, { context, server }: ApiAccess): Problem {
  if (!(error instanceof ApiStatusError) || error.status !== 403) {
    return apiProblem(error, { context, server, verb: 'list', resource: 'namespaces', namespace: '' });
  }
  return {
    code: 'forbidden',
    message: `The user of ${context} may not list namespaces`,
    hint: 'Type the name of the namespace. Forwarding does not need that permission.',
    suspect: 'credentials',
  };
}

function tooSlow(cluster: ClusterRef): Problem {
  return {
    code: 'timed-out',
    message: `${clusterText(cluster)} did not say what it has within ${String(deadlineMs / 1_000)} s`,
    hint: 'Check the network and the VPN, or type what you know.',
    suspect: 'api-server',
  };
}
