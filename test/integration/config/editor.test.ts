import { createServer, type Server } from 'node:net';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clusterIdOf } from '../../../src/shared/cluster-ref';
import type { EntryEdit, ForwardEntry } from '../../../src/shared/editing';
import { type EngineRig, startEngineRig } from '../../support/engine-rig';
import { eventually } from '../../support/eventually';
import { freePorts, isListening } from '../../support/http';

function entry(forward: Record<string, unknown>): ForwardEntry {
  return { context: 'demo', namespace: 'shop', forward };
}

describe('adding and changing forwards of a running application', () => {
  let rig: EngineRig;
  let spare = 0;
  const editor = () => rig.application.editor;
  const text = () => readFile(rig.config, 'utf8');
  const add = (forward: Record<string, unknown>): EntryEdit => ({ seen: null, to: entry(forward) });

  beforeAll(async () => {
    rig = await startEngineRig({
      forwards: [{ alias: 'web', namespace: 'shop', resource: 'service/web', port: 8080 }],
    });
    await rig.reaches('web', 'active');
    [spare = 0] = await freePorts(1);
  });
  afterAll(() => rig.dispose());

  it('shows what would be written, and writes nothing', async () => {
    const before = await text();
    const preview = await editor().preview(add({ resource: 'service/api-gateway', port: 80, localPort: spare }));
    expect(preview).toMatchObject({ ok: true, path: rig.config, isNewFile: false, faults: [] });
    const added = preview.ok
      ? preview.lines.filter(({ kind }) => kind === 'added').map((line) => line.text.trim())
      : [];
    expect(added).toEqual(['- resource: service/api-gateway', 'port: 80', `localPort: ${String(spare)}`]);
    expect(await text()).toBe(before);
  });

  it('refuses what is wrong, with the reason, and leaves the file as it is', async () => {
    const before = await text();
    const taken = add({ resource: 'service/api-gateway', port: 80, localPort: rig.port('web') });
    expect(await editor().save(taken, false)).toMatchObject({
      ok: false,
      message: expect.stringContaining('already used by web') as string,
    });
    expect(await text()).toBe(before);
  });

  it('refuses an address that others can reach until somebody says that this is meant', async () => {
    const open = add({ resource: 'service/api-gateway', port: 80, localPort: spare, bindAddress: '0.0.0.0' });
    expect(await editor().save(open, false)).toMatchObject({
      ok: false,
      message: expect.stringContaining('can be reached from other computers') as string,
    });
  });

  it('adds a forward that runs when it is told of, changes it, and takes it out again', async () => {
    const saved = await editor().save(add({ resource: 'service/api-gateway', port: 80, localPort: spare }), false);
    expect(saved).toEqual({ ok: true, id: `127.0.0.1:${String(spare)}` });
    await rig.reaches('api-gateway', 'active');

    const id = rig.view('api-gateway').id;
    const read = await editor().readEntry(id);
    if (!read.ok) throw new Error(read.message);
    const to = { ...read.entry, forward: { ...read.entry.forward, alias: 'gateway' } };
    expect(await editor().save({ seen: read.entry, to }, false)).toEqual({ ok: true, id });
    expect(rig.view('gateway').state.kind).toBe('active');
    expect(await editor().save({ seen: read.entry, to }, false)).toMatchObject({
      ok: false,
      message: expect.stringContaining('The config file has changed') as string,
    });

    expect(await editor().setAutostart(id, false)).toEqual({ ok: true });
    await rig.reaches('gateway', 'stopped');
    expect(await editor().setAutostart(id, true)).toEqual({ ok: true });
    await rig.reaches('gateway', 'active');

    expect(await editor().remove(id)).toEqual({ ok: true });
    await eventually('the port to be free', async () => ((await isListening(spare)) ? undefined : true));
    expect(await editor().remove(id)).toMatchObject({ ok: false });
  });

  it('switches one on that is off because the file says so for all', async () => {
    const before = await text();
    await writeFile(rig.config, `defaults: { autostart: false }\n${before}`);
    await rig.application.reloadConfig();
    await rig.reaches('web', 'stopped');
    expect(rig.view('web').autostart).toBe(false);

    expect(await editor().setAutostart(rig.view('web').id, true)).toEqual({ ok: true });
    await rig.reaches('web', 'active');
    expect(rig.view('web').autostart).toBeUndefined();
    expect(await text()).toContain('autostart: true');

    await writeFile(rig.config, before);
    await rig.application.reloadConfig();
    await rig.reaches('web', 'active');
  });

  it('says why a file cannot be changed', async () => {
    const before = await text();
    await writeFile(rig.config, 'contexts: [');
    expect(await editor().preview(add({ resource: 'service/web', port: 80, localPort: spare }))).toMatchObject({
      ok: false,
      hint: 'Edit the file by hand.',
    });
    await writeFile(rig.config, before);
    await rig.application.reloadConfig();
  });

  describe('local ports', () => {
    const loopback = '127.0.0.1';
    const check = (localPort: number, own: string | null = null) =>
      editor().checkLocalPort({ bindAddress: loopback, localPort, own });

    it('are free, the own ones, or those of other forwards', async () => {
      expect(await check(spare)).toEqual({ kind: 'free' });
      expect(await isListening(spare)).toBe(false);
      expect(await check(rig.port('web'), rig.id('web'))).toEqual({ kind: 'own' });
      expect(await check(rig.port('web'))).toEqual({ kind: 'forward', alias: 'web' });
    });

    it('are taken by a program that is named', async () => {
      const server: Server = createServer();
      const port = await new Promise<number>((resolve) => {
        server.listen(0, loopback, () => {
          const address = server.address();
          resolve(typeof address === 'object' && address ? address.port : 0);
        });
      });
      expect(await check(port)).toEqual({
        kind: 'taken',
        owner: expect.stringContaining(`(pid ${String(process.pid)})`) as string,
      });
      expect(await editor().suggestLocalPort(loopback, port)).not.toBe(port);
      await new Promise((resolve) => server.close(resolve));
    });

    it('of a forward stay its own when it moves to another address', async () => {
      const wider = { bindAddress: '0.0.0.0', localPort: rig.port('web'), own: rig.id('web') };
      expect(await editor().checkLocalPort(wider)).toEqual({ kind: 'own' });
    });

    it('are refused where this computer has no such address', async () => {
      expect(await editor().checkLocalPort({ bindAddress: '203.0.113.7', localPort: spare, own: null })).toMatchObject({
        kind: 'refused',
      });
    });

    it("are suggested near the target's own, and never one that another forward is meant to have", async () => {
      expect(await editor().suggestLocalPort(loopback, rig.port('web'))).not.toBe(rig.port('web'));
      expect(await editor().suggestLocalPort(loopback, 80)).toBeGreaterThanOrEqual(8080);
    });
  });

  it('understands a command, its context from the kubeconfig', async () => {
    expect(await editor().readCommand('kubectl --context demo -n shop port-forward svc/web 9999:8080')).toEqual({
      kind: 'one',
      entry: entry({ resource: 'service/web', port: 8080, localPort: 9999 }),
      notes: [],
    });
    expect(await editor().readCommand('kubectl --context demo port-forward svc/web 1:2 3:4')).toEqual({
      kind: 'several',
      count: 2,
    });
    expect(await editor().readCommand('ls -l')).toMatchObject({ kind: 'none' });
  });

  it('finds what the cluster has', async () => {
    const asking = { signal: new AbortController().signal, fresh: false };
    expect(await rig.application.discovery.namespaces('demo', asking)).toMatchObject({
      kind: 'listed',
      items: expect.arrayContaining(['shop']) as string[],
    });
  });

  it('finds what is in the kubeconfigs that the config names, and looks into no others', async () => {
    const asking = { signal: new AbortController().signal, fresh: false };
    const { discovery } = rig.application;
    await writeFile(join(dirname(rig.config), 'theirs.yaml'), await readFile(rig.kubeconfig, 'utf8'));
    await writeFile(rig.config, `${await text()}  - name: demo\n    kubeconfig: theirs.yaml\n    namespaces: []\n`);
    await rig.application.reloadConfig();
    const contexts = await discovery.contexts();
    expect(contexts.kind === 'listed' && contexts.items.filter(({ isConfigured }) => isConfigured)).toMatchObject([
      { name: 'demo' },
      { name: 'demo', kubeconfig: 'theirs.yaml' },
    ]);
    const theirs = clusterIdOf({ context: 'demo', kubeconfig: 'theirs.yaml' });
    expect(await discovery.namespaces(theirs, asking)).toMatchObject({
      kind: 'listed',
      items: expect.arrayContaining(['shop']) as string[],
    });
    const others = clusterIdOf({ context: 'demo', kubeconfig: rig.kubeconfig });
    expect(await discovery.namespaces(others, asking)).toMatchObject({
      kind: 'failed',
      problem: { message: expect.stringContaining('does not name') as string },
    });
  });
});
