import { dirname, isAbsolute, join } from 'node:path';
import { type Problem, ProblemError } from '../../shared/problem';
import type { Clock } from '../base/clock';
import { withDeadline } from '../base/deadline';
import type { Disposable } from '../base/disposable';
import type { Endpoint } from '../tunnel/endpoint';
import { pem } from './pem';
import type { ContextEntry } from './kubeconfig-parse';
import { unsavedTokens } from './kubeconfig-problems';
import { type NewTokens, saveTokens } from './kubeconfig-write';
import { type Discovery, expiryOf, type OidcConfig, oidcConfig, parseDiscovery } from './oidc-protocol';
import { parseRefreshAnswer, refreshRequest } from './oidc-protocol';
import { proxyFromEnvironment } from './proxy';
import { type OneAnswer, type OneRequest, requestOnce } from './request-once';

/** A little before the end, so that nothing expires on its way; as kubectl does. Milliseconds. */
const marginMs = 10_000;

/** Asking for the way and for the tokens, together, in milliseconds. */
const refreshDeadlineMs = 10_000;

/** What was got by refreshing. */
interface Refreshed {
  readonly idToken: string;
  /** The refresh token in the kubeconfig that it began with; another one there means that somebody else was faster. */
  readonly beganWith: string;
  /** To use next time. */
  readonly refreshToken: string;
}

export interface OidcTokensOptions {
  readonly clock: Clock;
  /** For the proxy variables. */
  readonly environment: () => Promise<NodeJS.ProcessEnv>;
  /** A new refresh token could not be written back. */
  readonly onUnsaved?: (problem: Problem) => void;
}

/**
 * The tokens of users with the auth-provider `oidc`, refreshed one at a time per user, and kept in memory. Only when the
 * provider gives another refresh token, and may take the old one no more, are both written back: kubectl would be logged out.
 */
export class OidcTokens implements Disposable {
  readonly #refreshed = new Map<string, Refreshed>();
  readonly #running = new Map<string, Promise<string>>();
  readonly #refused = new Map<string, string>();
  readonly #stop = new AbortController();

  constructor(private readonly options: OidcTokensOptions) {}

  /** The id token to send. Fails with a `ProblemError`. */
  async get(context: ContextEntry): Promise<string> {
    const config = oidcConfig(context.user['auth-provider']?.config);
    const key = keyOf(context, config);
    const known = this.#known(key, config);
    const usable = [config.idToken, known?.idToken ?? ''].filter((token) => this.#isUsable(key, token));
    const [best] = usable.sort((a, b) => expiryOf(b) - expiryOf(a));
    if (best !== undefined) return best;
    const running = this.#running.get(key);
    if (running) return running;
    const run = this.#refresh(key, context, config).finally(() => this.#running.delete(key));
    this.#running.set(key, run);
    return run;
  }

  /** The API server does not take this token, or whichever is in use: the next one is a new one. */
  drop(context: ContextEntry, token?: string): void {
    const config = oidcConfig(context.user['auth-provider']?.config);
    const key = keyOf(context, config);
    const refused = token ?? this.#known(key, config)?.idToken ?? config.idToken;
    this.#refused.set(key, refused);
  }

  dispose(): void {
    this.#stop.abort(new Error('Portwatch is stopping.'));
    this.#refreshed.clear();
  }

  /** What was refreshed here counts until the kubeconfig has another refresh token than it began with, or ended with. */
  #known(key: string, { refreshToken }: OidcConfig): Refreshed | null {
    const known = this.#refreshed.get(key);
    return known && [known.beganWith, known.refreshToken].includes(refreshToken) ? known : null;
  }

  #isUsable(key: string, token: string): boolean {
    return this.#refused.get(key) !== token && expiryOf(token) - marginMs > this.options.clock.wallTime();
  }

  async #refresh(key: string, context: ContextEntry, config: OidcConfig): Promise<string> {
    const used = this.#known(key, config)?.refreshToken ?? config.refreshToken;
    if (used === '') throw loginNeeded(context, 'its id-token is not valid any more, and there is no refresh-token');
    if (!isSecure(config.issuer)) throw loginNeeded(context, 'its idp-issuer-url is no https address');
    const { clock } = this.options;
    const work = (signal: AbortSignal) => this.#ask(context, config, used, signal);
    let tokens;
    try {
      tokens = await withDeadline(clock, 'Refreshing the token', refreshDeadlineMs, work, this.#stop.signal);
    } catch (error) {
      if (error instanceof ProblemError || this.#stop.signal.aborted) throw error;
      throw unreachable(context, config.issuer, error);
    }
    const { idToken } = tokens;
    const refreshToken = tokens.refreshToken ?? used;
    this.#refreshed.set(key, { idToken, beganWith: config.refreshToken, refreshToken });
    this.#refused.delete(key);
    if (refreshToken !== used) {
      await this.#save(context, { usedRefreshToken: config.refreshToken, idToken, refreshToken });
    }
    return idToken;
  }

  async #save({ userFile, userName }: ContextEntry, tokens: Omit<NewTokens, 'userName'>): Promise<void> {
    // A kubeconfig that is in no file belongs to nobody else.
    if (!isAbsolute(userFile)) return;
    try {
      await saveTokens(userFile, { userName, ...tokens });
    } catch (error) {
      this.options.onUnsaved?.(unsavedTokens(userName, userFile, error));
    }
  }

  async #ask(
    context: ContextEntry,
    config: OidcConfig,
    refreshToken: string,
    signal: AbortSignal,
  ): Promise<{ readonly idToken: string; readonly refreshToken: string | null }> {
    const ca = await pem(config.authorityData, inFolderOf(context, config.authority), 'certificate authority');
    const environment = await this.options.environment();
    const ask = (url: string, request: OneRequest): Promise<OneAnswer> => {
      const proxy = proxyFromEnvironment(new URL(url), environment);
      const tls = { rejectUnauthorized: true, ...(ca === null ? {} : { ca }) };
      const endpoint: Endpoint = { url, headers: {}, tls, ...(proxy === null ? {} : { proxy }) };
      return requestOnce(endpoint, request, signal);
    };
    const discovery = await discover(context, config, ask);
    let refusal = '';
    for (const proof of discovery.proofs) {
      const { status, body } = await ask(discovery.tokenEndpoint, refreshRequest(config, refreshToken, proof));
      const answer = parseRefreshAnswer(status, body);
      if (answer.kind === 'tokens') return answer;
      if (answer.kind === 'unusable') throw new Error(answer.reason);
      refusal = answer.said;
      // Only who we are is worth saying in another way; a refresh token that is not taken stays so.
      if (answer.code !== 'invalid_client') break;
    }
    throw loginNeeded(context, `${hostOf(config.issuer)} does not accept its refresh-token: ${refusal}`);
  }
}

async function discover(
  context: ContextEntry,
  config: OidcConfig,
  ask: (url: string, request: OneRequest) => Promise<OneAnswer>,
): Promise<Discovery> {
  const url = `${config.issuer}/.well-known/openid-configuration`;
  const { status, body } = await ask(url, { method: 'GET', headers: { Accept: 'application/json' } });
  const discovery = status === 200 ? parseDiscovery(body, config.clientSecret !== '') : null;
  if (!discovery) throw new Error(status === 200 ? 'its answer is not understood' : `it answered ${String(status)}`);
  if (isSecure(discovery.tokenEndpoint)) return discovery;
  throw loginNeeded(context, `${hostOf(config.issuer)} names a token endpoint that is no https address`);
}

function loginNeeded({ name }: ContextEntry, reason: string): ProblemError {
  return new ProblemError({
    code: 'login-needed',
    message: `No credentials for context ${name}: the user has the auth-provider oidc, and ${reason}`,
    hint: 'Log in again, the way you do for kubectl.',
    suspect: 'credentials',
  });
}

function unreachable({ name }: ContextEntry, issuer: string, cause: unknown): ProblemError {
  const said = cause instanceof Error ? cause.message : String(cause);
  const message = `No credentials for context ${name}: ${hostOf(issuer)} gave no new token: ${said}`;
  const hint = 'Check the network and the VPN. Portwatch keeps trying.';
  return new ProblemError({ code: 'timed-out', message, hint, suspect: 'credentials' }, { cause });
}

function keyOf({ userName, userFile }: ContextEntry, { issuer, clientId }: OidcConfig): string {
  return JSON.stringify([userFile, userName, issuer, clientId]);
}

function inFolderOf({ userFile }: ContextEntry, path: string): string {
  return path === '' || isAbsolute(path) ? path : join(dirname(userFile), path);
}

function isSecure(url: string): boolean {
  try {
    return new URL(url).protocol === 'https:';
  } catch {
    return false;
  }
}

function hostOf(url: string): string {
  return new URL(url).host;
}
