import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ClustersOptions, createClusters, type UserClusters } from '../../../src/main/cluster/clusters';
import { issueForUser, makeAuthority } from '../../../src/main/demo/certificates';
import type { AccessChange, Clusters } from '../../../src/main/engine/clusters';
import { type Problem, problemOf } from '../../../src/shared/problem';
import { eventually } from '../../support/eventually';
import { FakeClock } from '../../support/fake-clock';
import { specOf } from '../../support/forwards';
import { isAlive } from '../../support/is-alive';
import { json, kubeconfigOf, podList, TinyApiServer } from './tiny-api-server';

const forward = specOf({ target: { kind: 'pod', name: 'api' } });
/** Of one who never gives up. Each asker has its own, as in the product. */
const never = () => new AbortController().signal;

/** Every run adds a line to `runs` and gives the token `token-N` of the N-th run. */
const countingPlugin = `
const { appendFileSync, readFileSync } = require('node:fs');
appendFileSync(process.env.RUNS, process.pid + '\\n');
const run = readFileSync(process.env.RUNS, 'utf8').trim().split('\\n').length;
const status = { token: 'token-' + run, expirationTimestamp: process.env.EXPIRES };
console.log(JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status }));
`;

/** Answers when there is a file for it. */
const slowPlugin = `
const { appendFileSync, existsSync } = require('node:fs');
appendFileSync(process.env.RUNS, process.pid + '\\n0\\n');
setInterval(() => {
  if (!existsSync(process.env.RUNS + '.go')) return;
  console.log(JSON.stringify({ kind: 'ExecCredential', status: { token: 'late' } }));
  process.exit();
}, 10);
`;

describe.skipIf(process.platform === 'win32')('credentials from an exec plugin', () => {
  let server: TinyApiServer;
  let folder: string;
  let runs: string;
  let clock: FakeClock;
  let clusters: UserClusters | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portwatch-exec-'));
    runs = join(folder, 'runs');
    clock = new FakeClock();
    server = new TinyApiServer();
    await server.start();
  });

  afterEach(async () => {
    clusters?.dispose();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function withPlugin(
    script: string,
    change: object = {},
    env: Record<string, string> = {},
    more: Partial<ClustersOptions> = {},
  ): Promise<UserClusters> {
    await writeFile(join(folder, 'plugin.cjs'), script);
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: process.execPath,
      args: [join(folder, 'plugin.cjs')],
      env: Object.entries({ RUNS: runs, ...env }).map(([name, value]) => ({ name, value })),
      ...change,
    };
    const kubeconfigPath = join(folder, 'config');
    await writeFile(kubeconfigPath, kubeconfigOf(server.url, { exec }));
    const environment = { PATH: process.env['PATH'], FROM_SHELL: 'yes' };
    clusters = createClusters({ clock, environment, kubeconfigPath, ...more });
    return clusters;
  }

  async function tokenFrom(source: Clusters): Promise<unknown> {
    return (await source.resolve(forward, never())).endpoint.headers['Authorization'];
  }

  async function problemFrom(source: Clusters): Promise<Problem> {
    return problemOf(
      await source.resolve(forward, never()).then(
        () => new Error('resolved'),
        (error: unknown) => error,
      ),
    );
  }

  it('are got by one run for all who ask, and kept', async () => {
    const source = await withPlugin(countingPlugin);
    const tokens = await Promise.all(Array.from({ length: 50 }, () => tokenFrom(source)));
    expect(new Set(tokens)).toEqual(new Set(['Bearer token-1']));
    expect(await tokenFrom(source)).toBe('Bearer token-1');
    expect(server.requests[0]?.authorization).toBe('Bearer token-1');
  });

  it('are renewed a minute before they expire', async () => {
    const expires = new Date(clock.wallTime() + 3_600_000).toISOString();
    const source = await withPlugin(countingPlugin, {}, { EXPIRES: expires });
    await tokenFrom(source);
    await clock.advance(3_539_000);
    expect(await tokenFrom(source)).toBe('Bearer token-1');
    await clock.advance(2_000);
    expect(await tokenFrom(source)).toBe('Bearer token-2');
  });

  it('are told with their end, when they are first used and when there are others, and nothing of the token', async () => {
    const hourMs = 3_600_000;
    const begin = clock.wallTime();
    const published: unknown[] = [];
    const bus = { publish: (type: string, payload: object) => void published.push({ type, ...payload }) };
    const script = `
      const { appendFileSync, readFileSync } = require('node:fs');
      appendFileSync(process.env.RUNS, 'run\\n');
      const run = readFileSync(process.env.RUNS, 'utf8').trim().split('\\n').length;
      const expirationTimestamp = new Date(${String(begin)} + run * ${String(hourMs)}).toISOString();
      console.log(JSON.stringify({ kind: 'ExecCredential', status: { token: 'secret-' + run, expirationTimestamp } }));
    `;
    const source = await withPlugin(script, {}, {}, { bus });
    const toldOf = (run: number) => ({
      type: 'credentials.obtained',
      context: 'prod',
      credentials: [
        { kind: 'plugin', program: basename(process.execPath), expiresAt: begin + run * hourMs, renewal: 'itself' },
      ],
    });
    await tokenFrom(source);
    await tokenFrom(source);
    expect(published).toEqual([toldOf(1)]);
    await clock.advance(hourMs - 59_000);
    expect(await tokenFrom(source)).toBe('Bearer secret-2');
    expect(published).toEqual([toldOf(1), toldOf(2)]);
    expect(JSON.stringify(published)).not.toContain('secret');
  });

  it('are renewed when the API server refuses them, and used at once', async () => {
    server.answer = ({ authorization }, response) =>
      authorization === 'Bearer token-2' ? json(response, 200, podList(['api-1'])) : json(response, 401, {});
    const source = await withPlugin(countingPlugin);
    const tokens = await Promise.all(Array.from({ length: 20 }, () => tokenFrom(source)));
    expect(new Set(tokens)).toEqual(new Set(['Bearer token-2']));
    expect((await readFile(runs, 'utf8')).trim().split('\n')).toHaveLength(2);
  });

  it('that are refused twice mean that somebody has to log in', async () => {
    server.answer = (_, response) => json(response, 401, {});
    expect((await problemFrom(await withPlugin(countingPlugin))).code).toBe('login-needed');
  });

  it('are renewed once when many tunnels say that they were refused', async () => {
    const source = await withPlugin(countingPlugin);
    await tokenFrom(source);
    for (let report = 0; report < 10; report += 1) source.credentialsRefused('prod');
    expect(await tokenFrom(source)).toBe('Bearer token-2');
    source.credentialsRefused('prod');
    expect(await tokenFrom(source)).toBe('Bearer token-2');
    await clock.advance(1_000);
    source.credentialsRefused('prod');
    expect(await tokenFrom(source)).toBe('Bearer token-3');
  });

  it('may be a client certificate', async () => {
    const source = await withPlugin(`
      const status = { clientCertificateData: 'CERT', clientKeyData: 'KEY' };
      console.log(JSON.stringify({ kind: 'ExecCredential', status }));
    `);
    const { endpoint } = await source.resolve(forward, never());
    expect(endpoint.tls).toMatchObject({ cert: 'CERT', key: 'KEY' });
    expect(endpoint.headers).toEqual({});
  });

  it('that are a certificate are renewed a minute before that ends, though the program says nothing of it', async () => {
    const hourMs = 3_600_000;
    const now = clock.wallTime();
    const authority = makeAuthority('ca', { fromMs: now - hourMs, untilMs: now + 24 * hourMs });
    for (const run of [1, 2]) {
      const { certificate } = issueForUser('ada', [], authority, { fromMs: now - hourMs, untilMs: now + run * hourMs });
      await writeFile(`${runs}.crt${String(run)}`, certificate);
    }
    const source = await withPlugin(`
      const { appendFileSync, readFileSync } = require('node:fs');
      appendFileSync(process.env.RUNS, 'run\\n');
      const run = readFileSync(process.env.RUNS, 'utf8').trim().split('\\n').length;
      const clientCertificateData = readFileSync(process.env.RUNS + '.crt' + run, 'utf8');
      const status = { clientCertificateData, clientKeyData: 'KEY-' + run };
      console.log(JSON.stringify({ kind: 'ExecCredential', status }));
    `);
    const key = async () => (await source.resolve(forward, never())).endpoint.tls.key;
    expect(await key()).toBe('KEY-1');
    await clock.advance(hourMs - 62_000);
    expect(await key()).toBe('KEY-1');
    await clock.advance(3_000);
    expect(await key()).toBe('KEY-2');
  });

  it('come from a program that runs in the environment handed in', async () => {
    const source = await withPlugin(`
      const { FROM_SHELL, HOME, KUBERNETES_EXEC_INFO } = process.env;
      const token = [FROM_SHELL, HOME, JSON.parse(KUBERNETES_EXEC_INFO).spec.interactive].join('/');
      console.log(JSON.stringify({ kind: 'ExecCredential', status: { token } }));
    `);
    expect(await tokenFrom(source)).toBe('Bearer yes//false');
  });

  it('come from a program beside the kubeconfig, when its path is relative', async () => {
    const script = join(folder, 'login');
    await writeFile(script, `#!${process.execPath}\n${countingPlugin}`);
    await chmod(script, 0o755);
    expect(await tokenFrom(await withPlugin('', { command: './login', args: [] }))).toBe('Bearer token-1');
  });

  it.each<[string, object, string, string]>([
    [
      'the program is missing',
      { command: 'no-such-login', installHint: 'Get it from the intranet.' },
      'No credentials for context prod: The program no-such-login is not installed or not on the PATH',
      'Get it from the intranet.',
    ],
    [
      'the program needs a terminal',
      { command: 'login', interactiveMode: 'Always' },
      'No credentials for context prod: login only works in a terminal',
      'Log in there, with a kubeconfig that does not need one.',
    ],
  ])('cannot be had when %s', async (_, change, message, hint) => {
    expect(await problemFrom(await withPlugin('', change))).toEqual({
      code: 'login-needed',
      message,
      hint,
      suspect: 'credentials',
    });
  });

  it('cannot be had when the program is not executable', async () => {
    const problem = await problemFrom(await withPlugin('', { command: './plugin.cjs', args: [] }));
    expect(problem.message).toContain('./plugin.cjs cannot be run: it is not executable');
  });

  it('cannot be had when the program fails, and the last thing it said is told', async () => {
    const source = await withPlugin(`console.error('Traceback\\nToken has expired\\n'); process.exit(3);`);
    expect((await problemFrom(source)).message).toBe(
      `No credentials for context prod: ${process.execPath} failed: Token has expired`,
    );
  });

  it('cannot be had when the program fails without a word', async () => {
    expect((await problemFrom(await withPlugin('process.exit(3)'))).message).toContain('failed: it ended with code 3');
  });

  it('cannot be had when the program prints something else, which is not told', async () => {
    const problem = await problemFrom(await withPlugin(`console.log('token: hunter2')`));
    expect(problem.message).toContain('gave no credential');
    expect(JSON.stringify(problem)).not.toContain('hunter2');
  });

  it('are said to be missing after 15 s of a program that does not answer, and taken when it does', async () => {
    const source = await withPlugin(slowPlugin);
    const hopes = hopesOf(source);
    const first = problemFrom(source);
    await startedPids();
    expect(source.isGettingCredentials('prod')).toBe(true);
    await clock.advance(15_000);
    expect(await first).toEqual({
      code: 'timed-out',
      message: `No credentials for context prod: ${process.execPath} has not answered for 15 s`,
      hint: `It may be waiting for you to log in, in a browser for example. Portwatch connects as soon as ${process.execPath} answers.`,
      suspect: 'credentials',
    });
    const timers = clock.timers;
    const second = problemFrom(source);
    // One for the search, and one for the program.
    await eventually('the next one to wait', () => (clock.timers > timers + 1 ? true : undefined));
    await clock.advance(15_000);
    expect((await second).message).toContain('has not answered for 30 s');
    expect(hopes).toEqual([]);
    await writeFile(`${runs}.go`, '');
    await eventually('hope', () => (hopes.length > 0 ? true : undefined));
    expect(hopes).toEqual([{ context: 'prod', what: 'hope' }]);
    expect(await tokenFrom(source)).toBe('Bearer late');
    expect(source.isGettingCredentials('prod')).toBe(false);
    expect((await readFile(runs, 'utf8')).trim().split('\n')).toHaveLength(2);
  });

  it('cannot be had when the program does not end within two minutes, and it is ended with what it started', async () => {
    const source = await withPlugin(`
      const { appendFileSync } = require('node:fs');
      const { spawn } = require('node:child_process');
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
      appendFileSync(process.env.RUNS, process.pid + '\\n' + child.pid + '\\n');
      setInterval(() => {}, 1000);
    `);
    const problem = problemFrom(source);
    const pids = await startedPids();
    await clock.advance(15_000);
    expect((await problem).code).toBe('timed-out');
    await clock.advance(105_000);
    for (const pid of pids) await eventually(`process ${String(pid)} to end`, () => (isAlive(pid) ? undefined : true));
    expect(await problemFrom(source)).toMatchObject({ code: 'login-needed' });
    expect((await problemFrom(source)).message).toContain('did not finish within 120 s');
    // It may have opened a browser: it is not run again for a while.
    expect((await startedPids()).length).toBe(2);
    source.dispose();
    expect(clock.timers).toBe(0);
  });

  describe('that a program fails to give', () => {
    const failing = `
      require('node:fs').appendFileSync(process.env.RUNS, process.pid + '\\n');
      console.error(process.env.SAYS);
      process.exit(1);
    `;
    const runsSoFar = async () => (await readFile(runs, 'utf8')).trim().split('\n').length;

    it('are not asked for again before half a minute, whoever wants them', async () => {
      const source = await withPlugin(failing, {}, { SAYS: 'Token has expired' });
      for (let attempt = 0; attempt < 5; attempt += 1) {
        expect((await problemFrom(source)).code).toBe('login-needed');
        await clock.advance(5_900);
      }
      expect(await runsSoFar()).toBe(1);
      await clock.advance(500);
      await problemFrom(source);
      expect(await runsSoFar()).toBe(2);
    });

    it('are worth another try after that, and those who wait are told', async () => {
      const source = await withPlugin(failing, {}, { SAYS: 'Token has expired' });
      const hopes = hopesOf(source);
      await problemFrom(source);
      await clock.advance(29_900);
      expect(hopes).toEqual([]);
      await clock.advance(200);
      expect(hopes).toEqual([{ context: 'prod', what: 'hope' }]);
      // Nobody came: nobody is told again, and no timer is left.
      await clock.advance(3_600_000);
      expect(hopes).toHaveLength(1);
    });

    it('are a passing problem when the network is away, tried again after five seconds', async () => {
      const source = await withPlugin(failing, {}, { SAYS: 'dial tcp: lookup idp: no such host' });
      expect(await problemFrom(source)).toMatchObject({
        code: 'timed-out',
        suspect: 'credentials',
        hint: 'Check the network and the VPN. Portwatch keeps trying.',
      });
      await clock.advance(4_900);
      await problemFrom(source);
      expect(await runsSoFar()).toBe(1);
      await clock.advance(200);
      await problemFrom(source);
      expect(await runsSoFar()).toBe(2);
    });

    it('are asked for at once when somebody asks, or the machine is back', async () => {
      const source = await withPlugin(failing, {}, { SAYS: 'Token has expired' });
      await problemFrom(source);
      source.allowRetry(['other']);
      await problemFrom(source);
      expect(await runsSoFar()).toBe(1);
      source.allowRetry(['prod']);
      await problemFrom(source);
      source.allowRetry(null);
      await problemFrom(source);
      expect(await runsSoFar()).toBe(3);
    });
  });

  it('that were to be renewed ahead of time are used to their end when renewing fails', async () => {
    const expires = new Date(clock.wallTime() + 3_600_000).toISOString();
    const once = `if (require('node:fs').existsSync(process.env.RUNS)) process.exit(1);${countingPlugin}`;
    const source = await withPlugin(once, {}, { EXPIRES: expires });
    await tokenFrom(source);
    await clock.advance(3_560_000);
    expect(await tokenFrom(source)).toBe('Bearer token-1');
    await clock.advance(41_000);
    expect((await problemFrom(source)).code).toBe('login-needed');
  });

  it('come from a program that runs in the whole environment, once that is known', async () => {
    const script = `const token = process.env.LATE;
      console.log(JSON.stringify({ kind: 'ExecCredential', status: { token } }));`;
    await withPlugin(script);
    clusters?.dispose();
    let asked = 0;
    const completeEnvironment = () => {
      asked += 1;
      return Promise.resolve({ PATH: process.env['PATH'], LATE: 'yes' });
    };
    clusters = createClusters({ clock, environment: {}, completeEnvironment, kubeconfigPath: join(folder, 'config') });
    expect(asked).toBe(0);
    expect(await tokenFrom(clusters)).toBe('Bearer yes');
  });

  it('are still waited for by others when one gives up', async () => {
    const source = await withPlugin(slowPlugin);
    const controller = new AbortController();
    const gone = source.resolve(forward, controller.signal);
    const stays = tokenFrom(source);
    await startedPids();
    controller.abort(new Error('enough'));
    await expect(gone).rejects.toThrow('enough');
    await writeFile(`${runs}.go`, '');
    expect(await stays).toBe('Bearer late');
  });

  it('leave no program behind when the application ends', async () => {
    const source = await withPlugin(`
      require('node:fs').appendFileSync(process.env.RUNS, process.pid + '\\n0\\n');
      setInterval(() => {}, 1000);
    `);
    const problem = problemFrom(source);
    const [pid = 0] = await startedPids();
    source.dispose();
    expect((await problem).message).toBe('Portwatch is stopping.');
    await eventually('the program to end', () => (isAlive(pid) ? undefined : true));
  });

  function hopesOf(source: UserClusters): AccessChange[] {
    const hopes: AccessChange[] = [];
    source.followAccess((changes) => hopes.push(...changes));
    return hopes;
  }

  async function startedPids(): Promise<number[]> {
    return eventually('the plugin to start', async () => {
      const text = await readFile(runs, 'utf8').catch(() => '');
      const lines = text.trim().split('\n');
      return lines.length < 2 ? undefined : lines.map(Number).filter((pid) => pid > 0);
    });
  }
});
