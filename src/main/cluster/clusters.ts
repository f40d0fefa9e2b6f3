import type { ForwardId, ForwardSpec } from '../../shared/forward';
import { ProblemError } from '../../shared/problem';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { Clusters, PodNews } from '../engine/clusters';
import type { ResolvedTarget } from '../worker/resolved-target';
import { ApiClient } from './api-client';
import { ApiAnswerError, ApiStatusError } from './api-errors';
import { ApiReader } from './api-reader';
import { type Credentials, credentialsFor, pem } from './credentials';
import { type ApiAccess, apiAccess, clusterKeyOf, podEndpoint } from './endpoint';
import { ExecPlugins } from './exec-plugins';
import { KubeconfigFiles, kubeconfigPaths } from './kubeconfig';
import { type ContextEntry, contextEntry, type Kubeconfig, parseKubeconfig } from './kubeconfig-parse';
import { ApiPodSource } from './pod-source';
import { PodWatches, type WatchedPods } from './pod-watches';
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
  /** Where each forward's pods were last looked for. */
  readonly #lookedFor = new Map<ForwardId, WatchedPods>();
  readonly #watches: PodWatches;
  #disposed = false;

  constructor(private readonly options: ClustersOptions) {
    const { clock, environment, kubeconfigPath, kubeconfigText } = options;
    this.#kubeconfig = kubeconfigSource(environment, kubeconfigPath, kubeconfigText);
    this.#plugins = new ExecPlugins(clock, environment);
    this.#lookups = new SharedLookups(clock, { deadlineMs: requestDeadlineMs, keepMs: keepAnswersMs });
    this.#watches = new PodWatches({ clock, random: Math.random, sourceOf: (pods) => this.#sourceOf(pods) });
  }

  resolve(spec: ForwardSpec, signal: AbortSignal): Promise<ResolvedTarget> {
    this.#lookedFor.delete(spec.id);
    return this.#withWay(spec.context, signal, (way) => this.#resolveOver(way, spec, signal));
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

  watch(spec: ForwardSpec, podUid: string | null, onNews: (news: PodNews) => void): Disposable {
    const pods = this.#lookedFor.get(spec.id);
    if (!pods) return { dispose: () => undefined };
    const prefix = spec.target.kind === 'pod' ? spec.target.name : null;
    return this.#watches.follow(pods, { id: spec.id, prefix, uid: podUid, onNews });
  }

  dispose(): void {
    this.#disposed = true;
    this.#watches.dispose();
    this.#plugins.dispose();
    this.#lookups.dispose();
    for (const client of this.#clients.values()) client.dispose();
    this.#clients.clear();
  }

  /** Refused credentials are renewed, once. */
  async #withWay<T>(context: string, signal: AbortSignal, work: (way: Way) => Promise<T>): Promise<T> {
    const way = await this.#wayTo(context, signal);
    try {
      return await work(way);
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
    const { exec } = way.entry.user;
    if (exec) this.#plugins.drop(way.entry, exec, way.credentials.fromPlugin);
    const renewed = await this.#wayTo(context, signal);
    try {
      return await work(renewed);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      const host = new URL(renewed.access.server).host;
      const message = `The API server of ${context} (${host}) does not accept the credentials of user ${renewed.entry.userName}`;
      const hint = `Log in to ${context} again, then restart the forward.`;
      throw new ProblemError({ code: 'login-needed', message, hint, suspect: 'credentials' }, { cause: error });
    }
  }

  #sourceOf({ context, namespace, selector }: WatchedPods): ApiPodSource {
    return new ApiPodSource({
      clock: this.options.clock,
      random: Math.random,
      withAccess: (signal, work) =>
        this.#withWay(context, signal, ({ access }) => work(access, this.#clientFor(access))),
      namespace,
      selector,
    });
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
    const { context, namespace } = spec;
    const { pod, port } = await resolveTarget(spec, reader, (selector) =>
      this.#lookedFor.set(spec.id, { context, namespace, selector }),
    );
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
