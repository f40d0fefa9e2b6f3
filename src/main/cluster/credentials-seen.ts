import type { Credential } from '../../shared/credentials';
import type { Credentials } from './credentials';
import { certificateExpiry, tokenExpiry } from './expiry';
import type { UserEntry } from './kubeconfig-parse';
import { oidcConfig } from './oidc-protocol';

/** What may be told of credentials that were obtained for the user: nothing for an anonymous one. */
export function credentialsSeen(user: UserEntry, credentials: Credentials): readonly Credential[] {
  const certificate = certificateSeen(user, credentials);
  const authorization = authorizationSeen(user, credentials);
  return [authorization, certificate].filter((one) => one !== null);
}

function authorizationSeen(user: UserEntry, { headers, fromPlugin, fromProvider }: Credentials): Credential | null {
  if (fromPlugin) {
    const { token, expiresAt } = fromPlugin;
    const program = baseName(user.exec?.command ?? '');
    const until = expiresAt ?? (token === undefined ? null : tokenExpiry(token));
    return { kind: 'plugin', program, expiresAt: until, renewal: 'itself' };
  }
  if (fromProvider !== undefined) {
    const renewal = oidcConfig(user['auth-provider']?.config).refreshToken === '' ? 'nobody' : 'itself';
    return { kind: 'provider', program: '', expiresAt: tokenExpiry(fromProvider), renewal };
  }
  const authorization = [headers['Authorization'] ?? []].flat()[0];
  if (authorization === undefined) return null;
  if (authorization.startsWith('Basic ')) {
    return { kind: 'password', program: '', expiresAt: null, renewal: 'nobody' };
  }
  const expiresAt = tokenExpiry(authorization.replace(/^Bearer /, ''));
  if (user.tokenFile) return { kind: 'token-file', program: '', expiresAt, renewal: 'file' };
  return { kind: 'token', program: '', expiresAt, renewal: 'nobody' };
}

/** One from the kubeconfig: a plugin's own is part of what is told of the plugin. */
function certificateSeen(user: UserEntry, { cert, fromPlugin }: Credentials): Credential | null {
  if (cert === undefined || fromPlugin?.cert !== undefined) return null;
  const renewal = user['client-certificate-data'] ? 'nobody' : 'file';
  return { kind: 'certificate', program: '', expiresAt: certificateExpiry(cert), renewal };
}

/** Of a path of this system or another one. */
function baseName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
