import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { DemoThreadOptions } from '../../../src/main/demo/demo-protocol';
import { database, web } from '../../support/demo-forwards';
import type { ConfiguredForward } from '../../support/config-text';
import { type EngineRig, startEngineRig } from '../../support/engine-rig';
import { eventually } from '../../support/eventually';
import { get } from '../../support/http';
import { readBytes } from '../../support/http-get';

const webByName: ConfiguredForward = { alias: 'web', namespace: 'shop', resource: 'pod/web', port: 'http' };

const quickly: DemoThreadOptions = { startMs: 50, readyMs: 50 };

describe('when a pod goes and its tunnel stays open', () => {
  let rig: EngineRig;

  async function start(forwards: readonly ConfiguredForward[], cluster: DemoThreadOptions = quickly): Promise<void> {
    rig = await startEngineRig({ forwards, cluster });
    await Promise.all(forwards.map(({ alias }) => rig.reaches(alias, 'active')));
    await watched(Math.max(...forwards.map(({ resource }) => (resource.startsWith('service/') ? 2 : 1))));
  }

  /** A forward through a service has two things watched: the pods behind it, and where it leads. */
  async function watched(count: number): Promise<void> {
    await eventually(`${String(count)} watches`, async () =>
      (await rig.cluster.watches()) >= count ? true : undefined,
    );
  }
  afterEach(() => rig.dispose());

  function podOf(alias: string): string | null {
    const { state } = rig.view(alias);
    return state.kind === 'active' ? state.pod : null;
  }

  async function leaves(alias: string, pod: string): Promise<void> {
    await eventually(`${alias} to leave ${pod}`, () => (podOf(alias) === pod ? undefined : true), { everyMs: 2 });
  }

  it.each([web, webByName])('an idle forward says so at once, and goes to the replacement: $resource', async (of) => {
    await start([of]);
    const old = podOf('web') ?? '';
    const deletedAt = performance.now();
    await rig.cluster.faults.deletePod('web', 0);
    await leaves('web', old);
    const noticedMs = performance.now() - deletedAt;
    await rig.reaches('web', 'active');
    const replacedMs = performance.now() - deletedAt;
    console.log(`idle: noticed after ${noticedMs.toFixed(0)} ms, replaced after ${replacedMs.toFixed(0)} ms`);
    expect(noticedMs).toBeLessThan(1_000);
    expect(podOf('web')).not.toBe(old);
    expect(rig.of('forward.disconnected').map(({ cause }) => cause.code)).toEqual(['pod-gone']);
    expect(await get(rig.port('web'))).not.toContain(old);
  });

  it('a held connection is answered within a second of the new pod being ready', async () => {
    const [startMs, readyMs] = [800, 800];
    await start([web], { startMs, readyMs });
    const old = podOf('web') ?? '';
    const deletedAt = performance.now();
    await rig.cluster.faults.deletePod('web', 0);
    await leaves('web', old);
    const body = await get(rig.port('web'), '/', 10_000);
    const answeredMs = performance.now() - deletedAt;
    console.log(`held: answered ${(answeredMs - startMs - readyMs).toFixed(0)} ms after the new pod was ready`);
    expect(body).not.toContain(old);
    expect(answeredMs).toBeLessThan(startMs + readyMs + 1_000);
  });

  it('open connections to a terminating pod go on to its end, while new ones go to another', async () => {
    await start([database], { ...quickly, terminatingMs: 5_000 });
    const old = podOf('database') ?? '';
    const open = connect(rig.port('database'), '127.0.0.1');
    await readBytes(open, `orders-db ready on ${old}\n`.length);
    await rig.cluster.faults.deletePod('orders-db', 1_500);
    await leaves('database', old);
    await rig.reaches('database', 'active');
    const fresh = connect(rig.port('database'), '127.0.0.1');
    const greeting = (await readBytes(fresh, `orders-db ready on ${old}\n`.length)).toString();
    expect(greeting).not.toContain(old);
    open.write('still there');
    expect((await readBytes(open, 'still there'.length)).toString()).toBe('still there');
    const ended = new Promise((resolve) => open.on('error', resolve).on('close', resolve));
    await ended;
    fresh.write('and here');
    expect((await readBytes(fresh, 'and here'.length)).toString()).toBe('and here');
    fresh.destroy();
    await eventually('the old tunnel to go', async () => ((await rig.cluster.tunnelsTo(old)) === 0 ? true : undefined));
  });

  it('a tunnel to a terminating pod is closed when its last connection ends', async () => {
    await start([database], { ...quickly, terminatingMs: 20_000 });
    const old = podOf('database') ?? '';
    const open = connect(rig.port('database'), '127.0.0.1');
    await readBytes(open, `orders-db ready on ${old}\n`.length);
    await rig.cluster.faults.deletePod('orders-db');
    await leaves('database', old);
    await rig.reaches('database', 'active');
    expect(await rig.cluster.tunnelsTo(old)).toBeGreaterThan(0);
    open.destroy();
    await eventually('the old tunnel to go', async () => ((await rig.cluster.tunnelsTo(old)) === 0 ? true : undefined));
  });

  it('what happened while the API server was away is seen when it is back', async () => {
    await start([web]);
    await rig.cluster.faults.apiDown();
    await rig.reaches('web', 'reconnecting');
    await rig.cluster.faults.apiUp();
    await rig.reaches('web', 'active');
    await watched(2);
    const old = podOf('web') ?? '';
    await rig.cluster.faults.deletePod('web', 0);
    await leaves('web', old);
    await rig.reaches('web', 'active');
  });

  it('a watch whose history is no longer known begins anew', async () => {
    await start([web]);
    const lists = async () => (await rig.cluster.requests()).filter(({ path }) => /pods\?limit/.test(path)).length;
    // Something that the watch does not see, so that it knows only what is history.
    await rig.cluster.faults.deletePod('api-gateway', 0);
    const before = await lists();
    await rig.cluster.faults.expireHistory();
    await eventually('a new list', async () => ((await lists()) > before ? true : undefined));
    await watched(2);
    const old = podOf('web') ?? '';
    await rig.cluster.faults.deletePod('web', 0);
    await leaves('web', old);
    await rig.reaches('web', 'active');
  });

  it('a hundred forwards to one service share its watches, and all go to the replacement', async () => {
    const forwards = Array.from({ length: 100 }, (_, index) => ({ ...web, alias: `web-${String(index)}` }));
    await start(forwards);
    expect(await rig.cluster.watches()).toBe(2);
    const old = podOf('web-0') ?? '';
    const before = (await rig.cluster.requests()).length;
    const deletedAt = performance.now();
    await rig.cluster.faults.deletePod('web', 0);
    const gone = () => forwards.every(({ alias }) => ![old, null].includes(podOf(alias)));
    await eventually('all to go to the replacement', () => gone() || undefined);
    const replacedMs = performance.now() - deletedAt;
    const requests = (await rig.cluster.requests()).length - before;
    console.log(`100 forwards: replaced after ${replacedMs.toFixed(0)} ms with ${String(requests)} requests`);
    expect(await rig.cluster.watches()).toBe(2);
  });

  it('a watch that nobody needs any more ends with the forwards', async () => {
    await start([web, database]);
    await watched(4);
    await rig.application.dispose();
    await eventually('no watch', async () => ((await rig.cluster.watches()) === 0 ? true : undefined));
  });

  it('where watching is forbidden, forwards work and nothing is said of it', async () => {
    rig = await startEngineRig({ forwards: [web], cluster: { ...quickly, watching: 'forbidden' } });
    await rig.reaches('web', 'active');
    const refused = async () => (await rig.cluster.requests()).filter(({ path }) => path.includes('watch=1'));
    // Pods and services, each asked for once.
    await eventually('the refusals', async () => ((await refused()).length > 1 ? true : undefined));
    await sleep(1_000);
    expect(await refused()).toHaveLength(2);
    expect(rig.events.filter(({ type }) => /error|unreachable|cluster\.credentials|reconnecting/.test(type))).toEqual(
      [],
    );
    expect(await get(rig.port('web'))).toContain('Demo shop');
  });
});
