import { z } from 'zod';
import { ProblemError } from '../../shared/problem';
import type { Clock } from '../base/clock';
import { withDeadline } from '../base/deadline';
import { ApiClient } from './api-client';
import { ApiAnswerError, apiProblem, ApiStatusError } from './api-errors';
import { credentialsFor } from './credentials';
import { type ApiAccess, apiAccess } from './endpoint';
import { ExecPlugins } from './exec-plugins';
import { KubeconfigFiles, kubeconfigPaths } from './kubeconfig';
import { contextEntry } from './kubeconfig-parse';
import { serviceSchema, workloadSchema } from './objects';
import { OidcTokens } from './oidc-tokens';
import { pem } from './pem';

export interface ListOptions {
  readonly clock: Clock;
  readonly environment: NodeJS.ProcessEnv;
  readonly kubeconfigPath?: string;
  readonly context: string;
  /** Null for all of them. */
  readonly namespaces: readonly string[] | null;
  /** A label selector; null for everything. */
  readonly selector: string | null;
  readonly signal: AbortSignal;
}

const pageSize = 500;
const maxPages = 40;

/** For each page, in milliseconds. Getting credentials has deadlines of its own. */
const pageDeadlineMs = 15_000;

const named = z.object({ metadata: z.object({ name: z.string(), namespace: z.string() }) });
const containers = z.object({
  ports: z
    .array(z.object({ name: z.string().nullish(), containerPort: z.number(), protocol: z.string().nullish() }))
    .nullish(),
});

export const listedServiceSchema = named.extend(serviceSchema.shape);
export const listedWorkloadSchema = named.extend({
  spec: workloadSchema.shape.spec.extend({
    template: z.object({ spec: z.object({ containers: z.array(containers).nullish() }).nullish() }).nullish(),
  }),
});

export type ListedService = z.infer<typeof listedServiceSchema>;
export type ListedWorkload = z.infer<typeof listedWorkloadSchema>;

const workloadResources = { deployment: 'deployments', statefulset: 'statefulsets', daemonset: 'daemonsets' } as const;

export interface ListedObjects {
  readonly services: readonly ListedService[];
  readonly workloads: readonly { readonly kind: keyof typeof workloadResources; readonly workload: ListedWorkload }[];
}

/**
 * What somebody could forward to, asked of a cluster once: its services and, if `withWorkloads`, its deployments, stateful
 * sets and daemon sets. Fails with a `ProblemError`.
 */
export async function listObjects(options: ListOptions, withWorkloads: boolean): Promise<ListedObjects> {
  const { clock, environment, kubeconfigPath, context } = options;
  const kubeconfig = await new KubeconfigFiles(kubeconfigPaths(environment, kubeconfigPath)).load();
  const entry = contextEntry(kubeconfig, context);
  const plugins = new ExecPlugins(clock, environment);
  const providers = new OidcTokens({ clock, environment: () => Promise.resolve(environment) });
  try {
    const credentials = await credentialsFor(entry, plugins, providers);
    const { 'certificate-authority-data': data, 'certificate-authority': file } = entry.cluster;
    const access = apiAccess(
      context,
      entry.cluster,
      credentials,
      await pem(data, file, 'certificate authority'),
      environment,
    );
    const client = new ApiClient(access, clock);
    try {
      const asker: Asker = { client, access, options };
      const services: ListedService[] = [];
      const workloads: ListedObjects['workloads'][number][] = [];
      for (const namespace of options.namespaces ?? [null]) {
        services.push(...(await listAll(asker, namespace, '/api/v1', 'services', listedServiceSchema)));
        for (const kind of withWorkloads ? (['deployment', 'statefulset', 'daemonset'] as const) : []) {
          const resource = workloadResources[kind];
          const found = await listAll(asker, namespace, '/apis/apps/v1', resource, listedWorkloadSchema);
          workloads.push(...found.map((workload) => ({ kind, workload })));
        }
      }
      return { services, workloads };
    } finally {
      client.dispose();
    }
  } finally {
    plugins.dispose();
    providers.dispose();
  }
}

interface Asker {
  readonly client: ApiClient;
  readonly access: ApiAccess;
  readonly options: ListOptions;
}

/** Page by page. */
async function listAll<T extends z.ZodType>(
  { client, access, options: { clock, context, selector, signal } }: Asker,
  namespace: string | null,
  group: string,
  resource: string,
  schema: T,
): Promise<readonly z.infer<T>[]> {
  const list = z.object({
    metadata: z.object({ continue: z.string().nullish() }).nullish(),
    items: z.array(schema).nullish(),
  });
  const query = new URLSearchParams({
    limit: String(pageSize),
    ...(selector === null ? {} : { labelSelector: selector }),
  });
  const where = namespace === null ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
  const items: z.infer<T>[] = [];
  try {
    for (let page = 0; page < maxPages; page += 1) {
      const path = `${group}${where}/${resource}?${query.toString()}`;
      const ask = (stop: AbortSignal) => client.get(path, access.headers, stop);
      const parsed = list.safeParse(await withDeadline(clock, `listing ${resource}`, pageDeadlineMs, ask, signal));
      if (!parsed.success) throw new ApiAnswerError(`its ${resource} are not what Kubernetes lists`);
      items.push(...(parsed.data.items ?? []));
      const next = parsed.data.metadata?.continue;
      if (!next) return items;
      query.set('continue', next);
    }
    throw new ApiAnswerError(`it lists more than ${String(pageSize * maxPages)} ${resource}`);
  } catch (error) {
    if (signal.aborted) throw error;
    if (namespace === null && error instanceof ApiStatusError && error.status === 403) {
      const message = `The user of ${context} may not list ${resource} in all namespaces`;
      const hint = 'Ask for that permission, or name a namespace with -n.';
      throw new ProblemError({ code: 'forbidden', message, hint, suspect: 'credentials' }, { cause: error });
    }
    const question = { context, server: access.server, verb: 'list', resource, namespace: namespace ?? '' } as const;
    throw new ProblemError(apiProblem(error, question), { cause: error });
  }
}
