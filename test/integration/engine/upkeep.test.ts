import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { shownKind, type ShownKind } from '../../../src/shared/forward';
import type { Problem } from '../../../src/shared/problem';
import { database, downloads, reports, web } from '../../support/demo-forwards';
import type { ConfiguredForward } from '../../support/config-text';
import { type EngineRig, startEngineRig } from '../../support/engine-rig';
import { eventually } from '../../support/eventually';
import { get } from '../../support/http';
import { readBytes, requestLocal } from '../../support/http-get';

let rig: EngineRig;
afterEach(() => rig.dispose());

async function start(forwards: readonly ConfiguredForward[], top: readonly string[] = []): Promise<void> {
  rig = await startEngineRig({ forwards, top, cluster: { startMs: 50, readyMs: 50 } });
  await Promise.all(forwards.map(({ alias }) => rig.reaches(alias, 'active')));
}

/** Waits until the forward is shown as this. */
function isShown(alias: string, kind: ShownKind, timeoutMs = 15_000): Promise<true> {
  const ask = () => (shownKind(rig.view(alias)) === kind ? true : undefined);
  return eventually(`${alias} to be ${kind}`, ask, { timeoutMs }, () => JSON.stringify(rig.view(alias).state));
}

function ailmentOf(alias: string): Problem | null {
  const { state } = rig.view(alias);
  return state.kind === 'active' ? (state.ailment ?? null) : null;
}

function ailings(): readonly string[] {
  return rig.of('health.ailing').map(({ problem }) => problem.code);
}

describe('an app without a probe', () => {
  it('is never connected to, however long its forward is up', async () => {
    await start([web, database], ['healthCheck: { method: data-transfer, interval: 1s, timeout: 1s }']);
    await sleep(2_500);
    expect(await rig.cluster.connectionsTo('*')).toBe(0);
    expect(rig.events.filter(({ type }) => /ailing|well|worn|renewed/.test(type))).toEqual([]);
  });

  it('is known to refuse connections after three in a row, until one is taken', async () => {
    await start([web]);
    await rig.cluster.faults.closePort('web', 3000);
    for (let count = 0; count < 2; count += 1) await expect(get(rig.port('web'))).rejects.toThrow();
    expect(shownKind(rig.view('web'))).toBe('active');
    await expect(get(rig.port('web'))).rejects.toThrow();
    await isShown('web', 'ailing');
    expect(ailmentOf('web')).toMatchObject({ code: 'app-refuses', suspect: 'app' });
    expect(ailmentOf('web')?.message).toMatch(/^Connected, but the app on port 3000 of web-\S+ refuses connections\.$/);
    await rig.cluster.faults.heal();
    expect(await get(rig.port('web'))).toContain('Demo shop');
    await isShown('web', 'active');
    expect(ailings()).toEqual(['app-refuses']);
    expect(rig.of('health.well').map(({ was }) => was)).toEqual(['app-refuses']);
    expect(rig.of('forward.connected')).toHaveLength(1);
  });
});

describe('a probed app', () => {
  it('that refuses is told of although no client connects, and so is its recovery', async () => {
    await start([{ ...web, probe: '{ interval: 1s, timeout: 500ms, failures: 2 }' }]);
    await rig.cluster.faults.closePort('web', 3000);
    await isShown('web', 'ailing');
    expect(ailmentOf('web')?.code).toBe('app-refuses');
    await rig.cluster.faults.heal();
    await isShown('web', 'active');
    expect(ailings()).toEqual(['app-refuses']);
  });

  it('that listens is well by tcp-dial, whether it speaks first or waits', async () => {
    const probe = '{ interval: 1s, timeout: 1s, failures: 1 }';
    await start([
      { ...reports, probe },
      { ...database, probe },
    ]);
    await eventually('connections to both', async () => {
      const counts = [await rig.cluster.connectionsTo('slow-reports'), await rig.cluster.connectionsTo('orders-db')];
      return counts.some((count) => count > 0) ? true : undefined;
    });
    await sleep(3_500);
    expect(ailings()).toEqual([]);
  });

  it('that accepts and is silent is ill by data-transfer; one that speaks first is well', async () => {
    const probe = '{ method: data-transfer, interval: 1s, timeout: 500ms, failures: 2 }';
    await start([
      { ...reports, probe },
      { ...database, probe },
    ]);
    await isShown('reports', 'ailing');
    expect(ailmentOf('reports')?.message).toMatch(
      /^Connected, but the app on port 9090 of slow-reports-\S+ sends nothing within 500 ms\.$/,
    );
    expect(shownKind(rig.view('database'))).toBe('active');
    expect(ailings()).toEqual(['app-silent']);
  });

  it('is asked by HTTP for its path, and told of by the status or the silence that comes', async () => {
    const fast = 'interval: 1s, timeout: 500ms, failures: 2';
    await start([
      { ...downloads, probe: `{ path: "/bytes?n=oops", ${fast} }` },
      { ...reports, probe: `{ path: "/?ms=60000", ${fast} }` },
      { ...web, probe: `{ path: /, status: 2xx, ${fast} }` },
    ]);
    await isShown('downloads', 'ailing');
    expect(ailmentOf('downloads')?.message).toContain('answers GET /bytes?n=oops with 400 instead of 2xx to 3xx.');
    await isShown('reports', 'ailing');
    expect(ailmentOf('reports')?.message).toContain('does not answer GET /?ms=60000 within 500 ms.');
    expect(shownKind(rig.view('web'))).toBe('active');
  });

  it('is not blamed for a tunnel that is silent', async () => {
    await start([{ ...web, probe: '{ path: /, interval: 1s, timeout: 300ms, failures: 1 }' }]);
    await sleep(1_500);
    await rig.cluster.faults.blackHole('*', { fresh: false });
    await eventually('the hang', () => rig.of('watchdog.hung')[0]);
    expect(ailings()).toEqual([]);
  });
});

describe('a worn tunnel', () => {
  /** Ends with what was read. */
  function download(bytes: number): Promise<string> {
    return requestLocal(rig.port('downloads'), `/bytes?n=${String(bytes)}`).then(({ body }) =>
      createHash('sha256').update(body).digest('hex'),
    );
  }

  it('by age is replaced by another, while a connection over it goes on byte for byte', async () => {
    await start([database], ['healthCheck: { maxConnectionAge: 2s }']);
    const open = connect(rig.port('database'), '127.0.0.1');
    const [pod = ''] = (await rig.cluster.pods())['orders-db'];
    await readBytes(open, `orders-db ready on ${pod}\n`.length);
    const sent = Buffer.alloc(64 * 1024, 'portwatch ');
    for (let count = 0; rig.of('forward.renewed').length < 2; count += 1) {
      if (count > 400) throw new Error('never renewed');
      open.write(sent);
      expect((await readBytes(open, sent.length)).equals(sent)).toBe(true);
      await sleep(10);
    }
    open.end();
    expect(rig.of('forward.renewed')[0]).toMatchObject({ why: 'age', transport: 'websocket' });
    expect(rig.of('forward.disconnected')).toEqual([]);
    expect(rig.of('forward.connected')).toHaveLength(1);
    const fresh = connect(rig.port('database'), '127.0.0.1');
    expect((await readBytes(fresh, 18)).toString()).toContain('orders-db ready on');
    fresh.destroy();
  });

  it('by age never breaks a download that takes longer than the age', async () => {
    await start([downloads], ['healthCheck: { maxConnectionAge: 1s }']);
    const expected = await download(1_000_000);
    await rig.cluster.faults.slow('downloads', 40);
    const sums: string[] = [];
    while (rig.of('forward.renewed').length < 3) sums.push(await download(1_000_000));
    expect(new Set(sums)).toEqual(new Set([expected]));
    expect(rig.of('forward.error')).toEqual([]);
  });

  it('by idle time is replaced, but not while a connection is open', async () => {
    await start([database], ['healthCheck: { maxIdleTime: 1s }']);
    const open = connect(rig.port('database'), '127.0.0.1');
    await readBytes(open, 1);
    const before = rig.of('forward.renewed').length;
    await sleep(2_500);
    expect(rig.of('forward.renewed').length - before).toBe(0);
    open.destroy();
    const renewed = await eventually('a renewal', () => rig.of('forward.renewed')[before]);
    expect(renewed.why).toBe('idle');
    const [pod = ''] = (await rig.cluster.pods())['orders-db'];
    await eventually('the old one to go', async () => ((await rig.cluster.tunnelsTo(pod)) <= 2 ? true : undefined));
  });

  it('stays where that is asked for, and is told of once', async () => {
    await start([web], ['healthCheck: { maxConnectionAge: 1s }', 'reliability: { retryOnStale: false }']);
    const worn = await eventually('the news', () => rig.of('health.worn')[0]);
    expect(worn).toMatchObject({ why: 'age', problem: null });
    await sleep(1_500);
    expect(rig.of('health.worn')).toHaveLength(1);
    expect(rig.of('forward.renewed')).toEqual([]);
    expect(await get(rig.port('web'))).toContain('Demo shop');
  });

  it('that cannot be replaced goes on serving, says so once, and is replaced when that is possible', async () => {
    await start([web], ['healthCheck: { maxConnectionAge: 1s }']);
    await rig.cluster.faults.refuse('web', 503);
    const worn = await eventually('the news', () => rig.of('health.worn')[0]);
    expect(worn.problem?.code).toBe('api-busy');
    expect(await get(rig.port('web'))).toContain('Demo shop');
    await rig.cluster.faults.heal();
    await eventually('the renewal', () => rig.of('forward.renewed')[0], { timeoutMs: 15_000 });
    expect(rig.of('forward.disconnected')).toEqual([]);
  });
});

describe('a forward that is lost again and again', () => {
  it('says so in its state and once on its timeline', async () => {
    await start([web]);
    for (let count = 0; count < 5; count += 1) {
      await rig.reaches('web', 'active', 15_000);
      const losses = rig.of('forward.disconnected').length;
      await rig.cluster.faults.reset('web');
      await eventually('the loss', () => (rig.of('forward.disconnected').length > losses ? true : undefined));
    }
    await rig.reaches('web', 'active', 15_000);
    expect(ailmentOf('web')).toMatchObject({ code: 'flapping', message: 'Lost 5 times in the last 2 minutes.' });
    expect(ailings()).toEqual(['flapping']);
  });
});
