import type { z } from 'zod';
import type { WorkloadKind } from '../../shared/forward';
import { ApiAnswerError } from '../cluster/api-errors';
import { type LabelSelector, type Service, serviceSchema, workloadSchema } from '../cluster/objects';
import type { ClusterReader } from '../cluster/resolve-target';
import type { ApiLine } from './api-line';
import { type ObservedPod, observedListSchema } from './pod-objects';

/** What was asked last, for saying what failed. */
export interface AskedFor {
  readonly verb: 'get' | 'list';
  readonly resource: string;
  readonly name?: string;
}

const pageSize = 500;
const maxPages = 20;

/** Reads a namespace over one connection, past every cache, and remembers what it saw. */
export class FreshReader implements ClusterReader {
  listed: readonly ObservedPod[] = [];
  foundService: Service | null = null;
  asked: AskedFor = { verb: 'list', resource: 'pods' };

  constructor(
    private readonly line: ApiLine,
    private readonly namespace: string,
    private readonly signal: AbortSignal,
  ) {}

  async pods(selector: string | null): Promise<readonly ObservedPod[]> {
    this.asked = { verb: 'list', resource: 'pods' };
    const query = new URLSearchParams({
      limit: String(pageSize),
      ...(selector === null ? {} : { labelSelector: selector }),
    });
    const path = `/api/v1/namespaces/${encodeURIComponent(this.namespace)}/pods`;
    const pods: ObservedPod[] = [];
    for (let page = 0; page < maxPages; page += 1) {
      const { items, metadata } = await this.#get(`${path}?${query.toString()}`, observedListSchema);
      pods.push(...(items ?? []));
      this.listed = pods;
      if (!metadata?.continue) break;
      query.set('continue', metadata.continue);
    }
    return pods;
  }

  async service(name: string): Promise<Service> {
    this.foundService = await this.#getOne('services', name, '/api/v1', serviceSchema);
    return this.foundService;
  }

  async workloadSelector(kind: WorkloadKind, name: string): Promise<LabelSelector> {
    return (await this.#getOne(`${kind}s`, name, '/apis/apps/v1', workloadSchema)).spec.selector;
  }

  #getOne<T extends z.ZodType>(resource: string, name: string, group: string, schema: T): Promise<z.infer<T>> {
    this.asked = { verb: 'get', resource, name };
    const path = `${group}/namespaces/${encodeURIComponent(this.namespace)}/${resource}/${encodeURIComponent(name)}`;
    return this.#get(path, schema);
  }

  async #get<T extends z.ZodType>(path: string, schema: T): Promise<z.infer<T>> {
    const parsed = schema.safeParse(await this.line.get(path, this.signal));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw new ApiAnswerError(`${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim());
  }
}
