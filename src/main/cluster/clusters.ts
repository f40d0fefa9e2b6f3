import { type ClusterId, clusterIdOf, clusterOf } from '../../shared/cluster-ref';
import type { ForwardId, ForwardSpec } from '../../shared/forward';
import type { Clock } from '../base/clock';
import { type Disposable, DisposableStore } from '../base/disposable';
import { Emitter } from '../base/emitter';
import type { FileWatchTimes } from '../base/file-watch';
import type { AccessChange, Clusters, PodNews } from '../engine/clusters';
import type { EventBus } from '../engine/event-bus';
import type { ResolvedTarget } from '../worker/resolved-target';
import type { ApiClient } from './api-client';
import { ApiAnswerError, ApiStatusError } from './api-errors';
import { ApiReader } from './api-reader';
import type { ReachableClusters } from './discovery';
import { type ApiAccess, clusterKeyOf, podEndpoint } from './endpoint';
import { type GivenKubeconfig, GivenOrFiles, givenText, KubeconfigFiles, kubeconfigPaths } from './kubeconfig';
import type { KubeconfigNews } from './kubeconfig-watch';
import { Kubeconfigs } from './kubeconfigs';
import { contextsIn, type KnownContexts } from './known-contexts';
import { OwnerSource } from './owner-source';
import { ApiPodSource, type PodSource } from './pod-source';
import { PodWatches, type WatchedPods } from './pod-watches';
import { resolveTarget } from './resolve-target';
import { withinSearchTime } from './search-time';
import { TargetWatches } from './target-watches';
import { SharedLookups } from './shared-lookups';
import { Ways } from './ways';

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
  /** From now on kubeconfigs are watched, and what changes for forwards is told. */
  followAccess(onChanges: (changes: readonly AccessChange[]) => void): Disposable;
  /** Another kubeconfig counts from now on than the one that was given, or one may be readable now. Never rejects. */
  rereadKubeconfig(): Promise<void>;
  /** These are all the files that contexts of forwards name besides the user's own kubeconfig. */
  keepKubeconfigs(files: ReadonlySet<string>): void;
  /** Programs that failed to give credentials are run again when they are needed next: for these clusters, null for all. */
  allowRetry(clusters: readonly ClusterId[] | null): void;
  /** Connections that are kept may be dead without knowing, as after a sleep: watches go on over new ones. */
  renewConnections(): void;
}

/** One request to the API server, in milliseconds. */
const requestDeadlineMs = 10_000;

/** Long enough for forwards that start together, too short for anybody to be misled. */
const keepAnswersMs = 2_000;

/** The user's clusters, as their kubeconfigs name them. */
export function createClusters(options: ClustersOptions): UserClusters {
  return new KubeconfigClusters(options);
}

class KubeconfigClusters implements UserClusters {
  readonly #kubeconfigs: Kubeconfigs;
  readonly #ways: Ways;
  readonly #onDidChangeAccess = new Emitter<readonly AccessChange[]>();
  readonly #lookups: SharedLookups;
  /** Since which mark of the lookups something is known to be wrong: only newer answers count. */
  readonly #wrongSince = new Map<ForwardId, number>();
  readonly #watches: PodWatches;
  readonly #targets: TargetWatches;

  constructor(private readonly options: ClustersOptions) {
    const { clock, kubeconfigPath, kubeconfigText, watchTimes, bus } = options;
    const environment = options.completeEnvironment ?? (() => Promise.resolve(options.environment));
    const files = new KubeconfigFiles(async () => kubeconfigPaths(await environment(), kubeconfigPath));
    this.#kubeconfigs = new Kubeconfigs({
      clock,
      own: new GivenOrFiles(() => givenText(kubeconfigText), files),
      onNews: (news, file) => this.#onKubeconfigNews(news, file),
      ...(watchTimes ? { times: watchTimes } : {}),
    });
    this.#ways = new Ways({
      clock,
      environment,
      kubeconfigs: this.#kubeconfigs,
      onHope: (clusters) => this.#onDidChangeAccess.fire(clusters.map(hopeFor)),
      onCredentials: (id, credentials) => bus?.publish('credentials.obtained', { ...clusterOf(id), credentials }),
      onUnsaved: (problem) => bus?.publish('kubeconfig.unsaved', { problem }),
    });
    this.#lookups = new SharedLookups(clock, { deadlineMs: requestDeadlineMs, keepMs: keepAnswersMs });
    this.#watches = new PodWatches({ clock, random: Math.random, sourceOf: (pods) => this.#sourceOf(pods) });
    this.#targets = new TargetWatches(this.#watches);
  }

  resolve(spec: ForwardSpec, signal: AbortSignal): Promise<ResolvedTarget> {
    this.#targets.begin(spec.id);
    return withinSearchTime(this.options.clock, spec, signal, (inner, time) =>
      this.#ways.over(clusterIdOf(spec), inner, ({ access }) => this.#resolveOver(access, spec, inner), time),
    );
  }

  async contexts(kubeconfig?: string): Promise<KnownContexts> {
    return contextsIn(await this.#kubeconfigs.load(kubeconfig));
  }

  reach<T>(
    cluster: ClusterId,
    signal: AbortSignal,
    work: (access: ApiAccess, client: ApiClient) => Promise<T>,
  ): Promise<T> {
    return this.#ways.over(cluster, signal, ({ access }) => work(access, this.#ways.clientFor(access)));
  }

  async answers(cluster: ClusterId, signal: AbortSignal): Promise<boolean> {
    try {
      const { access } = await this.#ways.to(cluster, signal);
      await this.#ways.clientFor(access).get('/version', access.headers, signal);
      return true;
    } catch (error) {
      return error instanceof ApiStatusError || error instanceof ApiAnswerError;
    }
  }

  isGettingCredentials(cluster: ClusterId): boolean {
    return this.#ways.isGettingCredentials(cluster);
  }

  credentialsRefused(cluster: ClusterId): void {
    this.#ways.credentialsRefused(cluster);
  }

  forget(spec: ForwardSpec): void {
    this.#wrongSince.set(spec.id, this.#lookups.mark());
  }

  watch(spec: ForwardSpec, podUid: string | null, onNews: (news: PodNews) => void): Disposable {
    return this.#targets.watch(spec, podUid, onNews);
  }

  followAccess(onChanges: (changes: readonly AccessChange[]) => void): Disposable {
    const store = new DisposableStore();
    store.add(this.#onDidChangeAccess.event(onChanges));
    store.add(this.#kubeconfigs.follow());
    return store;
  }

  rereadKubeconfig(): Promise<void> {
    return this.#kubeconfigs.reread();
  }

  keepKubeconfigs(files: ReadonlySet<string>): void {
    this.#kubeconfigs.keepOnly(files);
  }

  renewConnections(): void {
    this.#ways.closeIdle();
    this.#watches.renew();
  }

  allowRetry(clusters: readonly ClusterId[] | null): void {
    this.#ways.allowRetry(clusters);
  }

  dispose(): void {
    this.#onDidChangeAccess.dispose();
    this.#watches.dispose();
    this.#ways.dispose();
    this.#lookups.dispose();
  }

  #sourceOf(pods: WatchedPods): PodSource {
    const { namespace, selector, owner } = pods;
    const source = new ApiPodSource({
      clock: this.options.clock,
      random: Math.random,
      withAccess: (signal, work) => this.reach(clusterIdOf(pods), signal, work),
      namespace,
      selector,
      ...(owner ? { owner } : {}),
    });
    return owner ? new OwnerSource(source) : source;
  }

  async #resolveOver(access: ApiAccess, spec: ForwardSpec, signal: AbortSignal): Promise<ResolvedTarget> {
    const wrongSince = this.#wrongSince.get(spec.id);
    const reader = new ApiReader({
      access,
      client: this.#ways.clientFor(access),
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

  /** `kubeconfig`: the file that contexts name; absent for the user's own. */
  #onKubeconfigNews({ files, changes, same, problem, isKept }: KubeconfigNews, kubeconfig?: string): void {
    const { bus } = this.options;
    const from = kubeconfig === undefined ? {} : { kubeconfig };
    const contexts = changes.map(({ context }) => context);
    if (problem) bus?.publish('kubeconfig.rejected', { problem, isKept });
    if (contexts.length > 0) bus?.publish('kubeconfig.changed', { files, contexts });
    this.allowRetry(contexts.map((context) => clusterIdOf({ context, ...from })));
    const hope = same.map((context): AccessChange => ({ context, what: 'hope' }));
    this.#onDidChangeAccess.fire([...changes, ...hope].map((change) => ({ ...change, ...from })));
  }
}

function hopeFor(cluster: ClusterId): AccessChange {
  return { ...clusterOf(cluster), what: 'hope' };
}
