import type { z } from 'zod';
import { clusterIdOf } from '../../shared/cluster-ref';
import type { WorkloadKind } from '../../shared/forward';
import { ProblemError } from '../../shared/problem';
import type { ApiClient } from './api-client';
import { ApiAnswerError, apiProblem, type ApiQuestion, ApiStatusError } from './api-errors';
import type { ApiAccess } from './endpoint';
import { podListSchema, type Pod, serviceSchema, workloadSchema } from './objects';
import type { ClusterReader } from './resolve-target';
import type { SharedLookups } from './shared-lookups';

/** Pods per answer; a namespace with more takes several. */
const pageSize = 500;
const maxPages = 40;

export interface ApiReaderOptions {
  readonly access: ApiAccess;
  readonly client: ApiClient;
  readonly lookups: SharedLookups;
  readonly namespace: string;
  /** Answers from before this mark of the lookups are not good enough. */
  readonly since: number;
  readonly signal: AbortSignal;
}

/**
 * Reads one namespace of a cluster through its API server. Fails with a `ProblemError`, except for a 401, which is
 * left as `ApiStatusError` because new credentials may mend it, and for the signal's reason.
 */
export class ApiReader implements ClusterReader {
  constructor(private readonly options: ApiReaderOptions) {}

  pods(selector: string | null): Promise<readonly Pod[]> {
    const query = new URLSearchParams({
      limit: String(pageSize),
      ...(selector === null ? {} : { labelSelector: selector }),
    });
    return this.#ask(
      { verb: 'list', resource: 'pods' },
      `/api/v1/namespaces/${this.#namespace}/pods?${query.toString()}`,
      (path, signal) => this.#allPods(path, signal),
    );
  }

  service(name: string) {
    return this.#getOne('services', name, '/api/v1', serviceSchema);
  }

  async workloadSelector(kind: WorkloadKind, name: string) {
    return (await this.#getOne(`${kind}s`, name, '/apis/apps/v1', workloadSchema)).spec.selector;
  }

  get #namespace(): string {
    return encodeURIComponent(this.options.namespace);
  }

  #getOne<T extends z.ZodType>(resource: string, name: string, group: string, schema: T): Promise<z.infer<T>> {
    const path = `${group}/namespaces/${this.#namespace}/${resource}/${encodeURIComponent(name)}`;
    return this.#ask({ verb: 'get', resource, name }, path, (at, signal) => this.#parsed(at, schema, signal));
  }

  async #allPods(path: string, signal: AbortSignal): Promise<readonly Pod[]> {
    const pods: Pod[] = [];
    let from = '';
    for (let page = 0; page < maxPages; page += 1) {
      const { items, metadata } = await this.#parsed(`${path}${from}`, podListSchema, signal);
      pods.push(...(items ?? []));
      if (!metadata?.continue) return pods;
      from = `&continue=${encodeURIComponent(metadata.continue)}`;
    }
    throw new ApiAnswerError(`it lists more than ${String(pageSize * maxPages)} pods`);
  }

  async #parsed<T extends z.ZodType>(path: string, schema: T, signal: AbortSignal): Promise<z.infer<T>> {
    const { client, access } = this.options;
    const parsed = schema.safeParse(await client.get(path, access.headers, signal));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw new ApiAnswerError(`${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim());
  }

  async #ask<T>(
    question: Pick<ApiQuestion, 'verb' | 'resource' | 'name'>,
    path: string,
    look: (path: string, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const { access, lookups, namespace, since, signal } = this.options;
    const { context, server } = access;
    try {
      // Contexts may lead to one server with different users, who may see different things.
      return await lookups.get(`${clusterIdOf(access)} ${server}${path}`, since, (stop) => look(path, stop), signal);
    } catch (error) {
      const isRefusal = error instanceof ApiStatusError && error.status === 401;
      if (isRefusal || signal.aborted) throw error;
      throw new ProblemError(apiProblem(error, { ...question, context, server, namespace }), { cause: error });
    }
  }
}
