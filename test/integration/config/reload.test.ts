import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { downloads, gateway, web } from '../../support/demo-forwards';
import { configText, type ConfiguredForward, type ConfiguredWatchdog } from '../../support/config-text';
import { type EngineRig, shortWatchdog, startEngineRig } from '../../support/engine-rig';
import { eventually } from '../../support/eventually';
import { freePorts, get } from '../../support/http';
import { requestLocal } from '../../support/http-get';

let rig: EngineRig;
afterEach(() => rig.dispose());

async function start(forwards: readonly ConfiguredForward[]): Promise<void> {
  rig = await startEngineRig({ forwards, cluster: { startMs: 50, readyMs: 50 } });
  await Promise.all(forwards.map(({ alias }) => rig.reaches(alias, 'active')));
}

function textOf(forwards: readonly ConfiguredForward[], ports: readonly number[], watchdog = shortWatchdog): string {
  return configText({ forwards, watchdog }, ports);
}

/** Waits for one more reload than there were `before`. */
function reloaded(before: number) {
  const said = () => JSON.stringify(rig.events.filter(({ type }) => type.startsWith('config.')));
  return eventually('a reload', () => rig.of('config.reloaded')[before], { everyMs: 5 }, said);
}

/** Writes the file anew, and waits until it is in use. */
async function rewrite(
  forwards: readonly ConfiguredForward[],
  ports: readonly number[],
  watchdog?: ConfiguredWatchdog,
) {
  const before = rig.of('config.reloaded').length;
  await writeFile(rig.config, textOf(forwards, ports, watchdog));
  return reloaded(before);
}

/** Waits until the port is open and its pod is of this app. */
function leadsTo(port: number, app: string) {
  const ask = () => get(port).catch(() => '');
  return eventually(`port ${String(port)} to lead to ${app}`, async () =>
    (await ask()).includes(app) ? true : undefined,
  );
}

const idOf = (port: number) => `127.0.0.1:${String(port)}`;
const happened = (port: number) => rig.application.timeline(idOf(port)).map(({ type }) => type);

describe('a config file that changes while Portwatch runs', () => {
  it('adds, removes and changes forwards, and leaves alone those that it says the same of', async () => {
    await start([web, gateway, downloads]);
    const [spare = 0] = await freePorts(1);
    const untouched = happened(rig.port('downloads'));
    const more = { ...gateway, alias: 'more' };
    const { added, removed, changed } = await rewrite(
      [{ ...gateway, alias: 'page', resource: 'service/web', port: 'http' }, downloads, more],
      [rig.port('gateway'), rig.port('downloads'), spare],
    );
    expect({ added, removed, changed }).toEqual({ added: 1, removed: 1, changed: 1 });
    await eventually('both', () => (rig.view('page').state.kind === 'active' ? true : undefined));
    expect(await get(rig.port('gateway'))).toContain('web-');
    await eventually('the new one', () => (rig.view('more').state.kind === 'active' ? true : undefined));
    expect(await get(spare)).toContain('api-gateway-');
    await expect(get(rig.port('web'))).rejects.toThrow('ECONNREFUSED');
    expect(happened(rig.port('downloads'))).toEqual(untouched);
    expect(happened(rig.port('web'))).toEqual([]);
    expect(happened(rig.port('gateway'))).toContain('forward.configured');
    expect(rig.application.snapshot().forwards.map(({ alias }) => alias)).toEqual(['page', 'downloads', 'more']);
  });

  it('does not cost an open connection a byte for other names, groups, order or settings', async () => {
    await start([web, downloads]);
    const bytes = 3_000_000;
    const expected = (await requestLocal(rig.port('downloads'), `/bytes?n=${String(bytes)}`)).body;
    await rig.cluster.faults.slow('downloads', 40);
    const download = new Promise<string>((resolve, reject) => {
      const asked = request(
        { host: '127.0.0.1', port: rig.port('downloads'), path: `/bytes?n=${String(bytes)}` },
        (response) => {
          const hash = createHash('sha256');
          response.on('data', (chunk: Buffer) => hash.update(chunk));
          response.on('end', () => resolve(hash.digest('hex')));
          response.on('error', reject);
        },
      );
      asked.on('error', reject);
      asked.end();
    });
    const ports = [rig.port('downloads'), rig.port('web')];
    await rewrite([{ ...downloads, alias: 'files' }, web], ports);
    await rewrite([{ ...downloads, alias: 'files', probe: '{ method: tcp-dial }' }, web], ports);
    await rewrite(
      [
        { ...downloads, alias: 'files' },
        { ...web, onHang: 'notify' },
      ],
      ports,
    );
    const { settings } = await rewrite([downloads, web], ports, { pollMs: 300, checkMs: 300, thresholdMs: 3_000 });
    expect(settings).toEqual(['watchdog']);
    expect(await download).toBe(createHash('sha256').update(expected).digest('hex'));
    expect(rig.of('forward.disconnected')).toEqual([]);
    expect(rig.of('forward.error')).toEqual([]);
  });

  it('swaps the ports of two forwards, and moves one, without a clash', async () => {
    await start([web, gateway]);
    const [webPort, gatewayPort] = [rig.port('web'), rig.port('gateway')];
    await rewrite([web, gateway], [gatewayPort, webPort]);
    await leadsTo(gatewayPort, 'web-');
    await leadsTo(webPort, 'gateway-');
    const [spare = 0] = await freePorts(1);
    await rewrite([web, gateway], [webPort, spare]);
    await leadsTo(spare, 'gateway-');
    await leadsTo(webPort, 'web-');
    await expect(get(gatewayPort)).rejects.toThrow('ECONNREFUSED');
    expect(rig.of('forward.error')).toEqual([]);
  });

  it('keeps a forward stopped that the user has stopped, and one that starts only by hand', async () => {
    await start([web, gateway]);
    rig.application.stop([rig.id('web')]);
    await rig.reaches('web', 'stopped');
    const [spare = 0] = await freePorts(1);
    const manual = { ...gateway, alias: 'manual', autostart: false };
    await rewrite([{ ...web, port: 'http' }, gateway, manual], [rig.port('web'), rig.port('gateway'), spare]);
    await rewrite(
      [{ ...web, port: 8080 }, gateway, { ...manual, resource: 'service/web', port: 8080 }],
      [rig.port('web'), rig.port('gateway'), spare],
    );
    expect(rig.view('web').state.kind).toBe('stopped');
    expect(rig.view('manual').state.kind).toBe('stopped');
    await expect(get(spare)).rejects.toThrow('ECONNREFUSED');
  });

  it('that cannot be used keeps what runs and says so, until it is mended', async () => {
    await start([web]);
    await writeFile(rig.config, 'contexts: [');
    await eventually('the refusal', () => rig.of('config.rejected')[0]);
    expect(rig.application.snapshot().problems).toMatchObject([{ file: rig.config, line: 1 }]);
    expect(await get(rig.port('web'))).toContain('web-');
    const before = rig.of('config.reloaded').length;
    await writeFile(rig.config, textOf([web], [rig.port('web')]));
    expect(await reloaded(before)).toMatchObject({ untouched: 1, added: 0, removed: 0, changed: 0 });
    expect(rig.application.snapshot().problems).toEqual([]);
    expect(rig.of('forward.disconnected')).toEqual([]);
  });

  it('is followed when it is deleted and comes back', async () => {
    await start([web]);
    await unlink(rig.config);
    await eventually('the loss', () =>
      rig.application.snapshot().problems.find(({ message }) => message === 'The file does not exist'),
    );
    expect(await get(rig.port('web'))).toContain('web-');
    await rewrite([{ ...web, alias: 'page' }], [rig.port('web')]);
    expect(rig.view('page').state.kind).toBe('active');
  });

  it('is followed when another file takes its place, as editors do', async () => {
    await start([web]);
    const before = rig.of('config.reloaded').length;
    await rename(rig.config, `${rig.config}~`);
    await writeFile(join(dirname(rig.config), '.portwatch.yaml.swp'), 'an editor has it');
    await writeFile(rig.config, textOf([{ ...web, alias: 'one' }], [rig.port('web')]));
    await reloaded(before);
    await writeFile(`${rig.config}.tmp`, textOf([{ ...web, alias: 'two' }], [rig.port('web')]));
    await rename(`${rig.config}.tmp`, rig.config);
    await reloaded(before + 1);
    expect(rig.view('two').state.kind).toBe('active');
    expect(rig.of('config.rejected')).toEqual([]);
  });

  it('is followed through links, as in a mounted ConfigMap', async () => {
    await start([web]);
    const folder = dirname(rig.config);
    const versions = ['..one', '..two'] as const;
    for (const version of versions) {
      await mkdir(join(folder, version));
      const text = textOf([{ ...web, alias: version.slice(2) }], [rig.port('web')]);
      await writeFile(join(folder, version, 'portwatch.yaml'), text);
    }
    const before = rig.of('config.reloaded').length;
    await symlink('..one', join(folder, '..data'));
    await rm(rig.config);
    await symlink(join('..data', 'portwatch.yaml'), rig.config);
    await reloaded(before);
    expect(rig.view('one').state.kind).toBe('active');
    await symlink('..two', join(folder, '..data_tmp'));
    await rename(join(folder, '..data_tmp'), join(folder, '..data'));
    await reloaded(before + 1);
    expect(rig.view('two').state.kind).toBe('active');
    await writeFile(join(folder, '..two', 'portwatch.yaml'), textOf([{ ...web, alias: 'three' }], [rig.port('web')]));
    await reloaded(before + 2);
    expect(rig.view('three').state.kind).toBe('active');
  });

  it('is used although it never comes to rest', async () => {
    await start([web]);
    const before = rig.of('config.reloaded').length;
    const text = textOf([{ ...web, alias: 'page' }], [rig.port('web')]);
    const end = performance.now() + 8_000;
    for (let count = 0; rig.of('config.reloaded').length === before && performance.now() < end; count += 1) {
      await writeFile(rig.config, `${text}# ${String(count)}\n`);
      await sleep(40);
    }
    expect(rig.of('config.reloaded').length).toBeGreaterThan(before);
  });

  it('says nothing when it says the same, unless it was asked', async () => {
    await start([web]);
    const before = rig.of('config.reloaded').length;
    await writeFile(rig.config, `# a comment\n${await readFile(rig.config, 'utf8')}`);
    await rewrite([{ ...web, alias: 'page' }], [rig.port('web')]);
    expect(rig.of('config.reloaded')).toHaveLength(before + 1);
    await rig.application.reloadConfig();
    expect(rig.of('config.reloaded')).toHaveLength(before + 2);
    expect(rig.of('config.reloaded').at(-1)).toMatchObject({ untouched: 1, changed: 0 });
  });
});
