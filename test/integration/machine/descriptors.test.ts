import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually';
import { type HeadlessRig, startHeadlessRig } from '../../support/headless-rig';
import { get, isListening } from '../../support/http';

const forwards = [{ alias: 'web', namespace: 'shop', resource: 'service/web', port: 8080 }];
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

function limitDescriptors(pid: number, limit: number): void {
  execFileSync('prlimit', ['--pid', String(pid), `--nofile=${String(limit)}:`]);
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
    knock(5);
    limitDescriptors(pid, 1_000);
    await rig.next('descriptors.free');
    expect(await get(rig.port('web'), '/', 15_000)).toContain('Demo shop');
    expect(await isListening(rig.port('web'))).toBe(true);
    expect(rig.of(/crashed|hung/)).toEqual([]);
  });
});
