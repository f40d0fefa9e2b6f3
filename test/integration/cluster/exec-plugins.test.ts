import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClusters } from '../../../src/main/cluster/clusters';
import type { Clusters } from '../../../src/main/engine/clusters';
import { type Problem, problemOf } from '../../../src/shared/problem';
import { eventually } from '../../support/eventually';
import { FakeClock } from '../../support/fake-clock';
import { specOf } from '../../support/forwards';
import { json, kubeconfigOf, podList, TinyApiServer } from './tiny-api-server';

const forward = specOf({ target: { kind: 'pod', name: 'api' } });
const never = new AbortController().signal;

/** Every run adds a line to `runs` and gives the token `token-N` of the N-th run. */
const countingPlugin = `
const { appendFileSync, readFileSync } = require('node:fs');
appendFileSync(process.env.RUNS, process.pid + '\\n');
const run = readFileSync(process.env.RUNS, 'utf8').trim().split('\\n').length;
const status = { token: 'token-' + run, expirationTimestamp: process.env.EXPIRES };
console.log(JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status }));
`;

describe.skipIf(process.platform === 'win32')('credentials from an exec plugin', () => {
  let server: TinyApiServer;
  let folder: string;
  let runs: string;
  let clock: FakeClock;
  let clusters: Clusters | undefined;

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

  async function withPlugin(script: string, change: object = {}, env: Record<string, string> = {}): Promise<Clusters> {
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
    clusters = createClusters({ clock, environment: { PATH: process.env['PATH'], FROM_SHELL: 'yes' }, kubeconfigPath });
    return clusters;
  }

  async function tokenFrom(source: Clusters): Promise<unknown> {
    return (await source.resolve(forward, never)).endpoint.headers['Authorization'];
  }

  async function problemFrom(source: Clusters): Promise<Problem> {
    return problemOf(
      await source.resolve(forward, never).then(
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
    const { endpoint } = await source.resolve(forward, never);
    expect(endpoint.tls).toMatchObject({ cert: 'CERT', key: 'KEY' });
    expect(endpoint.headers).toEqual({});
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

  it('cannot be had when the program does not end within 30 s, and it is ended with what it started', async () => {
    const source = await withPlugin(`
      const { appendFileSync } = require('node:fs');
      const { spawn } = require('node:child_process');
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
      appendFileSync(process.env.RUNS, process.pid + '\\n' + child.pid + '\\n');
      setInterval(() => {}, 1000);
    `);
    const problem = problemFrom(source);
    const pids = await startedPids();
    await clock.advance(30_000);
    expect((await problem).message).toContain('did not finish within 30 s');
    for (const pid of pids) await eventually(`process ${String(pid)} to end`, () => (isAlive(pid) ? undefined : true));
    expect(clock.timers).toBe(0);
  });

  it('are still waited for by others when one gives up', async () => {
    const source = await withPlugin(`
      const { appendFileSync, existsSync } = require('node:fs');
      appendFileSync(process.env.RUNS, process.pid + '\\n0\\n');
      setInterval(() => {
        if (!existsSync(process.env.RUNS + '.go')) return;
        console.log(JSON.stringify({ kind: 'ExecCredential', status: { token: 'late' } }));
        process.exit();
      }, 10);
    `);
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

  async function startedPids(): Promise<number[]> {
    return eventually('the plugin to start', async () => {
      const text = await readFile(runs, 'utf8').catch(() => '');
      const lines = text.trim().split('\n');
      return lines.length < 2 ? undefined : lines.map(Number).filter((pid) => pid > 0);
    });
  }
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
