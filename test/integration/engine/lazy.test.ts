import { createHash } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { DemoContent } from '../../../src/main/demo/demo-content';
import type { ConfiguredForward } from '../../support/config-text';
import { downloads, web } from '../../support/demo-forwards';
import { type EngineRig, startEngineRig } from '../../support/engine-rig';
import { eventually } from '../../support/eventually';
import { get } from '../../support/http';
import { requestLocal } from '../../support/http-get';

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

let rig: EngineRig;
const clients: Socket[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await rig.dispose();
});

async function start(forwards: readonly ConfiguredForward[], top: readonly string[] = []): Promise<void> {
  rig = await startEngineRig({ forwards, top, cluster: { startMs: 50, readyMs: 50 } });
}

/** A connection that stays. */
async function client(alias: string): Promise<Socket> {
  const socket = connect(rig.port(alias), '127.0.0.1');
  socket.on('error', () => undefined);
  clients.push(socket);
  await new Promise((resolve) => socket.once('connect', resolve));
  return socket;
}

/** How many requests the API server has had so far, of any kind. */
async function asked(): Promise<number> {
  return (await rig.cluster.requests()).length;
}

describe('a lazy forward', () => {
  it('listens, and asks nothing of its cluster until somebody connects', async () => {
    await start([{ ...web, lazy: true }]);
    await rig.reaches('web', 'listening');
    // Several polls and checks of the watchdog, which have nothing to complain of.
    await sleep(2_000);
    expect(await asked()).toBe(0);
    expect(rig.view('web').beat?.count).toBeGreaterThan(2);
    expect(rig.events.filter(({ type }) => /hung|stale|connected/.test(type))).toEqual([]);
    expect(await get(rig.port('web'))).toContain('Demo shop');
    await rig.reaches('web', 'active');
  });

  it('lets the first connection through with every byte, both ways', async () => {
    await start([
      { ...downloads, lazy: true },
      { ...downloads, alias: 'uploads', lazy: true },
    ]);
    await Promise.all(['downloads', 'uploads'].map((alias) => rig.reaches(alias, 'listening')));
    const size = 5_000_000;
    const sent = new DemoContent().bytes(size);
    const [down, up] = await Promise.all([
      requestLocal(rig.port('downloads'), `/bytes?n=${String(size)}`),
      requestLocal(rig.port('uploads'), '/', { method: 'POST', headers: { 'Content-Length': size } }, sent),
    ]);
    expect(sha256(down.body)).toBe(sha256(sent));
    expect(JSON.parse(up.body.toString())).toEqual({ bytes: size, sha256: sha256(sent) });
  });

  it('takes many first connections at once over one search', async () => {
    await start([{ ...web, lazy: true }]);
    await rig.reaches('web', 'listening');
    const answers = await Promise.all(Array.from({ length: 16 }, () => get(rig.port('web'))));
    expect(answers.every((answer) => answer.includes('Demo shop'))).toBe(true);
    expect(rig.of('forward.connected')).toHaveLength(1);
  });

  it('says what is wrong while somebody waits, and lets the cluster be when nobody does', async () => {
    await start([{ ...web, resource: 'service/not-there', lazy: true }]);
    await rig.reaches('web', 'listening');
    const waiting = await client('web');
    const { state } = await rig.reaches('web', 'reconnecting');
    expect(state).toMatchObject({ cause: { code: 'target-not-found' } });
    waiting.resetAndDestroy();
    const listening = await rig.reaches('web', 'listening', 4_000);
    expect(listening.state).toMatchObject({ problem: { code: 'target-not-found' } });
    await eventually(
      'the watches to be given up',
      async () => ((await rig.cluster.watches()) === 0 ? true : undefined),
      {
        timeoutMs: 20_000,
      },
    );
    const before = await asked();
    await sleep(1_500);
    expect(await asked()).toBe(before);
  });

  it('does not look for another pod when its own goes, and finds it for who comes next', async () => {
    await start([{ ...web, lazy: true }]);
    await rig.reaches('web', 'listening');
    await get(rig.port('web'));
    await rig.cluster.faults.deletePod('web');
    await rig.reaches('web', 'listening');
    expect(await get(rig.port('web'))).toContain('Demo shop');
    expect(rig.of('forward.connected')).toHaveLength(2);
  });

  it('stays lazy when it is changed, and connects at once when it is lazy no more', async () => {
    await start([{ ...web, lazy: true }]);
    await rig.reaches('web', 'listening');
    const text = await readFile(rig.config, 'utf8');
    await writeFile(rig.config, text.replace('service/web', 'deployment/web').replace('port: 8080', 'port: 3000'));
    await eventually('the change', () => (rig.view('web').target === 'deployment/web' ? true : undefined));
    expect(rig.view('web').state.kind).toBe('listening');
    await writeFile(rig.config, text.replace('lazy: true', 'lazy: false'));
    await rig.reaches('web', 'active');
    await writeFile(rig.config, text);
    await eventually('the change back', () => (rig.of('config.reloaded').length === 4 ? true : undefined));
    expect(rig.view('web').state.kind).toBe('active');
    expect(rig.of('forward.connected')).toHaveLength(1);
  });
});

describe('500 lazy forwards', () => {
  const forwards = Array.from({ length: 500 }, (_, at) => ({ ...web, alias: `web-${String(at)}`, lazy: true }));

  it('open no tunnels, ask for nothing, and cost next to nothing while nobody uses them', async () => {
    rig = await startEngineRig({ forwards, watchdog: { pollMs: 1_000, checkMs: 1_000, thresholdMs: 5_000 }, lanes: 2 });
    const states = () => new Set(rig.application.snapshot().forwards.map(({ state }) => state.kind));
    await eventually('all to listen', () => ([...states()].join() === 'listening' ? true : undefined));
    const before = process.cpuUsage();
    await sleep(5_000);
    const { user, system } = process.cpuUsage(before);
    // All threads of this process, the demo cluster's too, with five polls of every forward: mostly about 90 ms.
    expect((user + system) / 1_000).toBeLessThan(500);
    expect([await asked(), await rig.cluster.tunnelsTo('*')]).toEqual([0, 0]);
    expect(rig.application.snapshot().forwards.every(({ beat }) => (beat?.count ?? 0) >= 4)).toBe(true);
    expect(rig.events.filter(({ type }) => /hung|stale/.test(type))).toEqual([]);
    expect(await get(rig.port('web-250'))).toContain('Demo shop');
    expect(rig.of('forward.connected')).toHaveLength(1);
    expect([...states()].sort()).toEqual(['active', 'listening']);
  });
});

describe('a forward with an idle timeout', () => {
  it('closes the tunnel that nobody uses, forgets its pod, and connects again on use', async () => {
    await start([{ ...web, idleTimeout: '1s' }]);
    await rig.reaches('web', 'active');
    const open = await client('web');
    await sleep(1_800);
    expect(rig.view('web').state.kind).toBe('active');
    open.destroy();
    const { state } = await rig.reaches('web', 'listening');
    expect(state).toMatchObject({ problem: null });
    expect(state.kind === 'listening' && (state.idleMs ?? 0)).toBeGreaterThanOrEqual(1_000);
    expect(await rig.cluster.tunnelsTo('*')).toBe(0);
    await eventually(
      'the watches to be given up',
      async () => ((await rig.cluster.watches()) === 0 ? true : undefined),
      {
        timeoutMs: 20_000,
      },
    );
    expect(await get(rig.port('web'))).toContain('Demo shop');
    await rig.reaches('web', 'active');
  });

  it('does not count probes as use', async () => {
    await start([{ ...web, idleTimeout: '2s', probe: '{ interval: 1s, timeout: 500ms }' }]);
    await rig.reaches('web', 'active');
    await rig.reaches('web', 'listening');
    const before = await rig.cluster.connectionsTo('*');
    await sleep(1_500);
    expect(await rig.cluster.connectionsTo('*')).toBe(before);
  });
});
