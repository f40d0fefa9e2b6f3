import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeHome, type Headless, type Home, type LoggedEvent } from '../support/headless';
import { get, isListening } from '../support/http';
import { eventually } from '../support/eventually';

const demoAliases = ['api-gateway', 'web', 'slow-reports', 'orders-db', 'downloads'];

function portOf({ address }: LoggedEvent): number {
  return Number(String(address).split(':').at(-1));
}

describe('portwatch --headless', () => {
  let home: Home;

  beforeEach(async () => {
    home = await makeHome();
  });
  afterEach(() => home.dispose());

  async function nothingIsLeft(run: Headless, ports: readonly number[]): Promise<void> {
    expect(await run.processes()).toEqual([]);
    for (const port of ports) expect(await isListening(port)).toBe(false);
    expect(await home.temporaryFiles()).toEqual([]);
  }

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'forwards to the demo cluster, says so as JSON lines, and leaves nothing behind after %s',
    async (signal) => {
      const run = home.run({ arguments: ['--headless', '--demo', '--log-format', 'json'] });
      const connected = await Promise.all(demoAliases.map((alias) => run.event('forward.connected', alias)));
      for (const event of connected) {
        expect(new Date(event.time).toISOString()).toBe(event.time);
        expect(event).toMatchObject({ state: 'active', transport: 'websocket' });
        expect(event['id']).toBe(event['address']);
        expect(event['address']).toMatch(/^127\.0\.0\.1:\d+$/);
      }
      const gateway = await run.event('forward.connected', 'api-gateway');
      expect(await get(portOf(gateway))).toContain(String(gateway['pod']));
      expect(await run.end(signal)).toEqual({ code: 0, signal: null });
      await nothingIsLeft(run, connected.map(portOf));
      expect(run.stderr()).toMatch(/^Demo cluster: nothing here is real\. .*\n$/);
    },
  );

  it('ends in order when it is told so twice', async () => {
    const run = home.run({ arguments: ['--demo', '--log-format', 'json'] });
    await run.event('forward.connected', 'web');
    process.kill(run.pid, 'SIGINT');
    process.kill(run.pid, 'SIGTERM');
    expect(await run.end('SIGINT')).toEqual({ code: 0, signal: null });
    await nothingIsLeft(run, []);
  });

  it('says sentences when its output is not a terminal', async () => {
    const run = home.run({ arguments: ['--demo'] });
    await run.says(/^\d\d:\d\d:\d\d web: connected: web-\S+ in [\d.]+ m?s, WebSocket tunnel$/m);
    expect((await run.end('SIGTERM')).code).toBe(0);
  });

  it('ends in order when nobody reads its output any more', async () => {
    const run = home.run({ arguments: ['--demo', '--log-format', 'json'] });
    const { event } = await run.event('config.reloaded');
    expect(event).toBe('config.reloaded');
    run.stopReading();
    expect(await run.exited()).toEqual({ code: 0, signal: null });
    expect(run.stderr()).not.toContain('EPIPE');
    await nothingIsLeft(run, []);
  });

  it('draws a table on a terminal, and gives it back as it was', async () => {
    const run = home.run({ arguments: ['--demo'], terminal: { columns: 120, rows: 30 } });
    await run.says('Portwatch: 5 active');
    for (const alias of demoAliases) expect(run.stdout()).toContain(alias);
    expect(run.stdout()).toContain('Demo cluster: nothing here is real.');
    expect(run.stdout()).toContain('\u001b[?1049h');
    run.type('\u0003');
    expect((await run.exited()).code).toBe(0);
    const [, after = ''] = run.stdout().split('\u001b[?25h\u001b[?1049l');
    expect(after).toMatch(/ icanon /);
    expect(after).toMatch(/ echo /);
    expect(after).not.toContain('Portwatch');
    await eventually('its processes to end', async () => ((await run.processes()).length === 0 ? true : undefined));
  });

  describe('without anything configured', () => {
    it.each<[string, () => Record<string, string>]>([
      ['an empty home', () => ({})],
      ['a KUBECONFIG that leads nowhere', () => ({ KUBECONFIG: home.path('nowhere') })],
      ['an empty XDG_CONFIG_HOME', () => ({ XDG_CONFIG_HOME: home.path('config') })],
    ])('starts on the demo cluster and says so, with the way out: %s', async (_what, environment) => {
      const run = home.run({ environment: environment() });
      await run.says('web: connected');
      expect(run.stderr()).toContain('Demo cluster: nothing here is real.');
      expect(run.stderr()).toContain('Neither a kubeconfig nor a file with forwards was found.');
      expect(run.stderr()).toMatch(/list them in \/\S+\/portwatch\/portwatch\.yaml/);
      expect((await run.end('SIGTERM')).code).toBe(0);
    });
  });

  describe('--check', () => {
    const good = `contexts:
  - name: prod
    namespaces:
      - name: shop
        forwards:
          - { resource: service/web, port: 80, localPort: 8080 }
`;

    async function check(text: string) {
      await writeFile(home.path('forwards.yaml'), text);
      const run = home.run({ arguments: ['--check', '-c', 'forwards.yaml'] });
      const { code } = await run.exited();
      return { code, stdout: run.stdout(), stderr: run.stderr() };
    }

    it('says that a good file is good', async () => {
      const { code, stdout, stderr } = await check(good);
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toBe(`${home.path('forwards.yaml')}: 1 forward, no problems.\n`);
    });

    it('names place, fault and remedy of everything that is wrong, in order', async () => {
      const { code, stdout, stderr } = await check(good.replace('port: 80', 'prt: 80').replace('8080', '0'));
      const file = home.path('forwards.yaml');
      expect([code, stdout]).toEqual([3, '']);
      expect(stderr.split('\n')).toEqual([
        expect.stringMatching(`^${file}:6:13: port is missing\\.`),
        expect.stringMatching(`^${file}:6:38: Unknown key "prt"\\. Did you mean "port"\\?$`),
        expect.stringMatching(`^${file}:6:58: localPort is 0: it must be a whole number from 1 to 65535\\.$`),
        '',
      ]);
    });
  });

  it.each([
    [['--bogus'], /Unknown option '--bogus'/],
    [['--log-format', 'xml'], /--log-format is text or json, not xml/],
    [['-c'], /-c, --config/],
    [['what'], /Unexpected argument 'what'/],
  ])('refuses wrong usage with exit code 2: %j', async (args, words) => {
    const run = home.run({ arguments: args });
    expect(await run.exited()).toEqual({ code: 2, signal: null });
    expect(run.stderr()).toMatch(words);
    expect(run.stderr()).toContain('--help');
    expect(run.stdout()).toBe('');
  });

  it('prints its version, and its options', async () => {
    const version = home.run({ arguments: ['--version'] });
    expect((await version.exited()).code).toBe(0);
    expect(version.stdout()).toMatch(/^\d+\.\d+\.\d+\n$/);
    const help = home.run({ arguments: ['--help'] });
    expect((await help.exited()).code).toBe(0);
    for (const option of ['--config', '--demo', '--headless', '--check', '--log-format', 'Exit codes']) {
      expect(help.stdout()).toContain(option);
    }
  });
});
