import { type ClusterId, clusterIdOf, clusterOf } from '../../shared/cluster-ref';
import type { Credential } from '../../shared/credentials';
import { type Problem, ProblemError } from '../../shared/problem';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { ApiClient } from './api-client';
import { ApiStatusError } from './api-errors';
import { CredentialNews } from './credential-news';
import { type Credentials, credentialsFor } from './credentials';
import { type ApiAccess, apiAccess } from './endpoint';
import { ExecPlugins } from './exec-plugins';
import type { ContextEntry } from './kubeconfig-parse';
import type { Kubeconfigs } from './kubeconfigs';
import { OidcTokens } from './oidc-tokens';
import { pem } from './pem';
import { Questions } from './questions';
import { SearchTime } from './search-time';
import { orAborted } from './shared-lookups';

export interface WaysOptions {
  readonly clock: Clock;
  readonly kubeconfigs: Pick<Kubeconfigs, 'entry' | 'known'>;
  /** For the proxy variables, and the plugins that kubeconfigs name. */
  readonly environment: () => Promise<NodeJS.ProcessEnv>;
  /** Those that were told that there are no credentials may ask again. */
  readonly onHope: (clusters: readonly ClusterId[]) => void;
  /** As in `CredentialNews`. */
  readonly onCredentials: (cluster: ClusterId, seen: readonly Credential[]) => void;
  /** As in `OidcTokens`. */
  readonly onUnsaved: (problem: Problem) => void;
}

/** The way into a cluster, as somebody. */
export interface Way {
  readonly entry: ContextEntry;
  readonly credentials: Credentials;
  readonly access: ApiAccess;
}

/** Many forwards may report the same refused credentials; the first report is the news. */
const refusalQuietMs = 1_000;

/** Finds the way into each cluster anew whenever it is needed, and keeps connections and credentials that still hold. */
export class Ways implements Disposable {
  readonly #plugins: ExecPlugins;
  readonly #providers: OidcTokens;
  readonly #clients = new Map<ClusterId, ApiClient>();
  readonly #refusedAt = new Map<ClusterId, number>();
  readonly #credentialQuestions = new Questions();
  readonly #credentialNews: CredentialNews;
  #disposed = false;

  constructor(private readonly options: WaysOptions) {
    const { clock, environment, onHope, onCredentials, onUnsaved } = options;
    this.#credentialNews = new CredentialNews(onCredentials);
    this.#plugins = new ExecPlugins(clock, environment, onHope);
    this.#providers = new OidcTokens({ clock, environment, onUnsaved });
  }

  /** Fails with a `ProblemError`, or the signal's reason. */
  async to(cluster: ClusterId, signal: AbortSignal): Promise<Way> {
    signal.throwIfAborted();
    const entry = await orAborted(this.options.kubeconfigs.entry(cluster), signal);
    const question = this.#credentialQuestions.during(cluster, credentialsFor(entry, this.#plugins, this.#providers));
    const credentials = await orAborted(question, signal);
    this.#credentialNews.note(cluster, entry.user, credentials);
    const { 'certificate-authority-data': data, 'certificate-authority': path } = entry.cluster;
    const ca = await pem(data, path, 'certificate authority');
    const environment = await this.options.environment();
    const access = apiAccess(entry.name, entry.cluster, credentials, ca, environment);
    return { entry, credentials, access: { ...access, ...clusterOf(cluster) } };
  }

  /**
   * Refused credentials are renewed, once: `work` leaves a 401 as it is. Fails as `to` does, and as `work` does. `time` takes
   * note of what goes into finding the way.
   */
  async over<T>(
    cluster: ClusterId,
    signal: AbortSignal,
    work: (way: Way) => Promise<T>,
    time = new SearchTime(this.options.clock),
  ): Promise<T> {
    const way = await time.gettingCredentials(this.to(cluster, signal));
    try {
      return await work(way);
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
    this.#drop(way.entry, way.credentials);
    const renewed = await time.gettingCredentials(this.to(cluster, signal));
    try {
      return await work(renewed);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      throw new ProblemError(notAccepted(renewed), { cause: error });
    }
  }

  clientFor(access: ApiAccess): ApiClient {
    if (this.#disposed) throw new Error('Portwatch is stopping.');
    const cluster = clusterIdOf(access);
    const known = this.#clients.get(cluster);
    if (known?.serves(access)) return known;
    // What is under way over the old one may finish.
    known?.retire();
    const client = new ApiClient(access, this.options.clock);
    this.#clients.set(cluster, client);
    return client;
  }

  isGettingCredentials(cluster: ClusterId): boolean {
    return this.#credentialQuestions.isUnderWay(cluster);
  }

  /** The API server does not accept what is held for the user. */
  credentialsRefused(cluster: ClusterId): void {
    const now = this.options.clock.now();
    const last = this.#refusedAt.get(cluster);
    const entry = this.options.kubeconfigs.known(cluster);
    if (!entry || (last !== undefined && now - last < refusalQuietMs)) return;
    this.#refusedAt.set(cluster, now);
    this.#drop(entry);
  }

  /** As `ExecPlugins.allowRetry`. */
  allowRetry(clusters: readonly ClusterId[] | null): void {
    this.#plugins.allowRetry(clusters && new Set(clusters));
  }

  /** Connections that are kept may be dead without knowing. */
  closeIdle(): void {
    for (const client of this.#clients.values()) client.closeIdle();
  }

  dispose(): void {
    this.#disposed = true;
    this.#plugins.dispose();
    this.#providers.dispose();
    for (const client of this.#clients.values()) client.dispose();
    this.#clients.clear();
  }

  /** These credentials, or all that are held for the user, are not to be used any more. */
  #drop(entry: ContextEntry, refused?: Credentials): void {
    const { exec, 'auth-provider': provider } = entry.user;
    if (exec) this.#plugins.drop(entry, exec, refused?.fromPlugin);
    else if (provider) this.#providers.drop(entry, refused?.fromProvider);
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof ApiStatusError && error.status === 401;
}

function notAccepted({ entry, access }: Way): Problem {
  const { name, userName } = entry;
  return {
    code: 'login-needed',
    message: `The API server of ${name} (${new URL(access.server).host}) does not accept the credentials of user ${userName}`,
    hint: `Log in to ${name} again, then restart the forward.`,
    suspect: 'credentials',
  };
}
