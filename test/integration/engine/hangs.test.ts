import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { gateway, web } from '../../support/demo-forwards';
import type { ConfiguredForward } from '../../support/config-text';
import { type EngineRig, shortWatchdog, startEngineRig } from '../../support/engine-rig';
import { eventually } from '../../support/eventually';
import { get, isListening } from '../../support/http';
import { readBytes } from '../../support/http-get';

const database: ConfiguredForward = { alias: 'database', namespace: 'data', resource: 'pod/orders-db', port: 5432 };

/** What a busy machine adds to every wait, in milliseconds. */
const slackMs = 500;

describe('a hung forward', () => {
  let rig: EngineRig;

  async function start(forwards: readonly ConfiguredForward[]): Promise<void> {
    rig = await startEngineRig({ forwards });
    await Promise.all(forwards.map(({ alias }) => rig.reaches(alias, 'active')));
  }
  afterEach(() => rig.dispose());

  it('is reported within the threshold and one check, with the real time, while others serve; and recovers', async () => {
    await start([web, gateway]);
    const { pollMs, checkMs, thresholdMs } = shortWatchdog;
    await rig.cluster.faults.blackHole('web');
    const silentAt = Date.now();
    const told = () => rig.of('watchdog.hung')[0];
    const hung = await eventually('a hang', told, { timeoutMs: thresholdMs + pollMs + checkMs + slackMs });
    expect(hung).toMatchObject({ forwardId: rig.id('web'), phase: 'forwarding' });
    const tookMs = hung.time - silentAt;
    expect(tookMs).toBeLessThan(thresholdMs + pollMs + checkMs + slackMs);
    // The last proof was just before the silence: up to a poll, and the time that its answer took.
    expect(hung.elapsedMs).toBeGreaterThan(Math.max(thresholdMs, tookMs - 50));
    expect(hung.elapsedMs).toBeLessThan(tookMs + pollMs + slackMs);
    expect(await get(rig.port('gateway'))).toContain('api-gateway');

    const held = get(rig.port('web'), '/', 10_000);
    await rig.cluster.faults.heal();
    const healedAt = performance.now();
    expect(await held).toContain('Demo shop');
    console.log(
      `hung after ${tookMs.toFixed(0)} ms, answered ${(performance.now() - healedAt).toFixed(0)} ms after it healed`,
    );
    await rig.reaches('web', 'active');
    await eventually('the recovery to be told', () => rig.of('watchdog.recovered')[0]);
    expect(rig.of('watchdog.hung').map(({ forwardId }) => forwardId)).toEqual([rig.id('web')]);
  });

  it('is mended without help when only its old tunnels are dead', async () => {
    await start([web]);
    // Before the first connection: with it a second tunnel is opened, which might come after the fault.
    await rig.cluster.faults.blackHole('web', { existing: true, fresh: false });
    const silentAt = performance.now();
    await eventually('a hang', () => rig.of('watchdog.hung')[0]);
    await eventually('the recovery', () => rig.of('watchdog.recovered')[0]);
    console.log(`silent tunnels: forwarding again after ${(performance.now() - silentAt).toFixed(0)} ms`);
    expect(await get(rig.port('web'))).toContain('Demo shop');
    expect(rig.of('watchdog.restarted').map(({ step, byUser }) => [step, byUser])).toEqual([['reconnect', false]]);
  });

  it('frees its port within a second when stopped, with connections open and waiting', async () => {
    await start([database]);
    const port = rig.port('database');
    const open = connect(port, '127.0.0.1');
    const reset = new Promise((resolve) => open.on('error', resolve));
    await readBytes(open, 10);
    await rig.cluster.faults.blackHole('*');
    await eventually('a hang', () => rig.of('watchdog.hung')[0]);
    const waiting = connect(port, '127.0.0.1');
    const waitingReset = new Promise((resolve) => waiting.on('error', resolve));
    await new Promise((resolve) => waiting.on('connect', resolve));
    const begun = performance.now();
    rig.application.stop([rig.id('database')]);
    await eventually('the port to be free', async () => ((await isListening(port)) ? undefined : true));
    console.log(`stopped while hung: port free after ${(performance.now() - begun).toFixed(0)} ms`);
    expect(performance.now() - begun).toBeLessThan(1_000);
    await Promise.all([reset, waitingReset]);
    await rig.reaches('database', 'stopped');
  });

  it('restarts from any state, twice the same as once', async () => {
    await start([web]);
    const id = rig.id('web');
    const restartTwice = async () => {
      const connected = rig.of('forward.connected').length;
      rig.application.restart([id]);
      rig.application.restart([id]);
      await eventually('a new connection', () => rig.of('forward.connected').length > connected || undefined);
      await rig.reaches('web', 'active');
      expect(await get(rig.port('web'))).toContain('Demo shop');
      await eventually('one worker’s tunnels', async () => (await rig.cluster.tunnelsTo('web')) <= 2 || undefined);
    };
    await restartTwice();

    rig.application.stop([id]);
    await rig.reaches('web', 'stopped');
    await restartTwice();

    rig.application.stop([id]);
    await restartTwice();

    await rig.cluster.faults.refuse('web', 503);
    await rig.cluster.faults.reset('web');
    await rig.reaches('web', 'reconnecting');
    await rig.cluster.faults.heal();
    await restartTwice();

    await rig.cluster.faults.refuse('web', 403);
    await rig.cluster.faults.reset('web');
    await rig.reaches('web', 'failed', 25_000);
    await rig.cluster.faults.heal();
    await restartTwice();

    await rig.cluster.faults.blackHole('web', { existing: true, fresh: true });
    await eventually('a hang', () => rig.of('watchdog.hung')[0]);
    await rig.cluster.faults.heal();
    await restartTwice();

    await rig.cluster.faults.blackHole('web', { existing: false, fresh: true });
    rig.application.restart([id]);
    await rig.reaches('web', 'starting');
    await rig.cluster.faults.heal();
    await restartTwice();
  });

  it('is not what a blocked main thread makes of healthy ones', async () => {
    await start([web, gateway]);
    for (let time = 0; time < 2; time += 1) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5 * shortWatchdog.thresholdMs);
      await sleep(2 * shortWatchdog.thresholdMs);
    }
    expect(rig.events.filter(({ type }) => /hung|stale|reconnecting|restarted|lane.terminated/.test(type))).toEqual([]);
    expect(await get(rig.port('web'))).toContain('Demo shop');
  });
});
