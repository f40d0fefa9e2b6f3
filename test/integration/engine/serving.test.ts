import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DemoContent } from '../../../src/main/demo/demo-content';
import { type EngineRig, startEngineRig } from '../../support/engine-rig';
import { get } from '../../support/http';
import { readBytes, requestLocal } from '../../support/http-get';

const size = 64 * 1024 * 1024;
/** Slower than the other tests', because here this thread is busy with hashing. */
const watchdog = { pollMs: 1_000, checkMs: 1_000, thresholdMs: 4_000 };
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

const forwards = [
  { alias: 'by-service', namespace: 'shop', resource: 'service/api-gateway', port: 80 },
  { alias: 'by-port-name', namespace: 'shop', resource: 'service/web', port: 'http' },
  { alias: 'by-selector', namespace: 'shop', resource: 'pod', selector: 'app=slow-reports', port: 9090 },
  { alias: 'by-pod-prefix', namespace: 'data', resource: 'pod/orders-db', port: 5432 },
  { alias: 'by-deployment', namespace: 'data', resource: 'deployment/downloads', port: 8081 },
  { alias: 'same-pod-again', namespace: 'data', resource: 'deployment/downloads', port: 8081 },
] as const;

describe.each(['websocket', 'spdy'] as const)('forwards to a cluster that speaks %s', (transport) => {
  let rig: EngineRig;

  beforeAll(async () => {
    rig = await startEngineRig({ forwards, watchdog, lanes: 2, cluster: { transports: [transport] } });
    await Promise.all(forwards.map(({ alias }) => rig.reaches(alias, 'active')));
  });
  afterAll(() => rig.dispose());

  it('are active by that transport, each on a pod that exists', async () => {
    const pods = Object.values(await rig.cluster.pods()).flat();
    for (const { alias } of forwards) {
      const { state } = rig.view(alias);
      expect(state).toMatchObject({ kind: 'active', transport });
      expect(pods).toContain(state.kind === 'active' && state.pod);
    }
  });

  it.each(['by-service', 'by-port-name', 'by-selector'] as const)('answer HTTP: %s', async (alias) => {
    const { state } = rig.view(alias);
    const body = await get(rig.port(alias), '/?ms=1');
    expect(body).toContain(state.kind === 'active' && state.pod);
  });

  it('pass on the greeting of a program that speaks first, and what is left after a half-close', async () => {
    const { state } = rig.view('by-pod-prefix');
    const greeting = `orders-db ready on ${state.kind === 'active' ? state.pod : ''}\n`;
    const socket = connect({ port: rig.port('by-pod-prefix'), host: '127.0.0.1', allowHalfOpen: true });
    expect((await readBytes(socket, greeting.length)).toString()).toBe(greeting);
    const sent = new DemoContent().bytes(300_000);
    const echoed = readBytes(socket, sent.length);
    socket.end(sent);
    expect((await echoed).equals(sent)).toBe(true);
    await new Promise((resolve) => socket.once('end', resolve).resume());
    socket.destroy();
  });

  it('carry 64 MiB down, byte for byte', async () => {
    const { body } = await requestLocal(rig.port('by-deployment'), `/bytes?n=${String(size)}`);
    expect(body.length).toBe(size);
    expect(sha256(body)).toBe(sha256(new DemoContent().bytes(size)));
  });

  it('carry 64 MiB up, byte for byte', async () => {
    const sent = new DemoContent().bytes(size);
    const headers = { 'Content-Length': size };
    const { body } = await requestLocal(rig.port('by-deployment'), '/', { method: 'POST', headers }, sent);
    expect(JSON.parse(body.toString())).toEqual({ bytes: size, sha256: sha256(sent) });
  });

  it('carry two forwards to one pod at once, each its own bytes', async () => {
    const amounts = { 'by-deployment': 7_000_003, 'same-pod-again': 5_000_011 };
    const bodies = await Promise.all(
      Object.entries(amounts).map(
        async ([alias, n]) => (await requestLocal(rig.port(alias), `/bytes?n=${String(n)}`)).body,
      ),
    );
    expect(bodies.map((body) => body.length)).toEqual(Object.values(amounts));
    for (const body of bodies) expect(sha256(body)).toBe(sha256(new DemoContent().bytes(body.length)));
  });

  it('lose none of 200 short connections, 20 at a time', async () => {
    const paths = Array.from({ length: 200 }, (_, index) => `/number/${String(index)}`);
    const answered: string[] = [];
    const client = async () => {
      for (let path = paths.pop(); path !== undefined; path = paths.pop()) {
        const { path: seen } = JSON.parse(await get(rig.port('by-service'), path)) as { path: string };
        answered.push(seen);
        expect(seen).toBe(path);
      }
    };
    await Promise.all(Array.from({ length: 20 }, client));
    expect(new Set(answered).size).toBe(200);
  });

  it('announce nothing bad meanwhile', () => {
    const bad = rig.events.filter(({ type }) => /error|hung|stale|disconnected|reconnecting|crashed/.test(type));
    expect(bad).toEqual([]);
  });
});
