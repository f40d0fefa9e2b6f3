import { afterEach, describe, expect, it } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import { gateway, web } from '../../support/demo-forwards';
import type { ConfiguredForward } from '../../support/config-text';
import type { DemoThreadOptions } from '../../../src/main/demo/demo-protocol';
import { type EngineRig, startEngineRig } from '../../support/engine-rig';
import { eventually } from '../../support/eventually';
import { get, isListening } from '../../support/http';
import { requestLocal } from '../../support/http-get';

/** As long as a connection is held. */
const heldMs = 10_000;

/** Only here does a forward still think that its pod exists when the first connection after its end comes. */
const unwatched: DemoThreadOptions = { watching: 'forbidden' };

describe('a forward', () => {
  let rig: EngineRig;

  async function start(forwards: readonly ConfiguredForward[] = [web], cluster: DemoThreadOptions = {}): Promise<void> {
    rig = await startEngineRig({ forwards, cluster });
    await Promise.all(forwards.map(({ alias }) => rig.reaches(alias, 'active')));
  }
  afterEach(() => rig.dispose());

  /** Waits until none of these is among the pods of the app. */
  async function gone(app: 'web' | 'api-gateway', pods: readonly string[]): Promise<void> {
    await eventually(`${pods.join(', ')} to be gone`, async () => {
      const now = (await rig.cluster.pods())[app];
      return now.length > 0 && !now.some((pod) => pods.includes(pod)) ? true : undefined;
    });
  }

  /** Answers the name of the pod that is gone. */
  async function deleteWeb(): Promise<string> {
    const [old = ''] = (await rig.cluster.pods()).web;
    await rig.cluster.faults.deletePod('web', 0);
    await gone('web', [old]);
    return old;
  }

  it('answers every request while its pod is deleted and replaced, on the same port', async () => {
    await start();
    const [old = ''] = (await rig.cluster.pods()).web;
    const clients = askAllTheTime(rig.port('web'), 4);
    await clients.answers(8);
    const deletedAt = performance.now();
    await rig.cluster.faults.deletePod('web', 300);
    const replaced = await eventually('an answer of the replacement', async () => {
      const body = await get(rig.port('web'), '/', heldMs).catch(() => old);
      return body.includes(old) ? undefined : performance.now() - deletedAt;
    });
    await clients.answers(8);
    const { answered, failed, slowestMs } = await clients.end();
    report('pod deleted', { replacedAfterMs: replaced, answered, failed: failed.length, slowestMs });
    // What the old pod was answering at the moment of its death cannot be saved; nothing fails before or after.
    expect(Math.max(...failed.map(({ begun }) => begun))).toBeLessThanOrEqual(
      Math.min(...failed.map(({ ended }) => ended)),
    );
    expect(failed.length).toBeLessThanOrEqual(4);
    expect(slowestMs).toBeLessThan(2_000);
    expect(rig.view('web')).toMatchObject({ address: rig.id('web'), state: { kind: 'active' } });
  });

  it('holds a connection that arrives after its pod is gone, and has the replacement answer it', async () => {
    await start();
    const old = await deleteWeb();
    const begun = performance.now();
    const body = await get(rig.port('web'), '/', heldMs);
    report('request in the gap', { answeredAfterMs: performance.now() - begun });
    expect(body).not.toContain(old);
  });

  it('sends again, whole and once, what nobody in the pod has seen', async () => {
    await start([gateway], unwatched);
    const pods = (await rig.cluster.pods())['api-gateway'];
    await rig.cluster.faults.deletePod('api-gateway', 0);
    await gone('api-gateway', pods);
    const body = Buffer.alloc(40_000, 'x');
    const { status, body: answer } = await requestLocal(rig.port('gateway'), '/', { method: 'POST' }, body);
    expect(status).toBe(200);
    const said = JSON.parse(answer.toString()) as { pod: string; bodyBytes: number };
    expect(said.bodyBytes).toBe(body.length);
    expect(pods).not.toContain(said.pod);
  });

  it('passes on all of what was sent to a pod that is gone, or nothing of it', async () => {
    await start([gateway], unwatched);
    const pods = (await rig.cluster.pods())['api-gateway'];
    await rig.cluster.faults.deletePod('api-gateway', 0);
    await gone('api-gateway', pods);
    const body = Buffer.alloc(4_000_000, 'x');
    const outcome = await requestLocal(rig.port('gateway'), '/', { method: 'POST' }, body).then(
      (answer) => (JSON.parse(answer.body.toString()) as { bodyBytes: number }).bodyBytes,
      (error: unknown) => (error as NodeJS.ErrnoException).code,
    );
    expect([4_000_000, 'ECONNRESET', 'EPIPE']).toContain(outcome);
    await rig.reaches('gateway', 'active');
    expect(await get(rig.port('gateway'))).toContain('api-gateway');
  });

  it('connects anew when its tunnels are cut, and nobody who asks then sees an error', async () => {
    await start();
    await rig.cluster.faults.reset('*');
    const begun = performance.now();
    expect(await get(rig.port('web'), '/', heldMs)).toContain('Demo shop');
    report('tunnels cut', { answeredAfterMs: performance.now() - begun });
    expect(rig.of('forward.disconnected')).toHaveLength(1);
  });

  it('survives an API server that is away for three seconds, and holds connections meanwhile', async () => {
    await start();
    await rig.cluster.faults.apiDown();
    await rig.reaches('web', 'reconnecting');
    const held = get(rig.port('web'), '/', heldMs);
    await sleep(3_000);
    expect(rig.view('web').state.kind).toBe('reconnecting');
    await rig.cluster.faults.apiUp();
    const upAt = performance.now();
    expect(await held).toContain('Demo shop');
    report('API server away for 3 s', { answeredAfterMs: performance.now() - upAt });
    await rig.reaches('web', 'active');
    expect(rig.of('forward.starting').map(({ phase }) => phase)).toEqual(['binding', 'resolving', 'connecting']);
  });

  it('goes on when its pod refuses a connection, and says so in the timeline', async () => {
    await start();
    await rig.cluster.faults.closePort('web', 3000);
    await expect(get(rig.port('web'))).rejects.toThrow();
    await eventually('the refusal to be told', () => rig.of('forward.error')[0]);
    expect(rig.view('web').state.kind).toBe('active');
    const [told] = rig.application.timeline(rig.id('web')).filter(({ type }) => type === 'forward.error');
    expect(told).toMatchObject({
      connection: true,
      problem: { code: 'connection-failed', message: expect.stringContaining('connection refused') as string },
    });
    await rig.cluster.faults.heal();
    expect(await get(rig.port('web'))).toContain('Demo shop');
    expect(rig.view('web').state.kind).toBe('active');
  });

  it.each([
    [401, 'login-needed'],
    [403, 'forbidden'],
  ])('fails when tunnels are refused with %i, keeps its port, and serves again after Restart', async (status, code) => {
    await start([web, gateway]);
    await rig.cluster.faults.refuse('web', status);
    await rig.cluster.faults.reset('web');
    // An API server that ended the tunnels may only be starting anew: it is believed after 15 s.
    const failed = await rig.reaches('web', 'failed', 25_000);
    expect(failed.state).toMatchObject({ problem: { code, suspect: 'credentials' } });
    expect(await isListening(rig.port('web'))).toBe(true);
    expect(await get(rig.port('gateway'))).toContain('api-gateway');
    await rig.cluster.faults.heal();
    rig.application.restart([rig.id('web')]);
    await rig.reaches('web', 'active');
    expect(await get(rig.port('web'))).toContain('Demo shop');
  });

  it('tries again when tunnels are refused with 503, until they are not', async () => {
    await start();
    await rig.cluster.faults.refuse('web', 503);
    await rig.cluster.faults.reset('web');
    const { state } = await rig.reaches('web', 'reconnecting');
    await eventually('a second attempt', () => (rig.of('forward.reconnecting').length >= 2 ? true : undefined));
    expect(state.kind).toBe('reconnecting');
    const held = get(rig.port('web'), '/', heldMs);
    await rig.cluster.faults.heal();
    expect(await held).toContain('Demo shop');
    await rig.reaches('web', 'active');
  });
});

/** Requests one after the other on each of `clients` clients, every one on a connection of its own. */
function askAllTheTime(port: number, clients: number) {
  const over = new AbortController();
  const failed: { begun: number; ended: number }[] = [];
  let [answered, slowestMs] = [0, 0];
  const ask = async () => {
    while (!over.signal.aborted) {
      const begun = performance.now();
      try {
        await get(port, '/', heldMs);
        answered += 1;
      } catch {
        failed.push({ begun, ended: performance.now() });
      }
      slowestMs = Math.max(slowestMs, performance.now() - begun);
      await sleep(10);
    }
  };
  const loops = Array.from({ length: clients }, ask);
  return {
    /** Waits for so many more answers. */
    async answers(count: number): Promise<void> {
      const wanted = answered + count;
      await eventually(`${String(wanted)} answers`, () => (answered >= wanted ? true : undefined));
    },
    async end() {
      over.abort();
      await Promise.all(loops);
      return { answered, failed, slowestMs };
    },
  };
}

/** Figures for whoever runs the tests. */
function report(what: string, figures: Readonly<Record<string, number>>): void {
  const text = Object.entries(figures).map(([name, value]) => `${name} ${value.toFixed(0)}`);
  console.log(`${what}: ${text.join(', ')}`);
}
