import type { z } from 'zod';
import { ProblemError } from '../../shared/problem';
import type { Clock } from '../base/clock';
import { ApiClient } from './api-client';
import { ApiAnswerError, apiProblem, ApiStatusError } from './api-errors';
import { credentialsFor } from './credentials';
import { type ApiAccess, apiAccess } from './endpoint';
import { ExecPlugins } from './exec-plugins';
import { KubeconfigFiles, kubeconfigPaths } from './kubeconfig';
import { contextEntry } from './kubeconfig-parse';
import { listPages } from './list-pages';
import { listedServiceSchema, listedWorkloadSchema, workloadResources } from './listed-objects';
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

const maxPages = 40;

export type ListedService = z.infer<typeof listedServiceSchema>;
export type ListedWorkload = z.infer<typeof listedWorkloadSchema>;

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
  const where = namespace === null ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
  try {
    const question = { path: `${group}${where}/${resource}`, resource, schema, selector, maxPages };
    const { items, isCut } = await listPages({ client, access, clock, signal }, question);
    if (isCut) throw new ApiAnswerError(`it lists more than ${String(items.length)} ${resource}`);
    return items;
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
