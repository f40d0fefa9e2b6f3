import { chmod, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ClustersOptions, createClusters, type UserClusters } from '../../../src/main/cluster/clusters';
import type { EventPayloads, EventType } from '../../../src/shared/events';
import { type Problem, problemOf } from '../../../src/shared/problem';
import { FakeClock } from '../../support/fake-clock';
import { specOf } from '../../support/forwards';
import { json, podList, TinyApiServer } from './tiny-api-server';
import { TinyOidcProvider, tokenUntil } from './tiny-oidc-provider';

const forward = specOf({ target: { kind: 'pod', name: 'api' } });
const never = new AbortController().signal;
const hourMs = 3_600_000;

describe('the tokens of an OIDC provider', () => {
  let api: TinyApiServer;
  let provider: TinyOidcProvider;
  let folder: string;
  let config: string;
  let clock: FakeClock;
  let clusters: UserClusters | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portwatch-oidc-'));
    config = join(folder, 'config');
    clock = new FakeClock();
    api = new TinyApiServer();
    provider = new TinyOidcProvider();
    await Promise.all([api.start(), provider.start()]);
  });

  afterEach(async () => {
    clusters?.dispose();
    await Promise.all([api.stop(), provider.stop()]);
    await rm(folder, { recursive: true, force: true });
  });

  const until = (ms: number, name?: string) => tokenUntil(clock.wallTime() + ms, name);

  /** As kubectl writes it, with a comment of the user's. */
  function kubeconfig(change: Record<string, string> = {}): string {
    const settings = {
      'client-id': 'kubernetes',
      'client-secret': 'hush',
      'id-token': until(-1_000, 'old'),
      'idp-certificate-authority-data': Buffer.from(provider.authority).toString('base64'),
      'idp-issuer-url': provider.url,
      'refresh-token': 'refresh-1',
      ...change,
    };
    const lines = Object.entries(settings).map(([key, value]) => `        ${key}: ${value}`);
    return [
      'apiVersion: v1',
      'contexts:',
      '- context: {cluster: c, user: ada}   # mine',
      '  name: prod',
      'clusters:',
      '- cluster:',
      `    server: ${api.url}`,
      '  name: c',
      'users:',
      '- name: ada',
      '  user:',
      '    auth-provider:',
      '      config:',
      ...lines,
      '      name: oidc',
      '',
    ].join('\n');
  }

  async function open(text: string, options: Partial<ClustersOptions> = {}): Promise<UserClusters> {
    await writeFile(config, text);
    clusters = createClusters({ clock, environment: {}, kubeconfigPath: config, ...options });
    return clusters;
  }

  async function tokenFrom(source: UserClusters): Promise<unknown> {
    return (await source.resolve(forward, never)).endpoint.headers['Authorization'];
  }

  async function problemFrom(source: UserClusters): Promise<Problem> {
    return problemOf(
      await source.resolve(forward, never).then(
        () => new Error('resolved'),
        (error: unknown) => error,
      ),
    );
  }

  const gives = (idToken: string, refreshToken?: string) => {
    provider.answer = (_, response) => json(response, 200, { id_token: idToken, refresh_token: refreshToken });
  };

  it('are those of the kubeconfig while they are good', async () => {
    const good = until(hourMs);
    expect(await tokenFrom(await open(kubeconfig({ 'id-token': good })))).toBe(`Bearer ${good}`);
    expect(provider.discoveries).toBe(0);
  });

  it('are refreshed when they have expired, once for all who ask, and kept in memory', async () => {
    const fresh = until(hourMs);
    gives(fresh);
    const text = kubeconfig();
    const source = await open(text);
    const tokens = await Promise.all(Array.from({ length: 8 }, () => tokenFrom(source)));
    expect(new Set(tokens)).toEqual(new Set([`Bearer ${fresh}`]));
    expect(provider.requests).toEqual([
      {
        form: { grant_type: 'refresh_token', refresh_token: 'refresh-1' },
        authorization: `Basic ${Buffer.from('kubernetes:hush').toString('base64')}`,
      },
    ]);
    expect(await tokenFrom(source)).toBe(`Bearer ${fresh}`);
    expect(provider.requests).toHaveLength(1);
    // The refresh token is still good: the file is nobody's business.
    expect(await readFile(config, 'utf8')).toBe(text);
  });

  it('are refreshed ten seconds before they expire', async () => {
    const first = until(hourMs);
    gives(first);
    const source = await open(kubeconfig());
    await tokenFrom(source);
    const second = until(3 * hourMs);
    gives(second);
    await clock.advance(hourMs - 11_000);
    expect(await tokenFrom(source)).toBe(`Bearer ${first}`);
    await clock.advance(2_000);
    expect(await tokenFrom(source)).toBe(`Bearer ${second}`);
  });

  it('are refreshed when the API server refuses them', async () => {
    const fresh = until(2 * hourMs, 'new');
    gives(fresh);
    api.answer = ({ authorization }, response) =>
      authorization === `Bearer ${fresh}` ? json(response, 200, podList(['api-1'])) : json(response, 401, {});
    expect(await tokenFrom(await open(kubeconfig({ 'id-token': until(hourMs) })))).toBe(`Bearer ${fresh}`);
    expect(provider.requests).toHaveLength(1);
  });

  it('are written back when the refresh token is another one, and nothing else in the file changes', async () => {
    const fresh = until(hourMs);
    gives(fresh, 'refresh-2');
    const text = kubeconfig();
    const source = await open(text);
    await chmod(config, 0o640);
    await tokenFrom(source);
    const written = await readFile(config, 'utf8');
    expect(written).toBe(text.replace(until(-1_000, 'old'), `"${fresh}"`).replace('refresh-1', '"refresh-2"'));
    expect((await stat(config)).mode & 0o777).toBe(0o640);
    expect(await readdir(folder)).toEqual(['config']);
    await clock.advance(hourMs);
    gives(until(hourMs), 'refresh-3');
    await tokenFrom(source);
    expect(provider.requests[1]?.form['refresh_token']).toBe('refresh-2');
    expect(await readFile(config, 'utf8')).toContain('"refresh-3"');
  });

  it('are written through a link', async () => {
    await writeFile(join(folder, 'real'), kubeconfig());
    const link = join(folder, 'link');
    await symlink('real', link);
    gives(until(hourMs), 'refresh-2');
    clusters = createClusters({ clock, environment: {}, kubeconfigPath: link });
    await tokenFrom(clusters);
    expect(await readFile(join(folder, 'real'), 'utf8')).toContain('"refresh-2"');
    expect(await readdir(folder)).toEqual(['link', 'real']);
  });

  it('are not written over what somebody else has got meanwhile', async () => {
    const source = await open(kubeconfig());
    const theirs = kubeconfig({ 'refresh-token': 'theirs' });
    provider.answer = (_, response) => {
      void writeFile(config, theirs).then(() =>
        json(response, 200, { id_token: until(hourMs), refresh_token: 'refresh-2' }),
      );
    };
    await tokenFrom(source);
    expect(await readFile(config, 'utf8')).toBe(theirs);
    // Theirs is newer, so that is what the next refreshing begins with.
    gives(until(hourMs));
    await tokenFrom(source);
    expect(provider.requests.at(-1)?.form['refresh_token']).toBe('theirs');
  });

  it('that cannot be written back are used all the same, and that is said', async () => {
    const published: [EventType, unknown][] = [];
    const bus = {
      publish: <T extends EventType>(type: T, payload: EventPayloads[T]) => void published.push([type, payload]),
    };
    const fresh = until(hourMs);
    gives(fresh, 'refresh-2');
    const source = await open(kubeconfig(), { bus });
    await writeFile(`${config}.lock`, '');
    expect(await tokenFrom(source)).toBe(`Bearer ${fresh}`);
    expect(published).toMatchObject([
      ['kubeconfig.unsaved', { problem: { message: expect.stringContaining('(EEXIST)') as string } }],
      ['credentials.obtained', { credentials: [{ kind: 'provider', renewal: 'itself' }] }],
    ]);
    expect(JSON.stringify(published)).not.toContain('refresh-2');
    expect(await tokenFrom(source)).toBe(`Bearer ${fresh}`);
  });

  it('are asked for without a secret where there is none, and in a form where headers are not taken', async () => {
    gives(until(hourMs));
    await tokenFrom(await open(kubeconfig({ 'client-secret': '""' })));
    expect(provider.requests[0]).toEqual({
      form: { grant_type: 'refresh_token', refresh_token: 'refresh-1', client_id: 'kubernetes' },
      authorization: undefined,
    });
    clusters?.dispose();
    provider.answer = ({ authorization }, response) =>
      authorization === undefined
        ? json(response, 200, { id_token: until(hourMs) })
        : json(response, 401, { error: 'invalid_client' });
    await tokenFrom(await open(kubeconfig()));
    expect(provider.requests.at(-1)?.form).toMatchObject({ client_id: 'kubernetes', client_secret: 'hush' });
  });

  it.each<[string, Record<string, string>, number, object, Problem['code'], string]>([
    ['refused', {}, 400, { error: 'invalid_grant', error_description: 'Session gone' }, 'login-needed', 'Session gone'],
    ['missing', { 'refresh-token': '""' }, 200, {}, 'login-needed', 'there is no refresh-token'],
    ['asked for without TLS', { 'idp-issuer-url': 'http://idp' }, 200, {}, 'login-needed', 'no https address'],
    ['answered without an id', {}, 200, { access_token: 'x' }, 'timed-out', 'has no id_token'],
    ['asked of a provider that is ill', {}, 503, {}, 'timed-out', 'it answered 503'],
    ['asked of nobody', { 'idp-issuer-url': 'https://127.0.0.1:1' }, 200, {}, 'timed-out', '127.0.0.1:1'],
  ])('cannot be had when the refresh token is %s', async (_, change, status, body, code, message) => {
    provider.answer = (__, response) => json(response, status, body);
    const problem = await problemFrom(await open(kubeconfig(change)));
    expect(problem).toMatchObject({ code, suspect: 'credentials' });
    expect(problem.message).toContain(message);
    expect(problem.message).toContain('No credentials for context prod');
  });

  it('are not asked of a provider that cannot be trusted', async () => {
    gives(until(hourMs));
    const problem = await problemFrom(await open(kubeconfig({ 'idp-certificate-authority-data': '""' })));
    expect(problem.code).toBe('timed-out');
    expect(provider.discoveries).toBe(0);
  });

  it('trust an authority in a file beside the kubeconfig', async () => {
    await writeFile(join(folder, 'idp.pem'), provider.authority);
    gives(until(hourMs));
    const byFile = { 'idp-certificate-authority-data': '""', 'idp-certificate-authority': 'idp.pem' };
    expect(await tokenFrom(await open(kubeconfig(byFile)))).toContain('Bearer ');
  });

  it('are not sent to an endpoint without TLS', async () => {
    provider.document = { token_endpoint: 'http://127.0.0.1/token' };
    const problem = await problemFrom(await open(kubeconfig()));
    expect(problem).toMatchObject({ code: 'login-needed' });
    expect(problem.message).toContain('names a token endpoint that is no https address');
    expect(provider.requests).toEqual([]);
  });
});
