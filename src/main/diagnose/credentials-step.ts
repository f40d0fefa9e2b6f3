import { X509Certificate } from 'node:crypto';
import { assertNever } from '../../shared/assert-never';
import { type Credential, standingOf } from '../../shared/credentials';
import { durationText } from '../../shared/durations-text';
import type { Clock } from '../base/clock';
import { type Credentials, credentialsFor } from '../cluster/credentials';
import { credentialsSeen } from '../cluster/credentials-seen';
import { ExecPlugins } from '../cluster/exec-plugins';
import type { ContextEntry } from '../cluster/kubeconfig-parse';
import { OidcTokens } from '../cluster/oidc-tokens';
import { type Finding, type Found, ok, warning } from './finding';

/** Longer than a plugin may take, so that what it is given up with is told. Milliseconds. */
export const credentialsMs = 32_000;

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
  const parts = credentialsSeen(user, credentials).map((one) => partOf(one, user, credentials, now));
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

function partOf(one: Credential, user: ContextEntry['user'], credentials: Credentials, now: number): Part {
  const standing = standingOf(one, now);
  const text = lasting(nameOf(one, user, credentials), one.expiresAt, now);
  if (one.kind !== 'certificate') return { text, isDoubtful: standing === 'over' };
  return { text, isDoubtful: standing !== 'good' || one.expiresAt === null };
}

function nameOf({ kind }: Credential, user: ContextEntry['user'], { cert, fromPlugin }: Credentials): string {
  switch (kind) {
    case 'plugin': {
      const gave = [
        ...(fromPlugin?.token === undefined ? [] : ['a token']),
        ...(fromPlugin?.cert === undefined ? [] : [`a ${certificateName(fromPlugin.cert)}`]),
      ];
      return `exec plugin ${user.exec?.command ?? ''} gave ${gave.join(' and ')}`;
    }
    case 'provider':
      return 'OIDC token';
    case 'token':
      return 'token from the kubeconfig';
    case 'token-file':
      return `token from ${user.tokenFile ?? ''}`;
    case 'password':
      return `password of ${user.username ?? ''}`;
    case 'certificate':
      return certificateName(cert ?? '');
    default:
      return assertNever(kind);
  }
}

function lasting(text: string, expiresAt: number | null, now: number): string {
  if (expiresAt === null) return text;
  const date = new Date(expiresAt).toISOString().slice(0, 16).replace('T', ' ');
  const left = expiresAt - now;
  const when = left > 0 ? `${durationText(left)} left` : `expired ${durationText(-left)} ago`;
  return `${text}, valid until ${date} UTC (${when})`;
}

function certificateName(pem: string): string {
  try {
    return `client certificate of ${nameIn(new X509Certificate(pem).subject)}`;
  } catch {
    return 'client certificate that cannot be read';
  }
}

/** The common name of a distinguished name, a line for each part of it; else all of it. */
function nameIn(distinguished: string): string {
  return /^CN=(.*)$/m.exec(distinguished)?.[1] ?? distinguished.replaceAll('\n', ', ');
}
