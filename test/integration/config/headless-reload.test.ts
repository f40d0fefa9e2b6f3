import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { web } from '../../support/demo-forwards';
import { configText, type ConfiguredForward } from '../../support/config-text';
import { shortWatchdog } from '../../support/engine-rig';
import { eventually } from '../../support/eventually';
import { type Home, makeHome } from '../../support/headless';
import { type HeadlessRig, startHeadlessRig } from '../../support/headless-rig';
import { freePorts, get, isListening } from '../../support/http';

describe('the headless program whose config file changes', () => {
  let rig: HeadlessRig;

  beforeEach(async () => {
    rig = await startHeadlessRig({ forwards: [web], watchdog: shortWatchdog });
  });
  afterEach(() => rig.dispose());

  const file = () => rig.home.path('portwatch.yaml');
  const textOf = (forward: ConfiguredForward) =>
    configText({ forwards: [forward], watchdog: shortWatchdog }, [rig.port('web')]);

  it('says what is different, and what each forward that was touched has become', async () => {
    await writeFile(file(), textOf({ ...web, alias: 'page' }));
    const id = `127.0.0.1:${String(rig.port('web'))}`;
    expect(await rig.next('forward.configured')).toMatchObject({
      id,
      alias: 'page',
      change: 'changed',
      keys: ['alias'],
    });
    expect(await rig.next('config.reloaded', 1)).toMatchObject({ forwards: 1, changed: 1, untouched: 0 });
    expect(rig.of(/disconnected/)).toEqual([]);
  });

  it('says what is wrong with a file that it does not use, and goes on', async () => {
    await writeFile(file(), `${textOf(web)}lane: 2\n`);
    const { problems } = await rig.next('config.rejected');
    expect(problems).toMatchObject([{ line: 9, hint: expect.stringContaining('lanes') as string }]);
    expect(await get(rig.port('web'))).toContain('web-');
  });

  it('reads it at once on SIGHUP, and says so although nothing has changed', async () => {
    process.kill(rig.run.pid, 'SIGHUP');
    expect(await rig.next('config.reloaded', 1)).toMatchObject({ untouched: 1, changed: 0 });
    expect((await rig.run.end('SIGTERM')).code).toBe(0);
  });
});

describe('the headless program without a config file', () => {
  let home: Home;

  beforeEach(async () => {
    home = await makeHome();
  });
  afterEach(() => home.dispose());

  async function appear(): Promise<number> {
    const [port = 0] = await freePorts(1);
    await mkdir(home.path(join('.config', 'portwatch')), { recursive: true });
    await writeFile(
      home.path(join('.config', 'portwatch', 'portwatch.yaml')),
      configText({ forwards: [web], watchdog: shortWatchdog }, [port]),
    );
    return port;
  }

  it('leaves the demo that nobody asked for as soon as there is a file', async () => {
    const run = home.run({ arguments: ['--headless', '--log-format', 'json'] });
    const demo = await run.event('forward.connected', 'orders-db');
    await appear();
    await eventually('the file', () => run.events().filter(({ event }) => event === 'config.reloaded')[1]);
    await run.event('forward.error', 'web');
    await eventually('the demo to be over', () =>
      get(Number(/\d+$/.exec(String(demo['address']))?.[0])).then(
        () => undefined,
        () => true as const,
      ),
    );
    expect((await run.end('SIGTERM')).code).toBe(0);
  });

  it('goes on with the demo that was asked for', async () => {
    const run = home.run({ arguments: ['--headless', '--demo', '--log-format', 'json'] });
    await run.event('forward.connected', 'orders-db');
    await appear();
    process.kill(run.pid, 'SIGHUP');
    const change = () => run.events().find(({ event }) => event === 'forward.configured');
    await expect(eventually('a change', change, { timeoutMs: 1_500 })).rejects.toThrow('Waited');
  });

  it('takes up a file that appears beside a kubeconfig', async () => {
    await mkdir(home.path('.kube'));
    await writeFile(home.path(join('.kube', 'config')), 'apiVersion: v1\nkind: Config\n');
    const run = home.run({ arguments: ['--headless', '--log-format', 'json'] });
    await run.says('does not exist yet', 'stderr');
    const port = await appear();
    expect(await run.event('config.reloaded')).toMatchObject({ added: 1 });
    expect(await run.event('forward.error', 'web')).toMatchObject({ id: `127.0.0.1:${String(port)}` });
  });

  it('ends when its terminal is gone', async () => {
    const run = home.run({ arguments: ['--demo'], terminal: { columns: 120, rows: 30 } });
    await run.says('Active');
    const port = Number(/localhost:(\d+)/.exec(run.stdout())?.[1]);
    expect(await isListening(port)).toBe(true);
    await run.end('SIGKILL');
    await eventually('its ports to be free', async () => ((await isListening(port)) ? undefined : true));
  });
});
