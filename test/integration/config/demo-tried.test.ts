import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { composeApplication } from '../../../src/main/compose';
import { entriesIn } from '../../../src/main/entries';
import { parseCommandLine } from '../../../src/main/command-line';
import type { Application } from '../../../src/main/engine/application';
import { eventually } from '../../support/eventually';
import { freePorts, get, isListening } from '../../support/http';

const dist = join(import.meta.dirname, '..', '..', '..', 'dist', 'main');

describe('The demo that is tried while nothing is configured', () => {
  let folder: string;
  let application: Application;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portwatch-tried-'));
    const kubeconfig = join(folder, 'kubeconfig');
    await writeFile(
      kubeconfig,
      'apiVersion: v1\nkind: Config\ncurrent-context: b\ncontexts: [{name: a, context: {cluster: x, user: y}}, {name: b, context: {cluster: x, user: y}}]\nclusters: []\nusers: []\n',
    );
    application = await composeApplication({
      arguments: parseCommandLine([]),
      environment: { HOME: folder, XDG_CONFIG_HOME: join(folder, 'config'), KUBECONFIG: kubeconfig },
      entries: entriesIn(dist),
      onError: (error) => {
        throw error;
      },
    });
    application.run();
  });

  afterEach(async () => {
    expect(await application.dispose()).toBe(true);
    await rm(folder, { recursive: true });
  });

  /** The port of a forward to the demo, once it answers. */
  async function serving(): Promise<number> {
    return eventually(
      'a forward to the demo to answer',
      async () => {
        const gateway = application.snapshot().forwards.find(({ alias }) => alias === 'api-gateway');
        const port = Number(gateway?.address.split(':').at(-1));
        return (await get(port).catch(() => undefined)) === undefined ? undefined : port;
      },
      {},
      () => JSON.stringify(application.snapshot().forwards.map(({ alias, state }) => [alias, state])),
    );
  }

  it('forwards at once, and is ended without a trace', async () => {
    expect(application.snapshot()).toMatchObject({ forwards: [], source: { kind: 'none' } });
    expect(await application.setup.lookAround()).toMatchObject({
      kubeconfig: { kind: 'found', contexts: ['a', 'b'], current: 'b' },
    });

    expect(await application.setup.tryDemo()).toEqual({ ok: true });
    expect(application.snapshot().source).toMatchObject({ kind: 'demo', reason: 'tried' });
    const port = await serving();
    expect(await application.setup.tryDemo()).toMatchObject({ ok: false });

    expect(await application.setup.leaveDemo()).toEqual({ ok: true });
    expect(application.snapshot()).toMatchObject({ forwards: [], source: { kind: 'none' }, problems: [] });
    await eventually('its port to be free', async () => ((await isListening(port)) ? undefined : true));
    expect(await application.setup.leaveDemo()).toMatchObject({ ok: false });

    expect(await application.setup.tryDemo()).toEqual({ ok: true });
    await serving();
  });

  it('gives way to the first config file', async () => {
    await application.setup.tryDemo();
    await serving();
    const [localPort = 0] = await freePorts(1);
    const file = join(folder, 'config', 'portwatch', 'portwatch.yaml');
    await mkdir(join(file, '..'), { recursive: true });
    await writeFile(
      file,
      `contexts: [{ name: a, namespaces: [{ name: n, forwards: [{ resource: service/x, port: 80, localPort: ${String(localPort)}, autostart: false }] }] }]\n`,
    );
    await eventually('the file to be in use', () =>
      application.snapshot().source.kind === 'file' ? application.snapshot() : undefined,
    );
    expect(application.snapshot().forwards.map(({ alias }) => alias)).toEqual(['x']);
    expect(await application.setup.leaveDemo()).toMatchObject({ ok: false });

    expect(await application.setup.editSettings({ watchdog: { poll: '1s', threshold: '4s' }, lanes: 2 })).toEqual({
      ok: true,
    });
    expect(application.setup.settings()).toMatchObject({
      path: file,
      given: { watchdog: { poll: '1s', threshold: '4s' }, lanes: 2 },
      inUse: { watchdog: { pollMs: 1_000, checkMs: 5_000, thresholdMs: 4_000 }, lanes: 2 },
    });
    expect(await application.setup.checkConfig()).toMatchObject({ path: file, forwards: 1, problems: [] });
    expect(await application.setup.editSettings({ watchdog: { poll: '3s' } })).toMatchObject({ ok: false });
  });
});
