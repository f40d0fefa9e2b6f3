import type { ForwardId, ForwardSpec } from '../../shared/forward';
import { ProblemError } from '../../shared/problem';
import type { Clock } from '../base/clock';
import type { Clusters } from '../engine/clusters';
import type { ResolvedTarget } from '../worker/resolved-target';
import { ApiClient } from './api-client';
import { ApiAnswerError, ApiStatusError } from './api-errors';
import { ApiReader } from './api-reader';
import { type Credentials, credentialsFor, pem } from './credentials';
import { type ApiAccess, apiAccess, clusterKeyOf, podEndpoint } from './endpoint';
import { ExecPlugins } from './exec-plugins';
import { KubeconfigFiles, kubeconfigPaths } from './kubeconfig';
import { type ContextEntry, contextEntry, type Kubeconfig, parseKubeconfig } from './kubeconfig-parse';
import { resolveTarget } from './resolve-target';
import { orAborted, SharedLookups } from './shared-lookups';

export interface ClustersOptions {
  readonly clock: Clock;
  /** For KUBECONFIG, the proxy variables, and the plugins that kubeconfigs name. */
  readonly environment: NodeJS.ProcessEnv;
  /** Instead of KUBECONFIG and the default file. */
  readonly kubeconfigPath?: string;
  /** A kubeconfig itself, instead of any file. */
  readonly kubeconfigText?: string;
}

/** One request to the API server, in milliseconds. */
const requestDeadlineMs = 10_000;

/** Long enough for forwards that start together, too short for anybody to be misled. */
const keepAnswersMs = 2_000;

/** Many forwards may report the same refused credentials; the first report is the news. */
const refusalQuietMs = 1_000;

/** The user's clusters, as their kubeconfig names them. */
export function createClusters(options: ClustersOptions): Clusters {
  return new KubeconfigClusters(options);
}

interface Way {
  readonly entry: ContextEntry;
  readonly credentials: Credentials;
  readonly access: ApiAccess;
}

class KubeconfigClusters implements Clusters {
  readonly #kubeconfig: () => Promise<Kubeconfig>;
  readonly #plugins: ExecPlugins;
  readonly #lookups: SharedLookups;
  readonly #clients = new Map<string, ApiClient>();
  readonly #entries = new Map<string, ContextEntry>();
  /** Since which mark of the lookups something is known to be wrong: only newer answers count. */
  readonly #wrongSince = new Map<ForwardId, number>();
  readonly #refusedAt = new Map<string, number>();
  #disposed = false;

  constructor(private readonly options: ClustersOptions) {
    const { clock, environment, kubeconfigPath, kubeconfigText } = options;
    this.#kubeconfig = kubeconfigSource(environment, kubeconfigPath, kubeconfigText);
    this.#plugins = new ExecPlugins(clock, environment);
    this.#lookups = new SharedLookups(clock, { deadlineMs: requestDeadlineMs, keepMs: keepAnswersMs });
  }

  async resolve(spec: ForwardSpec, signal: AbortSignal): Promise<ResolvedTarget> {
    const way = await this.#wayTo(spec.context, signal);
    try {
      return await this.#resolveOver(way, spec, signal);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return this.#resolveWithNewCredentials(way, spec, signal);
    }
  }

  async answers(context: string, signal: AbortSignal): Promise<boolean> {
    try {
      const { access } = await this.#wayTo(context, signal);
      await this.#clientFor(access).get('/version', access.headers, signal);
      return true;
    } catch (error) {
      return error instanceof ApiStatusError || error instanceof ApiAnswerError;
    }
  }

  credentialsRefused(context: string): void {
    const now = this.options.clock.now();
    const last = this.#refusedAt.get(context);
    const entry = this.#entries.get(context);
    if (!entry?.user.exec || (last !== undefined && now - last < refusalQuietMs)) return;
    this.#refusedAt.set(context, now);
    this.#plugins.drop(entry, entry.user.exec);
  }

  forget(spec: ForwardSpec): void {
    this.#wrongSince.set(spec.id, this.#lookups.mark());
  }

  dispose(): void {
    this.#disposed = true;
    this.#plugins.dispose();
    this.#lookups.dispose();
    for (const client of this.#clients.values()) client.dispose();
    this.#clients.clear();
  }

  async #resolveWithNewCredentials(old: Way, spec: ForwardSpec, signal: AbortSignal): Promise<ResolvedTarget> {
    const { exec } = old.entry.user;
    if (exec) this.#plugins.drop(old.entry, exec, old.credentials.fromPlugin);
    const way = await this.#wayTo(spec.context, signal);
    try {
      return await this.#resolveOver(way, spec, signal);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      const host = new URL(way.access.server).host;
      const message = `The API server of ${spec.context} (${host}) does not accept the credentials of user ${way.entry.userName}`;
      const hint = `Log in to ${spec.context} again, then restart the forward.`;
      throw new ProblemError({ code: 'login-needed', message, hint, suspect: 'credentials' }, { cause: error });
    }
  }

  async #resolveOver(way: Way, spec: ForwardSpec, signal: AbortSignal): Promise<ResolvedTarget> {
    const { access } = way;
    const wrongSince = this.#wrongSince.get(spec.id);
    const reader = new ApiReader({
      access,
      client: this.#clientFor(access),
      lookups: this.#lookups,
      namespace: spec.namespace,
      since: wrongSince ?? 0,
      signal,
    });
    const { pod, port } = await resolveTarget(spec, reader);
    if (this.#wrongSince.get(spec.id) === wrongSince) this.#wrongSince.delete(spec.id);
    return {
      pod: pod.metadata.name,
      podUid: pod.metadata.uid ?? '',
      podPort: port,
      endpoint: podEndpoint(access, spec.namespace, pod.metadata.name),
      clusterKey: clusterKeyOf(access),
    };
  }

  async #wayTo(context: string, signal: AbortSignal): Promise<Way> {
    signal.throwIfAborted();
    const entry = contextEntry(await this.#kubeconfig(), context);
    this.#entries.set(context, entry);
    const { cluster } = entry;
    const now = this.options.clock.wallTime();
    const credentials = await orAborted(credentialsFor(entry, this.#plugins, now), signal);
    const ca = await pem(
      cluster['certificate-authority-data'],
      cluster['certificate-authority'],
      'certificate authority',
    );
    return { entry, credentials, access: apiAccess(context, cluster, credentials, ca, this.options.environment) };
  }

  #clientFor(access: ApiAccess): ApiClient {
    if (this.#disposed) throw new Error('Portwatch is stopping.');
    const known = this.#clients.get(access.context);
    if (known?.serves(access)) return known;
    // What is under way over the old one may finish.
    known?.retire();
    const client = new ApiClient(access, this.options.clock);
    this.#clients.set(access.context, client);
    return client;
  }
}

function kubeconfigSource(
  environment: NodeJS.ProcessEnv,
  path: string | undefined,
  text: string | undefined,
): () => Promise<Kubeconfig> {
  if (text !== undefined) {
    // Relative paths in it are relative to the working folder.
    const parse = () => parseKubeconfig(text, 'kubeconfig');
    return () => Promise.resolve().then(parse);
  }
  const files = new KubeconfigFiles(kubeconfigPaths(environment, path));
  return () => files.load();
}

function isRefusal(error: unknown): boolean {
  return error instanceof ApiStatusError && error.status === 401;
}
