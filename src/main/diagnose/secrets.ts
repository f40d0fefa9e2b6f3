import type { Credentials } from '../cluster/credentials';
import type { UserEntry } from '../cluster/kubeconfig-parse';

/** Shorter values hide nothing, and taking them out would only garble sentences. */
const shortest = 6;

/** Everything of a kubeconfig's user that nobody else may see. */
export function secretsOfUser(user: UserEntry): readonly string[] {
  const provider = Object.values(user['auth-provider']?.config ?? {}).filter((value) => typeof value === 'string');
  const values = [
    user.token,
    user.password,
    user['client-key-data'],
    ...(user.exec?.env ?? []).map(({ value }) => value),
  ];
  return listed([...values, ...provider]);
}

/** The same of credentials that were obtained. */
export function secretsOfCredentials({ headers, key }: Credentials): readonly string[] {
  const authorization = [headers['Authorization'] ?? []].flat().map((value) => value.replace(/^\w+ /, ''));
  return listed([...authorization, ...(key ?? '').split('\n')]);
}

function listed(values: readonly (string | null | undefined)[]): readonly string[] {
  return values.filter((value): value is string => typeof value === 'string' && value.length >= shortest);
}

/** The text with every secret, and every user and password of an address, taken out. */
export function withoutSecrets(text: string, secrets: Iterable<string>): string {
  let rest = text.replace(/(\w+:\/\/)[^\s/@]+@/g, '$1');
  // The longest first: one may contain another.
  for (const secret of [...secrets].sort((a, b) => b.length - a.length)) rest = rest.replaceAll(secret, '[redacted]');
  return rest;
}
