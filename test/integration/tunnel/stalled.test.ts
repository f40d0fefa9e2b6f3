import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoCluster, startDemoCluster } from '../../../src/main/demo/demo-cluster';
import { download, echoing, exchange, opened, pause, roundTrip, stalledUpload, upload } from '../../bench/load';
import { memoryOf } from '../../bench/machine';
import { benchProgram, commandBytes } from '../../bench/program';
import { ChildProgram } from '../../support/child-program';
import { configText } from '../../support/config-text';
import { eventually } from '../../support/eventually';
import { freePorts, isListening } from '../../support/http';

/** What a stalled connection may cost, in MiB. */
const allowedMiB = 16;

const bytes = 800_000_000;

describe.runIf(process.platform === 'linux')('a connection that nobody reads', () => {
  let cluster: DemoCluster;
  let folder: string;
  let headless: ChildProgram;
  let port = 0;

  beforeAll(async () => {
    cluster = await startDemoCluster({
      programs: { downloads: benchProgram },
      startMs: 1,
      readyMs: 1,
      closeDelayMs: 0,
    });
    folder = await mkdtemp(join(tmpdir(), 'portwatch-stalled-'));
    [port = 0] = await freePorts(1);
    const forward = { alias: 'bulk', namespace: 'data', resource: 'pod/downloads', port: 8081 };
    const watchdog = { pollMs: 5_000, checkMs: 5_000, thresholdMs: 60_000 };
    await writeFile(join(folder, 'kubeconfig'), cluster.kubeconfig());
    await writeFile(join(folder, 'portwatch.yaml'), configText({ forwards: [forward], watchdog }, [port]));
    headless = await ChildProgram.start(
      process.execPath,
      ['dist/main/headless.cjs', '-c', join(folder, 'portwatch.yaml')],
      { environment: { ...process.env, HOME: folder, KUBECONFIG: join(folder, 'kubeconfig') } },
    );
    await eventually('the forward’s port', async () => ((await isListening(port)) ? true : undefined));
    // What the first bytes and connections cost, code being compiled among it, is not what is asked here.
    await download(port, 100_000_000);
    await upload(port, 100_000_000);
    for (let index = 0; index < 50; index += 1) await exchange(port);
  });

  afterAll(async () => {
    await headless.dispose();
    await cluster.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  it('takes little memory when 800 MB are sent to an app that does not read, and holds up nobody', async () => {
    const others = [await echoing(port), await echoing(port)];
    const before = await memoryOf(headless.pid);
    const stuck = await stalledUpload(port, bytes, 3_000);
    expect((await memoryOf(headless.pid)) - before).toBeLessThan(allowedMiB);
    for (const socket of others) expect(await roundTrip(socket)).toBeLessThan(1_000);
    expect(await exchange(port)).toBeLessThan(1_000);
    for (const socket of [stuck, ...others]) socket.destroy();
  });

  it('takes little memory when the local client does not read 800 MB, and holds up nobody', async () => {
    const others = [await echoing(port), await echoing(port)];
    const before = await memoryOf(headless.pid);
    const stuck = await opened(port);
    stuck.on('error', () => undefined).pause();
    stuck.write(commandBytes('D', bytes));
    await pause(3_000);
    expect((await memoryOf(headless.pid)) - before).toBeLessThan(allowedMiB);
    for (const socket of others) expect(await roundTrip(socket)).toBeLessThan(1_000);
    expect(await exchange(port)).toBeLessThan(1_000);
    for (const socket of [stuck, ...others]) socket.destroy();
  });

  it('is noticed to be gone within two seconds when its client resets it, and its tunnel with it', async () => {
    const descriptors = async () => (await readdir(`/proc/${String(headless.pid)}/fd`)).length;
    const stuck = await stalledUpload(port, bytes, 1_500);
    const before = await descriptors();
    stuck.resetAndDestroy();
    await eventually('both to be closed', async () => ((await descriptors()) <= before - 2 ? true : undefined), {
      timeoutMs: 2_000,
      everyMs: 50,
    });
  });

  it('never takes every tunnel, however many of them one client has: later connections are answered', async () => {
    const stuck: Socket[] = [];
    for (let index = 0; index < 12; index += 1) stuck.push(await stalledUpload(port, 8_000_000, 200));
    await pause(1_500);
    expect(await exchange(port)).toBeLessThan(2_000);
    for (const socket of stuck) socket.destroy();
  });
});
