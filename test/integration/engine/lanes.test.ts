import { join } from 'node:path';
import { BroadcastChannel } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import type { ConfiguredForward } from '../../support/config-text';
import { type EngineRig, startEngineRig } from '../../support/engine-rig';
import { eventually } from '../../support/eventually';
import { get, isListening } from '../../support/http';

const laneScript = join(import.meta.dirname, 'crashing-lane.cjs');

const forwards: readonly ConfiguredForward[] = [
  { alias: 'web', namespace: 'shop', resource: 'service/web', port: 8080 },
  { alias: 'gateway', namespace: 'shop', resource: 'service/api-gateway', port: 80 },
];

describe('lanes on real threads', () => {
  let rig: EngineRig | null = null;
  afterEach(() => rig?.dispose());

  async function start(): Promise<EngineRig> {
    rig = await startEngineRig({ forwards, lanes: 2, laneScript });
    for (const { alias } of forwards) await rig.reaches(alias, 'active');
    return rig;
  }

  it('hand their forwards to a fresh lane within a second when they crash; the other lane never notices', async () => {
    const started = await start();
    const [first, second] = started.of('lane.started');
    expect(second).toBeDefined();
    const orders = new BroadcastChannel('crash-lane');
    const crashedAt = performance.now();
    orders.postMessage(first?.osThreadId);
    orders.close();
    const crash = await eventually('the crash to be told', () => started.of('lane.crashed')[0]);
    const [moved = ''] = crash.forwardIds;
    const port = Number(moved.split(':')[1]);
    const body = await eventually('an answer', () => get(port).catch(() => undefined), { everyMs: 5 });
    const tookMs = performance.now() - crashedAt;
    console.log(`lane crashed: answered again after ${tookMs.toFixed(0)} ms`);
    expect(body).not.toBe('');
    expect(tookMs).toBeLessThan(1_500);
    expect(crash).toMatchObject({ message: 'told to crash' });
    const others = forwards.map(({ alias }) => started.id(alias)).filter((id) => id !== moved);
    expect(others).toHaveLength(1);
    for (const id of others) {
      const words = started.application.timeline(id).map(({ type }) => type);
      expect(words.filter((type) => type === 'forward.connected')).toHaveLength(1);
      expect(words.filter((type) => type === 'forward.reconnecting')).toEqual([]);
    }
  });

  it('are gone after dispose, with their ports, sockets and timers', async () => {
    // The first makes what the process keeps for good, such as the thread pool.
    await (await start()).dispose();
    const before = resources();
    const started = await start();
    const ports = forwards.map(({ alias }) => started.port(alias));
    for (const port of ports) await get(port);
    expect(resources()).not.toEqual(before);
    expect(await started.application.dispose()).toBe(true);
    for (const port of ports) expect(await isListening(port)).toBe(false);
    await started.dispose();
    await eventually(
      'everything to be let go',
      () => (String(resources()) === String(before) ? true : undefined),
      {},
      () => `Before: ${String(before)}. After: ${String(resources())}`,
    );
  });
});

/** What keeps this process alive, by kind. */
function resources(): readonly string[] {
  return process.getActiveResourcesInfo().sort();
}
