import { ProblemError } from '../../shared/problem';
import type { ExecCredential } from './exec-credential';
import type { ExecPlugins } from './exec-plugins';
import type { ContextEntry, UserEntry } from './kubeconfig-parse';
import type { OidcTokens } from './oidc-tokens';
import { pem, readText } from './pem';

/** How the API server knows the user. Secret: never logged. */
export interface Credentials {
  /** Authorization and impersonation. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly cert?: string;
  readonly key?: string;
  /** The part that came from a plugin, for saying which one was refused. */
  readonly fromPlugin?: ExecCredential;
  /** The same for an OIDC provider's id token. */
  readonly fromProvider?: string;
}

/**
 * The user's credentials, as kubectl chooses among them: a token (its file before the inline one), else name and
 * password, else a plugin, else an OIDC provider; client certificates besides. Files are read each time, because they
 * rotate. Fails with a `ProblemError`.
 */
export async function credentialsFor(
  context: ContextEntry,
  plugins: ExecPlugins,
  providers: OidcTokens,
): Promise<Credentials> {
  const { user } = context;
  const authorization = await staticAuthorization(context);
  const fromPlugin = authorization === null && user.exec ? await plugins.get(context, user.exec) : undefined;
  const asksProvider = authorization === null && !user.exec && user['auth-provider'];
  const fromProvider = asksProvider ? await idToken(context, providers) : undefined;
  const token = fromPlugin?.token ?? fromProvider;
  const bearer = token === undefined ? authorization : `Bearer ${token}`;
  const cert =
    fromPlugin?.cert ?? (await pem(user['client-certificate-data'], user['client-certificate'], 'certificate'));
  const key = fromPlugin?.key ?? (await pem(user['client-key-data'], user['client-key'], 'key'));
  return {
    headers: { ...(bearer === null ? {} : { Authorization: bearer }), ...impersonation(user) },
    ...(cert === null ? {} : { cert }),
    ...(key === null ? {} : { key }),
    ...(fromPlugin ? { fromPlugin } : {}),
    ...(fromProvider === undefined ? {} : { fromProvider }),
  };
}

async function staticAuthorization({ user }: ContextEntry): Promise<string | null> {
  if (user.tokenFile) return `Bearer ${(await readText(user.tokenFile, 'The token file')).trim()}`;
  if (user.token) return `Bearer ${user.token}`;
  if (!user.username) return null;
  return `Basic ${Buffer.from(`${user.username}:${user.password ?? ''}`, 'utf8').toString('base64')}`;
}

async function idToken(context: ContextEntry, providers: OidcTokens): Promise<string> {
  const provider = context.user['auth-provider']?.name ?? '';
  if (provider === 'oidc') return providers.get(context);
  throw new ProblemError({
    code: 'login-needed',
    message: `No credentials for context ${context.name}: the user has the auth-provider ${provider}, and it is not supported any more, by kubectl either`,
    hint: 'Log in again, or use the exec plugin of your provider.',
    suspect: 'credentials',
  });
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
