import type { ForwardId, ForwardSpec } from '../../shared/forward';
import { type Problem, ProblemError } from '../../shared/problem';
import type { Clock } from '../base/clock';
import { type Disposable, DisposableStore } from '../base/disposable';
import { Emitter } from '../base/emitter';
import type { FileWatchTimes } from '../base/file-watch';
import type { AccessChange, Clusters, PodNews } from '../engine/clusters';
import type { EventBus } from '../engine/event-bus';
import type { ResolvedTarget } from '../worker/resolved-target';
import { ApiClient } from './api-client';
import { ApiAnswerError, ApiStatusError } from './api-errors';
import { ApiReader } from './api-reader';
import { type Credentials, credentialsFor } from './credentials';
import type { ReachableClusters } from './discovery';
import { type ApiAccess, apiAccess, clusterKeyOf, podEndpoint } from './endpoint';
import { ExecPlugins } from './exec-plugins';
import { type GivenKubeconfig, GivenOrFiles, givenText, KubeconfigFiles, kubeconfigPaths } from './kubeconfig';
import { type ContextEntry, contextEntry } from './kubeconfig-parse';
import { type KubeconfigNews, KubeconfigWatch } from './kubeconfig-watch';
import { contextsIn, type KnownContexts } from './known-contexts';
import { OidcTokens } from './oidc-tokens';
import { pem } from './pem';
import { OwnerSource } from './owner-source';
import { ApiPodSource, type PodSource } from './pod-source';
import { PodWatches, type WatchedPods } from './pod-watches';
import { Questions } from './questions';
import { resolveTarget } from './resolve-target';
import { TargetWatches } from './target-watches';
import { orAborted, SharedLookups } from './shared-lookups';

export interface ClustersOptions {
  readonly clock: Clock;
  /** For KUBECONFIG, the proxy variables, and the plugins that kubeconfigs name. */
  readonly environment: NodeJS.ProcessEnv;
  /** Instead of KUBECONFIG and the default file. */
  readonly kubeconfigPath?: string;
  /** A kubeconfig itself, instead of any file. */
  readonly kubeconfigText?: GivenKubeconfig;
  /** `environment` with what is missing in it, such as the login shell's PATH. Asked for when it is needed. */
  readonly completeEnvironment?: () => Promise<NodeJS.ProcessEnv>;
  /** Hears of the kubeconfig. */
  readonly bus?: Pick<EventBus, 'publish'>;
  /** How often the kubeconfig is looked at. */
  readonly watchTimes?: FileWatchTimes;
}

/** The user's clusters, and what becomes of the ways into them. */
export interface UserClusters extends Clusters, ReachableClusters {
  /** From now on the kubeconfig is watched, and what changes for forwards is told. */
  followAccess(onChanges: (changes: readonly AccessChange[]) => void): Disposable;
  /** Another kubeconfig counts from now on than the one that was given. Never rejects. */
  rereadKubeconfig(): Promise<void>;
  /** Programs that failed to give credentials are run again when they are needed next: for these contexts, null for all. */
  allowRetry(contexts: readonly string[] | null): void;
  /** Connections that are kept may be dead without knowing, as after a sleep: watches go on over new ones. */
  renewConnections(): void;
}

/** One request to the API server, in milliseconds. */
const requestDeadlineMs = 10_000;

/** Long enough for forwards that start together, too short for anybody to be misled. */
const keepAnswersMs = 2_000;

/** Many forwards may report the same refused credentials; the first report is the news. */
const refusalQuietMs = 1_000;

/** The user's clusters, as their kubeconfig names them. */
export function createClusters(options: ClustersOptions): UserClusters {
  return new KubeconfigClusters(options);
}

interface Way {
  readonly entry: ContextEntry;
  readonly credentials: Credentials;
  readonly access: ApiAccess;
}

class KubeconfigClusters implements UserClusters {
  readonly #kubeconfig: GivenOrFiles;
  readonly #environment: () => Promise<NodeJS.ProcessEnv>;
  readonly #onDidChangeAccess = new Emitter<readonly AccessChange[]>();
  readonly #plugins: ExecPlugins;
  readonly #providers: OidcTokens;
  readonly #lookups: SharedLookups;
  readonly #clients = new Map<string, ApiClient>();
  readonly #entries = new Map<string, ContextEntry>();
  /** Since which mark of the lookups something is known to be wrong: only newer answers count. */
  readonly #wrongSince = new Map<ForwardId, number>();
  readonly #refusedAt = new Map<string, number>();
  readonly #watches: PodWatches;
  readonly #targets: TargetWatches;
  #watch: KubeconfigWatch | null = null;
  readonly #credentialQuestions = new Questions();
  #disposed = false;

  constructor(private readonly options: ClustersOptions) {
    const { clock, kubeconfigPath, kubeconfigText } = options;
    const environment = options.completeEnvironment ?? (() => Promise.resolve(options.environment));
    this.#environment = environment;
    const files = new KubeconfigFiles(async () => kubeconfigPaths(await environment(), kubeconfigPath));
    this.#kubeconfig = new GivenOrFiles(() => givenText(kubeconfigText), files);
    const onHope = (contexts: readonly string[]) => {
      this.#onDidChangeAccess.fire(contexts.map((context) => ({ context, what: 'hope' })));
    };
    this.#plugins = new ExecPlugins(clock, environment, onHope);
    const onUnsaved = (problem: Problem) => options.bus?.publish('kubeconfig.unsaved', { problem });
    this.#providers = new OidcTokens({ clock, environment, onUnsaved });
    this.#lookups = new SharedLookups(clock, { deadlineMs: requestDeadlineMs, keepMs: keepAnswersMs });
    this.#watches = new PodWatches({ clock, random: Math.random, sourceOf: (pods) => this.#sourceOf(pods) });
    this.#targets = new TargetWatches(this.#watches);
  }

  resolve(spec: ForwardSpec, signal: AbortSignal): Promise<ResolvedTarget> {
    this.#targets.begin(spec.id);
    return this.#withWay(spec.context, signal, (way) => this.#resolveOver(way, spec, signal));
  }

  async contexts(): Promise<KnownContexts> {
    return contextsIn(await this.#kubeconfig.load());
  }

  reach<T>(
    context: string,
    signal: AbortSignal,
    work: (access: ApiAccess, client: ApiClient) => Promise<T>,
  ): Promise<T> {
    return this.#withWay(context, signal, ({ access }) => work(access, this.#clientFor(access)));
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

  isGettingCredentials(context: string): boolean {
    return this.#credentialQuestions.isUnderWay(context);
  }

  credentialsRefused(context: string): void {
    const now = this.options.clock.now();
    const last = this.#refusedAt.get(context);
    const entry = this.#entries.get(context);
    if (!entry || (last !== undefined && now - last < refusalQuietMs)) return;
    this.#refusedAt.set(context, now);
    this.#drop(entry);
  }

  forget(spec: ForwardSpec): void {
    this.#wrongSince.set(spec.id, this.#lookups.mark());
  }

  watch(spec: ForwardSpec, podUid: string | null, onNews: (news: PodNews) => void): Disposable {
    return this.#targets.watch(spec, podUid, onNews);
  }

  followAccess(onChanges: (changes: readonly AccessChange[]) => void): Disposable {
    const { clock, watchTimes } = this.options;
    const store = new DisposableStore();
    store.add(this.#onDidChangeAccess.event(onChanges));
    this.#watch = store.add(
      new KubeconfigWatch({
        clock,
        source: this.#kubeconfig,
        namedFiles: () => [...this.#entries.values()].flatMap(namedFiles),
        onNews: (news) => this.#onKubeconfigNews(news),
        ...(watchTimes ? { times: watchTimes } : {}),
      }),
    );
    return store;
  }

  async rereadKubeconfig(): Promise<void> {
    await this.#watch?.reread();
  }

  renewConnections(): void {
    for (const client of this.#clients.values()) client.closeIdle();
    this.#watches.renew();
  }

  allowRetry(contexts: readonly string[] | null): void {
    this.#plugins.allowRetry(contexts && new Set(contexts));
  }

  dispose(): void {
    this.#disposed = true;
    this.#onDidChangeAccess.dispose();
    this.#watches.dispose();
    this.#plugins.dispose();
    this.#providers.dispose();
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
    this.#drop(way.entry, way.credentials);
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

  #sourceOf({ context, namespace, selector, owner }: WatchedPods): PodSource {
    const source = new ApiPodSource({
      clock: this.options.clock,
      random: Math.random,
      withAccess: (signal, work) => this.reach(context, signal, work),
      namespace,
      selector,
      ...(owner ? { owner } : {}),
    });
    return owner ? new OwnerSource(source) : source;
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
    const { pod, port } = await resolveTarget(spec, reader, (seen) => this.#targets.note(spec.id, seen));
    if (this.#wrongSince.get(spec.id) === wrongSince) this.#wrongSince.delete(spec.id);
    return {
      pod: pod.metadata.name,
      podUid: pod.metadata.uid ?? '',
      podPort: port,
      endpoint: podEndpoint(access, spec.namespace, pod.metadata.name),
      clusterKey: clusterKeyOf(access),
    };
  }

  #onKubeconfigNews({ files, changes, same, problem, isKept }: KubeconfigNews): void {
    const { bus } = this.options;
    const contexts = changes.map(({ context }) => context);
    if (problem) bus?.publish('kubeconfig.rejected', { problem, isKept });
    if (contexts.length > 0) bus?.publish('kubeconfig.changed', { files, contexts });
    this.allowRetry(contexts);
    const hope = same.map((context): AccessChange => ({ context, what: 'hope' }));
    this.#onDidChangeAccess.fire([...changes, ...hope]);
  }

  async #wayTo(context: string, signal: AbortSignal): Promise<Way> {
    signal.throwIfAborted();
    const entry = contextEntry(await orAborted(this.#kubeconfig.load(), signal), context);
    this.#entries.set(context, entry);
    const { cluster } = entry;
    const question = this.#credentialQuestions.during(context, credentialsFor(entry, this.#plugins, this.#providers));
    const credentials = await orAborted(question, signal);
    const ca = await pem(
      cluster['certificate-authority-data'],
      cluster['certificate-authority'],
      'certificate authority',
    );
    const environment = await this.#environment();
    return { entry, credentials, access: apiAccess(context, cluster, credentials, ca, environment) };
  }

  /** These credentials, or all that are held for the user, are not to be used any more. */
  #drop(entry: ContextEntry, refused?: Credentials): void {
    const { exec, 'auth-provider': provider } = entry.user;
    if (exec) this.#plugins.drop(entry, exec, refused?.fromPlugin);
    else if (provider) this.#providers.drop(entry, refused?.fromProvider);
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

/** Files that are read for this context, besides the kubeconfig. */
function namedFiles({ cluster, user }: ContextEntry): readonly string[] {
  const paths = [cluster['certificate-authority'], user['client-certificate'], user['client-key'], user.tokenFile];
  return paths.flatMap((path) => path || []);
}

function isRefusal(error: unknown): boolean {
  return error instanceof ApiStatusError && error.status === 401;
}
