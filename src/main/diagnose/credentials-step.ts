import { X509Certificate } from 'node:crypto';
import { durationText } from '../../shared/durations-text';
import type { Clock } from '../base/clock';
import { type Credentials, credentialsFor } from '../cluster/credentials';
import { ExecPlugins } from '../cluster/exec-plugins';
import type { ContextEntry } from '../cluster/kubeconfig-parse';
import { OidcTokens } from '../cluster/oidc-tokens';
import { type Finding, type Found, ok, warning } from './finding';

/** Longer than a plugin may take, so that what it is given up with is told. Milliseconds. */
export const credentialsMs = 32_000;

/** A certificate that ends sooner is worth a word, in milliseconds. */
const certificateSoonMs = 7 * 24 * 60 * 60_000;

/**
 * Obtains the user's credentials as a forward would, but apart from those that the forwards hold: a plugin is run anew.
 * Fails with a `ProblemError`.
 */
export async function obtainCredentials(
  entry: ContextEntry,
  { clock, environment }: { readonly clock: Clock; readonly environment: () => Promise<NodeJS.ProcessEnv> },
  signal: AbortSignal,
): Promise<Found<Credentials>> {
  const plugins = new ExecPlugins(clock, await environment());
  const providers = new OidcTokens({ clock, environment });
  const onAbort = () => {
    plugins.dispose();
    providers.dispose();
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const credentials = await credentialsFor(entry, plugins, providers);
    return { finding: describeCredentials(entry, credentials, clock.wallTime()), gained: credentials };
  } finally {
    signal.removeEventListener('abort', onAbort);
    onAbort();
  }
}

/** Which kind they are and how long they are good for. `now`: milliseconds since 1970. */
export function describeCredentials(
  { user }: Pick<ContextEntry, 'user'>,
  credentials: Credentials,
  now: number,
): Finding {
  const parts = [authorizationPart(user, credentials, now), certificatePart(credentials, now)].filter(
    (part) => part !== null,
  );
  const acting = user.as ? `, acting as ${user.as}` : '';
  if (parts.length === 0)
    return warning(`The kubeconfig has no credentials: the API server sees an anonymous user${acting}`);
  const text = parts.map((part) => part.text).join(', and ');
  const detail = `${text.charAt(0).toUpperCase()}${text.slice(1)}${acting}`;
  return parts.some((part) => part.isDoubtful) ? warning(detail) : ok(detail);
}

interface Part {
  readonly text: string;
  /** It has ended, or will soon. */
  readonly isDoubtful: boolean;
}

function authorizationPart(user: ContextEntry['user'], credentials: Credentials, now: number): Part | null {
  const { fromPlugin } = credentials;
  if (fromPlugin) {
    const gave = fromPlugin.token === undefined ? 'a client certificate' : 'a token';
    return lasting(`exec plugin ${user.exec?.command ?? ''} gave ${gave}`, fromPlugin.expiresAt, now);
  }
  const authorization = [credentials.headers['Authorization'] ?? []].flat()[0];
  if (authorization === undefined) return null;
  if (authorization.startsWith('Basic ')) return { text: `password of ${user.username ?? ''}`, isDoubtful: false };
  const expiresAt = tokenExpiry(authorization.replace(/^Bearer /, ''));
  if (user.tokenFile) return lasting(`token from ${user.tokenFile}`, expiresAt, now);
  return lasting(user.token ? 'token from the kubeconfig' : 'OIDC token', expiresAt, now);
}

function certificatePart({ cert }: Credentials, now: number): Part | null {
  if (cert === undefined) return null;
  const certificate = parsedCertificate(cert);
  if (!certificate) return { text: 'client certificate that cannot be read', isDoubtful: true };
  const expiresAt = Date.parse(certificate.validTo);
  const part = lasting(`client certificate of ${nameIn(certificate.subject)}`, expiresAt, now);
  return { ...part, isDoubtful: expiresAt - now < certificateSoonMs };
}

function lasting(text: string, expiresAt: number | null, now: number): Part {
  if (expiresAt === null) return { text, isDoubtful: false };
  const date = new Date(expiresAt).toISOString().slice(0, 16).replace('T', ' ');
  const left = expiresAt - now;
  const when = left > 0 ? `${durationText(left)} left` : `expired ${durationText(-left)} ago`;
  return { text: `${text}, valid until ${date} UTC (${when})`, isDoubtful: left <= 0 };
}

function parsedCertificate(pem: string): X509Certificate | null {
  try {
    return new X509Certificate(pem);
  } catch {
    return null;
  }
}

/** The common name of a distinguished name, a line for each part of it; else all of it. */
export function nameIn(distinguished: string): string {
  return /^CN=(.*)$/m.exec(distinguished)?.[1] ?? distinguished.replaceAll('\n', ', ');
}

/** When a JSON Web Token expires, in milliseconds since 1970; null for other tokens. Nothing is verified. */
export function tokenExpiry(token: string): number | null {
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    const isObject = typeof payload === 'object' && payload !== null;
    return isObject && 'exp' in payload && typeof payload.exp === 'number' ? payload.exp * 1_000 : null;
  } catch {
    return null;
  }
}
