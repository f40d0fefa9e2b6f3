import { describe, expect, it } from 'vitest';
import { CredentialNews } from '../../../src/main/cluster/credential-news';
import type { Credentials } from '../../../src/main/cluster/credentials';
import { credentialsSeen } from '../../../src/main/cluster/credentials-seen';
import type { UserEntry } from '../../../src/main/cluster/kubeconfig-parse';
import { issueForUser, makeAuthority } from '../../../src/main/demo/certificates';
import type { Credential } from '../../../src/shared/credentials';

const now = Date.UTC(2026, 0, 1, 12);
const hour = 60 * 60_000;
const token = `a.${Buffer.from(JSON.stringify({ exp: (now + hour) / 1_000 })).toString('base64url')}.c`;
const bearer = (value: string): Credentials => ({ headers: { Authorization: `Bearer ${value}` } });
const validity = { fromMs: now, untilMs: now + 24 * hour };
const cert = issueForUser('ada', [], makeAuthority('ca', validity), validity).certificate;
const exec = { apiVersion: 'v1', command: '/opt/tools/aws' };
const provider = (refreshToken: string): UserEntry => ({
  'auth-provider': { name: 'oidc', config: { 'refresh-token': refreshToken } },
});

describe('what is told of credentials', () => {
  it.each<[string, UserEntry, Credentials, Partial<Credential>[]]>([
    ['nothing of an anonymous user', {}, { headers: {} }, []],
    [
      'a token, with the end that it says',
      { token },
      bearer(token),
      [{ kind: 'token', expiresAt: now + hour, renewal: 'nobody' }],
    ],
    [
      'a token that says nothing',
      { token: 'opaque' },
      bearer('opaque'),
      [{ kind: 'token', expiresAt: null, renewal: 'nobody' }],
    ],
    [
      'a token that somebody replaces in its file',
      { tokenFile: '/run/token' },
      bearer(token),
      [{ kind: 'token-file', expiresAt: now + hour, renewal: 'file' }],
    ],
    [
      'a password',
      { username: 'ada' },
      { headers: { Authorization: 'Basic eA==' } },
      [{ kind: 'password', expiresAt: null, renewal: 'nobody' }],
    ],
    [
      'a program, without its folder, and when it says that they end',
      { exec },
      { ...bearer(token), fromPlugin: { token, expiresAt: now + 2 * hour } },
      [{ kind: 'plugin', program: 'aws', expiresAt: now + 2 * hour, renewal: 'itself' }],
    ],
    [
      'a program that does not say it, but its token does',
      { exec: { ...exec, command: 'C:\\tools\\aws.exe' } },
      { ...bearer(token), fromPlugin: { token, expiresAt: null } },
      [{ kind: 'plugin', program: 'aws.exe', expiresAt: now + hour, renewal: 'itself' }],
    ],
    [
      'a certificate of a program as part of it',
      { exec },
      { headers: {}, cert, fromPlugin: { cert, expiresAt: now + 24 * hour } },
      [{ kind: 'plugin', program: 'aws', expiresAt: now + 24 * hour, renewal: 'itself' }],
    ],
    [
      'a log-in that can be refreshed',
      provider('r'),
      { ...bearer(token), fromProvider: token },
      [{ kind: 'provider', expiresAt: now + hour, renewal: 'itself' }],
    ],
    [
      'one that cannot',
      provider(''),
      { ...bearer(token), fromProvider: token },
      [{ kind: 'provider', expiresAt: now + hour, renewal: 'nobody' }],
    ],
    [
      'a certificate in the kubeconfig',
      { 'client-certificate-data': 'x' },
      { headers: {}, cert },
      [{ kind: 'certificate', expiresAt: now + 24 * hour, renewal: 'nobody' }],
    ],
    [
      'one in a file, beside a token',
      { token, 'client-certificate': '/run/client.crt' },
      { ...bearer(token), cert },
      [{ kind: 'token' }, { kind: 'certificate', expiresAt: now + 24 * hour, renewal: 'file' }],
    ],
    [
      'a certificate that cannot be read',
      { 'client-certificate-data': 'x' },
      { headers: {}, cert: 'nonsense' },
      [{ kind: 'certificate', expiresAt: null }],
    ],
  ])('is %s', (_, user, credentials, expected) => {
    const seen = credentialsSeen(user, credentials);
    expect(seen).toMatchObject(expected);
    expect(JSON.stringify(seen)).not.toContain(token);
  });

  it('is told once for each cluster, and again when it is other than before', () => {
    const told: string[] = [];
    const news = new CredentialNews((cluster, seen) => told.push(`${cluster}: ${seen.map(({ kind }) => kind).join()}`));
    news.note('prod', { token }, bearer(token));
    news.note('prod', { token }, bearer(token));
    news.note('staging', { token }, bearer(token));
    news.note('prod', { token }, { ...bearer(token), cert });
    news.note('prod', {}, { headers: {} });
    expect(told).toEqual(['prod: token', 'staging: token', 'prod: token,certificate', 'prod: ']);
  });

  it('is not told again for another token that is as good as the one before', () => {
    const told: unknown[] = [];
    const news = new CredentialNews((...news) => told.push(news));
    news.note('prod', { token: 'one' }, bearer('one'));
    news.note('prod', { token: 'two' }, bearer('two'));
    expect(told).toHaveLength(1);
  });
});
