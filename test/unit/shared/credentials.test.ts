import { describe, expect, it } from 'vitest';
import { credentialLines } from '../../../src/shared/credential-phrases';
import { type Credential, standingOf } from '../../../src/shared/credentials';

const hour = 60 * 60_000;
const day = 24 * hour;
const now = new Date(2026, 2, 12, 13, 19).getTime();

function credential(changes: Partial<Credential> = {}): Credential {
  return { kind: 'token', program: '', expiresAt: now + 43 * 60_000, renewal: 'nobody', ...changes };
}
const plugin = credential({ kind: 'plugin', program: 'aws', renewal: 'itself' });
const certificate = credential({ kind: 'certificate', expiresAt: now + 400 * day });

describe('credentials', () => {
  it.each<[string, Partial<Credential>, string]>([
    ['a token in the kubeconfig, on its last day', { expiresAt: now + 23 * hour }, 'soon'],
    ['a token in the kubeconfig, before that', { expiresAt: now + 25 * hour }, 'good'],
    ['a token in a file, which is always replaced', { kind: 'token-file', renewal: 'file' }, 'good'],
    ['what is renewed by itself', { kind: 'plugin', renewal: 'itself' }, 'good'],
    ['a log-in that cannot be refreshed', { kind: 'provider' }, 'soon'],
    ['a certificate, in its last week', { kind: 'certificate', expiresAt: now + 6 * day }, 'soon'],
    ['one in a file, in its last week', { kind: 'certificate', renewal: 'file', expiresAt: now + 6 * day }, 'soon'],
    ['a certificate, before that', { kind: 'certificate', expiresAt: now + 8 * day }, 'good'],
    ['what has no end', { expiresAt: null }, 'good'],
    ['what has ended this moment', { expiresAt: now }, 'over'],
    ['what will be renewed and has ended', { kind: 'plugin', renewal: 'itself', expiresAt: now - hour }, 'over'],
  ])('%s, is %s', (_, changes, standing) => {
    expect(standingOf(credential(changes), now)).toBe(standing);
  });

  it.each<[Credential, string]>([
    [plugin, 'Exec plugin aws: valid until 14:02 (in 43 min), renewed by itself'],
    [{ ...plugin, expiresAt: null }, 'Exec plugin aws: renewed when it is refused'],
    [
      { ...plugin, expiresAt: now - 20 * 60_000 },
      'Exec plugin aws: expired 12:59 (20 min ago), renewed when it is needed next',
    ],
    [
      { ...plugin, kind: 'provider', program: '', expiresAt: now + 26 * hour },
      'OIDC log-in: valid until 13 March, 15:19 (in 1 d 2 h), renewed by itself',
    ],
    [certificate, 'Client certificate: valid until 16 April 2027'],
    [
      { ...certificate, expiresAt: now + 3 * day },
      'Client certificate: valid until 15 March, 13:19 (in 3 d). Nothing renews it: have another one by then.',
    ],
    [
      { ...certificate, renewal: 'file', expiresAt: now + 3 * day },
      'Client certificate: valid until 15 March, 13:19 (in 3 d). Have another one in its file by then.',
    ],
    [
      { ...certificate, expiresAt: now - 2 * day },
      'Client certificate: expired 10 March, 13:19 (2 d ago). What is open goes on; a new tunnel needs another certificate.',
    ],
    [{ ...certificate, expiresAt: null }, 'Client certificate: cannot be read'],
    [credential(), 'Token in the kubeconfig: valid until 14:02 (in 43 min). Nothing renews it: log in again by then.'],
    [
      credential({ expiresAt: now - 400 * day }),
      'Token in the kubeconfig: expired 5 February 2025 (400 d ago). What is open goes on; a new tunnel needs a new log-in.',
    ],
    [credential({ expiresAt: null }), 'Token in the kubeconfig: does not say for how long it is valid'],
    [
      credential({ kind: 'token-file', renewal: 'file', expiresAt: now - 5_000 }),
      'Token from a file: expired 13:18 (5 s ago). What is open goes on; for a new tunnel its file is read again.',
    ],
    [credential({ kind: 'password', expiresAt: null }), 'Name and password'],
  ])('are said with their end, and what to do where nobody else does it: %#', (one, text) => {
    const said = credentialLines([one], now).map(({ text: line, advice }) => [line, advice].filter(Boolean).join('. '));
    expect(said).toEqual([text]);
  });

  it('stand out when somebody has to do something, and most when nothing works without it', () => {
    const over = now - hour;
    const all = [plugin, { ...plugin, expiresAt: over }, credential(), credential({ expiresAt: over })];
    expect(credentialLines(all, now).map(({ tone }) => tone)).toEqual(['plain', 'plain', 'warn', 'bad']);
    expect(credentialLines([credential({ renewal: 'file', expiresAt: over })], now)).toMatchObject([{ tone: 'warn' }]);
  });

  it('are said to be none where there are none, and nothing is said where nothing is known', () => {
    expect(credentialLines([], now)).toEqual([
      { text: 'None: the API server sees an anonymous user', advice: '', tone: 'warn' },
    ]);
    expect(credentialLines(undefined, now)).toEqual([]);
  });
});
