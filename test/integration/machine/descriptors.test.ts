import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { configText } from '../../support/config-text';
import { shortWatchdog } from '../../support/engine-rig';
import { eventually } from '../../support/eventually';
import { freezeThread } from '../../support/freeze-thread';
import type { LoggedEvent } from '../../support/headless';
import { type HeadlessRig, startHeadlessRig } from '../../support/headless-rig';
import { freePorts, get, isListening } from '../../support/http';

const web = { alias: 'web', namespace: 'shop', resource: 'service/web', port: 8080 };
const forwards = [web];
const patient = { pollMs: 1_000, checkMs: 1_000, thresholdMs: 10_000 };

/** Of the process and all its threads, in milliseconds. */
function processorMs(pid: number): number {
  const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // Ticks of 10 ms.
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function openDescriptors(pid: number): readonly number[] {
  return readdirSync(`/proc/${String(pid)}/fd`).map(Number);
}

/** Once it does, it has raised the limit that it was started with as far as it may. */
function hasEventLoop(pid: number): boolean {
  return openDescriptors(pid).some((descriptor) => {
    try {
      return readlinkSync(`/proc/${String(pid)}/fd/${String(descriptor)}`).includes('eventpoll');
    } catch {
      // Closed since it was listed.
      return false;
    }
  });
}

function limitDescriptors(pid: number, limit: number): void {
  execFileSync('prlimit', ['--pid', String(pid), `--nofile=${String(limit)}:`]);
}

interface Kubeconfig {
  readonly users: readonly { readonly name: string; readonly user: { readonly token?: string } }[];
}

function tokenOf(kubeconfig: string): string {
  return (JSON.parse(kubeconfig) as Kubeconfig).users[0]?.user.token ?? '';
}

/** The same, and a context that nobody uses. */
function withOtherContext(kubeconfig: string): string {
  const config = JSON.parse(kubeconfig) as { readonly contexts: readonly object[] };
  return JSON.stringify({ ...config, contexts: [...config.contexts, { ...config.contexts[0], name: 'other' }] });
}

/** The kubeconfig with this script in place of the token. */
function withPlugin(kubeconfig: string, script: string): string {
  const config = JSON.parse(kubeconfig) as Kubeconfig;
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: process.execPath, args: [script] };
  return JSON.stringify({ ...config, users: config.users.map(({ name }) => ({ name, user: { exec } })) });
}

/** Gives the token in that file, and fails while there is none as programs do when the network is away. */
function pluginText(tokenFile: string): string {
  return `
const { existsSync, readFileSync } = require('node:fs');
if (!existsSync(${JSON.stringify(tokenFile)})) {
  console.error('dial tcp 192.0.2.1:443: connection refused');
  process.exit(1);
}
const status = { token: readFileSync(${JSON.stringify(tokenFile)}, 'utf8') };
console.log(JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status }));
`;
}

describe.runIf(process.platform === 'linux')('the headless program without file descriptors', () => {
  let rig: HeadlessRig;
  const clients: Socket[] = [];

  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await rig.dispose();
  });

  function knock(times: number): void {
    for (let count = 0; count < times; count += 1) {
      const client = connect(rig.port('web'), '127.0.0.1');
      client.on('error', () => undefined);
      clients.push(client);
    }
  }

  it('says so, keeps its port, takes no processor time, and serves again when there are some', async () => {
    rig = await startHeadlessRig({ forwards, watchdog: patient });
    const { pid } = rig.run;
    expect(await get(rig.port('web'))).toContain('Demo shop');
    const before = openDescriptors(pid);
    limitDescriptors(pid, before.length + 3);

    knock(30);
    await rig.next('descriptors.exhausted');
    const begun = processorMs(pid);
    await sleep(2_000);
    expect(processorMs(pid) - begun).toBeLessThan(600);

    // Not even what is closed now can be opened again. What needs a descriptor fails, and is not blamed on the network.
    limitDescriptors(pid, 10);
    await rig.cluster.faults.reset('*');
    const blamed = () => rig.of(/^forward\.reconnecting$/).find((event) => JSON.stringify(event).includes('ulimit'));
    const told = await eventually('the reason', blamed, { timeoutMs: 20_000 }, () => rig.run.stdout().slice(-3_000));
    expect(told['cause']).toMatchObject({ code: 'out-of-descriptors', suspect: 'local' });
    await writeFile(rig.home.path('kubeconfig'), withOtherContext(rig.cluster.kubeconfig));
    const unread = await rig.next('kubeconfig.rejected');
    expect(unread).toMatchObject({ isKept: true, problem: { code: 'out-of-descriptors', suspect: 'local' } });
    knock(5);
    limitDescriptors(pid, 1_000);
    await rig.next('descriptors.free');
    expect(await get(rig.port('web'), '/', 15_000)).toContain('Demo shop');
    expect(await rig.next('kubeconfig.changed')).toMatchObject({ contexts: ['other'] });
    expect(await isListening(rig.port('web'))).toBe(true);
    expect(rig.of(/crashed|hung/)).toEqual([]);
  });

  /** Without descriptors, one more tunnel was lost, or one more forward was to start: why the forward waits. */
  const reason = (what: string) =>
    eventually(
      what,
      () => rig.of(/^forward\.(reconnecting|error)$/).find((event) => JSON.stringify(event).includes(what)),
      { timeoutMs: 20_000 },
      () => rig.run.stdout().slice(-3_000),
    );

  it('says that it cannot run the program that gets credentials, and runs it when it can', async () => {
    rig = await startHeadlessRig({ forwards, watchdog: patient });
    const { pid } = rig.run;
    const [token, plugin] = [rig.home.path('token'), rig.home.path('plugin.cjs')];
    // It says what it says when the network is away, so that it is run again soon.
    await writeFile(plugin, pluginText(token));
    await writeFile(rig.home.path('kubeconfig'), withPlugin(rig.cluster.kubeconfig, plugin));
    await reason('connection refused');
    limitDescriptors(pid, 10);
    const told = await reason(`run ${process.execPath}`);
    expect(told).toMatchObject({ cause: { code: 'out-of-descriptors', suspect: 'local' } });

    await writeFile(token, tokenOf(rig.cluster.kubeconfig));
    limitDescriptors(pid, 1_000);
    await rig.next('forward.connected', 1);
    expect(await get(rig.port('web'))).toContain('Demo shop');
  });

  it('says that it cannot start a thread in place of one that is stuck, and starts it when it can', async () => {
    rig = await startHeadlessRig({ forwards, watchdog: shortWatchdog });
    const { pid } = rig.run;
    const lane = await rig.next('lane.started');
    limitDescriptors(pid, 10);
    const frozen = await freezeThread(pid, Number(lane['osThreadId']));
    try {
      const told = await reason('start a thread');
      expect(told).toMatchObject({ cause: { code: 'out-of-descriptors', suspect: 'local' } });
      limitDescriptors(pid, 1_000);
      await rig.next('forward.connected', 1);
      expect(await get(rig.port('web'))).toContain('Demo shop');
    } finally {
      await frozen.release();
    }
  });

  it('says which ports it cannot open, and opens them when it can', async () => {
    const many = Array.from({ length: 60 }, (_, index) => ({ ...web, alias: `web-${String(index)}` }));
    rig = await startHeadlessRig({ forwards, watchdog: patient });
    const enoughForOne = openDescriptors(rig.run.pid).length;
    const home = rig.home;
    const ports = await freePorts(many.length);
    await writeFile(home.path('many.yaml'), configText({ forwards: many, watchdog: patient }, ports));
    const files = ['-c', home.path('many.yaml'), '--kubeconfig', home.path('kubeconfig')];
    const run = home.run({ arguments: ['--headless', ...files, '--log-format', 'json'] });
    await eventually('the program to run', () => (hasEventLoop(run.pid) ? true : undefined), { everyMs: 2 });
    limitDescriptors(run.pid, enoughForOne + 20);
    const isPort = ({ cause }: LoggedEvent) => / open 127\.0\.0\.1:\d+: /.test(JSON.stringify(cause));
    const told = await eventually(
      'a port that cannot be opened',
      () => run.events().find((event) => event.event === 'forward.reconnecting' && isPort(event)),
      { timeoutMs: 20_000 },
      () => run.stdout().slice(-3_000),
    );
    expect(told).toMatchObject({ cause: { code: 'out-of-descriptors', suspect: 'local' } });
    limitDescriptors(run.pid, 1_000);
    await Promise.all(many.map(({ alias }) => run.event('forward.connected', alias)));
    expect(await get(ports[59] ?? 0)).toContain('Demo shop');
  });
});
