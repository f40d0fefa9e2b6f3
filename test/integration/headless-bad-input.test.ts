import { chmod, chown, mkdir, symlink, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startDemoCluster, type DemoCluster } from '../../src/main/demo/demo-cluster';
import { badForwards, badForwardsText } from '../support/bad-forwards';
import { makeHome, type Headless, type Home } from '../support/headless';
import { freePorts, get } from '../support/http';

/** Nobody: a user who may read only what everybody may. */
const nobody = 65_534;
const isRoot = process.getuid?.() === 0;

const goodYaml = (port: number) => `contexts:
  - name: demo
    namespaces:
      - name: shop
        forwards:
          - { resource: service/web, port: 8080, localPort: ${String(port)}, alias: good }
`;

describe('portwatch --headless, given what it cannot use,', () => {
  let cluster: DemoCluster;
  let home: Home;

  beforeAll(async () => {
    cluster = await startDemoCluster();
  });
  afterAll(() => cluster.dispose());

  beforeEach(async () => {
    home = await makeHome(isRoot ? nobody : undefined);
    await writeFile(home.path('kubeconfig'), cluster.kubeconfig());
  });
  afterEach(() => home.dispose());

  function run(...more: string[]): Headless {
    return home.run({
      arguments: ['--log-format', 'json', '-c', 'forwards.yaml', '--kubeconfig', 'kubeconfig', ...more],
      ...(isRoot ? { uid: nobody } : {}),
    });
  }

  it('serves the good forward of a file in which everything else is wrong, and explains each', async () => {
    const taken = net.createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port: takenPort } = taken.address() as net.AddressInfo;
    const [good = 0, ...free] = await freePorts(4);
    await writeFile(home.path('forwards.yaml'), badForwardsText({ good, taken: takenPort, free }));
    const running = home.run({
      arguments: ['--log-format', 'json', '-c', 'forwards.yaml', '--kubeconfig', 'kubeconfig'],
    });

    await running.event('forward.connected', 'good');
    expect(await get(good)).toContain('Demo shop');
    for (const [alias, { code, message }] of Object.entries(badForwards.failing)) {
      const { problem } = await running.event('forward.error', alias);
      expect(problem).toMatchObject({ code, message: expect.stringMatching(message) as string });
    }
    expect(await running.event('forward.error', 'taken')).toMatchObject({
      problem: { message: expect.stringContaining(`(pid ${String(process.pid)})`) as string },
    });
    const waiting = await running.event('forward.reconnecting', 'nowhere');
    expect(waiting['cause']).toMatchObject({ code: 'target-not-found', message: badForwards.nowhere });
    const { problems } = await running.event('config.rejected');
    expect(problems).toMatchObject(
      badForwards.refused.map(({ line, message }) => ({ line, message: expect.stringMatching(message) as string })),
    );
    for (const { line, message } of badForwards.refused) {
      const place = `${home.path('forwards.yaml')}:${String(line)}:`;
      const told = running
        .stderr()
        .split('\n')
        .find((text) => text.startsWith(place));
      expect(told).toMatch(message);
    }
    expect(await running.end('SIGTERM')).toEqual({ code: 0, signal: null });
    taken.close();
  });

  it('shows in its table what is wrong and what to do, whole, however narrow the terminal is', async () => {
    const [good = 0, taken = 0, ...free] = await freePorts(4);
    await writeFile(home.path('forwards.yaml'), badForwardsText({ good, taken, free }));
    const running = home.run({
      arguments: ['-c', 'forwards.yaml', '--kubeconfig', 'kubeconfig'],
      terminal: { columns: 70, rows: 60 },
    });
    await running.says(/Portwatch: 2 active, 4 failed \([^)]*\), 1\s+reconnecting/);
    const screen = running.stdout().split('\u001b[H\u001b[J').at(-1) ?? '';
    const text = screen.replace(/\s+/g, ' ');
    expect(text).toContain('✕ stranger: The kubeconfig has no context "dmeo". Did you mean "demo"?');
    expect(text).toContain(`◐ nowhere: ${badForwards.nowhere}.`);
    for (const { alias, message } of badForwards.refused) {
      expect(text).toMatch(new RegExp(`✕ ${alias}: .*${message.source}`));
    }
    expect(Math.max(...screen.split(/\r?\n/).map((line) => line.length))).toBeLessThanOrEqual(70);
    running.type('\u0003');
    expect((await running.exited()).code).toBe(0);
  });

  describe('a config file that', () => {
    it.each<[string, () => Promise<unknown>, RegExp]>([
      ['does not exist', () => Promise.resolve(), /forwards\.yaml: The file does not exist\. Check the path/],
      ['is empty', () => writeFile(home.path('forwards.yaml'), ''), /forwards\.yaml: The file is empty\. It needs/],
      [
        'is only comments',
        () => writeFile(home.path('forwards.yaml'), '# later\n'),
        /forwards\.yaml: The file is empty/,
      ],
      [
        'is not YAML',
        () => writeFile(home.path('forwards.yaml'), 'contexts:\n  - name: "demo\n    namespaces: []\n'),
        /forwards\.yaml:\d+:\d+: .*(quote|string).*\. The file is not valid YAML; nothing in it was used\./i,
      ],
      ['is something else', () => writeFile(home.path('forwards.yaml'), 'hello\n'), /forwards\.yaml:1:1: .*hello/],
      ['is binary', () => writeFile(home.path('forwards.yaml'), Buffer.from([0xff, 0xfe, 0])), /is not UTF-8 text/],
      ['is a folder', () => mkdir(home.path('forwards.yaml')), /forwards\.yaml: This is a folder, not a file/],
      ['leads in circles', () => symlink('forwards.yaml', home.path('forwards.yaml')), /cannot be read \(ELOOP\)/],
      [
        'may not be read',
        async () => {
          await writeFile(home.path('forwards.yaml'), goodYaml(1_234));
          await chmod(home.path('forwards.yaml'), 0o000);
        },
        /forwards\.yaml: The file may not be read\. Give your user permission to read it\./,
      ],
    ])('%s is named with what is wrong, and the program goes on until it is ended', async (_what, prepare, words) => {
      await prepare();
      const running = run();
      const { problems } = await running.event('config.rejected');
      expect(problems).toHaveLength(1);
      expect(running.stderr()).toMatch(words);
      expect(await running.end('SIGTERM')).toEqual({ code: 0, signal: null });
    });
  });

  describe('a kubeconfig that', () => {
    it.each<[string, () => Promise<unknown>, RegExp]>([
      ['does not exist', () => chmod(home.folder, 0o755), /^There is no kubeconfig: \S+gone does not exist/],
      ['is empty', () => writeFile(home.path('gone'), ''), /^The kubeconfig has no context "demo"/],
      ['is not YAML', () => writeFile(home.path('gone'), 'clusters: [\n'), /gone line 2 is not valid YAML: /],
      [
        'is something else',
        () => writeFile(home.path('gone'), '- a\n- b\n'),
        /gone cannot be used: it must be a block of keys/,
      ],
      ['is a folder', () => mkdir(home.path('gone')), /^The kubeconfig \S+gone is not a file/],
      [
        'leads in circles',
        () => symlink('gone', home.path('gone')),
        /^The kubeconfig \S+gone cannot be read \(ELOOP\)/,
      ],
      [
        'may not be read',
        async () => {
          await writeFile(home.path('gone'), cluster.kubeconfig());
          await chown(home.path('gone'), process.getuid?.() ?? 0, process.getgid?.() ?? 0);
          await chmod(home.path('gone'), 0o000);
        },
        /^The kubeconfig \S+gone may not be read/,
      ],
    ])('%s fails the forwards that need it, with the reason and a hint', async (_what, prepare, words) => {
      await prepare();
      const [port = 0] = await freePorts(1);
      await writeFile(home.path('forwards.yaml'), goodYaml(port));
      const running = run('--kubeconfig', home.path('gone'));
      const failed = await running.event('forward.error', 'good');
      const { message, hint } = failed['problem'] as { message: string; hint: string };
      expect(message).toMatch(words);
      expect(hint).not.toBe('');
      expect(failed).toMatchObject({ state: 'failed', connection: false });
      expect(await running.end('SIGTERM')).toEqual({ code: 0, signal: null });
    });
  });
});
