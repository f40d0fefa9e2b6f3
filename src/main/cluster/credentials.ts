import { readFile } from 'node:fs/promises';
import { ProblemError } from '../../shared/problem';
import type { ExecCredential } from './exec-credential';
import type { ExecPlugins } from './exec-plugins';
import type { ContextEntry, UserEntry } from './kubeconfig-parse';
import { unreadableFile } from './kubeconfig-problems';

/** How the API server knows the user. Secret: never logged. */
export interface Credentials {
  /** Authorization and impersonation. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly cert?: string;
  readonly key?: string;
  /** The part that came from a plugin, for saying which one was refused. */
  readonly fromPlugin?: ExecCredential;
}

/**
 * The user's credentials, as kubectl chooses among them: a token (its file before the inline one), else name and
 * password, else a plugin; client certificates besides. Files are read each time, because they rotate. Fails with a
 * `ProblemError`. `now`: milliseconds since 1970.
 */
export async function credentialsFor(context: ContextEntry, plugins: ExecPlugins, now: number): Promise<Credentials> {
  const { user } = context;
  const authorization = await staticAuthorization(context, now);
  const fromPlugin = authorization === null && user.exec ? await plugins.get(context, user.exec) : undefined;
  const bearer = fromPlugin?.token === undefined ? authorization : `Bearer ${fromPlugin.token}`;
  const cert =
    fromPlugin?.cert ?? (await pem(user['client-certificate-data'], user['client-certificate'], 'certificate'));
  const key = fromPlugin?.key ?? (await pem(user['client-key-data'], user['client-key'], 'key'));
  return {
    headers: { ...(bearer === null ? {} : { Authorization: bearer }), ...impersonation(user) },
    ...(cert === null ? {} : { cert }),
    ...(key === null ? {} : { key }),
    ...(fromPlugin ? { fromPlugin } : {}),
  };
}

async function staticAuthorization({ name, user }: ContextEntry, now: number): Promise<string | null> {
  if (user.tokenFile) return `Bearer ${(await readText(user.tokenFile, 'The token file')).trim()}`;
  if (user.token) return `Bearer ${user.token}`;
  if (user.username) {
    return `Basic ${Buffer.from(`${user.username}:${user.password ?? ''}`, 'utf8').toString('base64')}`;
  }
  const provider = user['auth-provider'];
  if (!provider || user.exec) return null;
  const idToken = provider.config?.['id-token'];
  if (provider.name === 'oidc' && typeof idToken === 'string' && expiryOf(idToken) > now) return `Bearer ${idToken}`;
  const reason =
    provider.name === 'oidc' ? 'its id-token has expired' : 'it is not supported any more, by kubectl either';
  throw new ProblemError({
    code: 'login-needed',
    message: `No credentials for context ${name}: the user has the auth-provider ${provider.name ?? ''}, and ${reason}`,
    hint: 'Log in again, or use the exec plugin of your provider.',
    suspect: 'credentials',
  });
}

/** When a JSON Web Token expires, in milliseconds since 1970; 0 when it cannot be read. Nothing is verified. */
function expiryOf(token: string): number {
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    const isObject = typeof payload === 'object' && payload !== null;
    return isObject && 'exp' in payload && typeof payload.exp === 'number' ? payload.exp * 1_000 : 0;
  } catch {
    return 0;
  }
}

function impersonation(user: UserEntry): Record<string, string | readonly string[]> {
  const extra = Object.entries(user['as-user-extra'] ?? {}).map(
    ([key, values]) => [`Impersonate-Extra-${encodeURIComponent(key)}`, values] as const,
  );
  return {
    ...(user.as ? { 'Impersonate-User': user.as } : {}),
    ...(user['as-uid'] ? { 'Impersonate-Uid': user['as-uid'] } : {}),
    ...(user['as-groups']?.length ? { 'Impersonate-Group': user['as-groups'] } : {}),
    ...Object.fromEntries(extra),
  };
}

/** PEM text from inline base64 or else from a file; null for neither. */
export async function pem(
  data: string | null | undefined,
  path: string | null | undefined,
  what: string,
): Promise<string | null> {
  if (data) return Buffer.from(data, 'base64').toString('utf8');
  return path ? readText(path, `The ${what}`) : null;
}

async function readText(path: string, what: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw unreadableFile(what, path, error);
  }
}
