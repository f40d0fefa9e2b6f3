import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type DemoCluster, startDemoCluster } from '../../../src/main/demo/demo-cluster';
import { stepIds, type Diagnosis } from '../../../src/shared/diagnosis';
import { configText } from '../../support/config-text';
import { shortWatchdog } from '../../support/engine-rig';
import { makeHome, type Home } from '../../support/headless';
import { freePorts, get } from '../../support/http';
import { eventually } from '../../support/eventually';

describe('portwatch --diagnose', () => {
  let demo: DemoCluster;
  let home: Home;
  let port: number;

  beforeAll(async () => {
    demo = await startDemoCluster({ startMs: 20, readyMs: 20 });
  });
  afterAll(() => demo.dispose());
  beforeEach(async () => {
    home = await makeHome();
    [port = 0] = await freePorts(1);
    const forwards = [{ alias: 'web', namespace: 'shop', resource: 'service/web', port: 8080 }];
    await writeFile(home.path('kubeconfig'), demo.kubeconfig());
    await writeFile(home.path('portwatch.yaml'), configText({ forwards, watchdog: shortWatchdog }, [port]));
  });
  afterEach(async () => {
    await home.dispose();
    await demo.faults.heal();
  });

  const files = () => ['-c', home.path('portwatch.yaml'), '--kubeconfig', home.path('kubeconfig')];
  const run = (forward: string, ...more: readonly string[]) =>
    home.run({ arguments: [...files(), '--diagnose', forward, ...more] });

  it('prints a line for each step, aligned, and ends with 0 when all is fine', async () => {
    const program = run('web');
    expect(await program.exited()).toEqual({ code: 0, signal: null });
    const [title = '', ...lines] = program.stdout().trimEnd().split('\n');
    expect(title).toMatch(/^web \(127\.0\.0\.1:\d+\), looked at \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(lines).toHaveLength(stepIds.length + 1);
    for (const line of lines.slice(0, -1)) expect(line).toMatch(/^✓ [A-Z].{9,11} {2,}[\d.]+ m?s {2}\S/);
    const columns = lines.slice(0, -1).map((line) => / m?s {2}(?=\S)/.exec(line));
    expect(new Set(columns.map((match) => (match?.index ?? 0) + (match?.[0].length ?? 0))).size).toBe(1);
    expect(lines[0]).toContain('is free: no Portwatch has it open.');
    expect(lines.at(-1)).toBe('Everything is fine.');
    expect(program.stdout()).not.toContain(demo.token);
    expect(program.stderr()).toBe('');
    expect(await program.processes()).toEqual([]);
  });

  it('looks at a forward beside the Portwatch that runs it, and harms nothing', async () => {
    const running = home.run({ arguments: [...files(), '--headless', '--log-format', 'json'] });
    await running.event('forward.connected', 'web');
    const program = run(String(port), '--log-format', 'json');
    expect((await program.exited()).code).toBe(0);
    const { steps } = JSON.parse(program.stdout()) as Diagnosis;
    expect(steps[0]).toMatchObject({
      state: 'ok',
      detail: `127.0.0.1:${String(port)} is open, by the Portwatch with pid ${String(running.pid)}`,
    });
    expect(await get(port)).not.toBe('');
    expect(running.events().map(({ event }) => event)).not.toContain('forward.disconnected');
    expect((await running.end('SIGTERM')).code).toBe(0);
  });

  it('ends with 4 when a step failed, naming who has the port', async () => {
    const stranger = createServer();
    await new Promise<void>((resolve) => stranger.listen(port, '127.0.0.1', resolve));
    await demo.faults.closePort('web', 3000);
    const program = run('web');
    expect((await program.exited()).code).toBe(4);
    stranger.close();
    expect(program.stdout()).toMatch(
      new RegExp(`^✗ Local port .* is taken by .* \\(pid ${String(process.pid)}\\)`, 'm'),
    );
    expect(program.stdout()).toMatch(/^✗ App .*connection refused.*\n +→ Check that the application/im);
    expect(program.stdout()).toMatch(/\nNot fine: local port, app\.\n$/);
  });

  it('says which names are near when nothing has this one', async () => {
    const program = run('wep');
    expect((await program.exited()).code).toBe(2);
    expect(program.stderr()).toBe('No forward is called "wep". Did you mean "web"?\n');
    expect(program.stdout()).toBe('');
  });

  it('says what is wrong with a config file that it cannot use', async () => {
    await writeFile(home.path('portwatch.yaml'), 'contexts: 3\n');
    const program = run('web');
    expect((await program.exited()).code).toBe(3);
    expect(program.stderr()).toContain('portwatch.yaml:1:');
  });

  it('ends at once when it is told so', async () => {
    await demo.faults.blackHole('web');
    const program = run('web');
    await program.says('✓ Port ');
    await eventually(
      'its tunnel to be asked for',
      () => demo.requests().some(({ path }) => path.endsWith('/portforward')) || undefined,
    );
    const toldAt = performance.now();
    expect((await program.end('SIGINT')).code).toBe(4);
    expect(performance.now() - toldAt).toBeLessThan(2_000);
    expect(program.stdout()).toMatch(/^– Tunnel +Cancelled\.$/m);
  });
});
