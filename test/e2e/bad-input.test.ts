import net from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { badForwards, badForwardsText } from '../support/bad-forwards';
import { printMenu } from '../support/desktop/menu';
import { eventually } from '../support/eventually';
import { freePorts, get } from '../support/http';
import { startScene, type Scene } from '../support/scene';

let scene: Scene | null = null;

afterEach(async () => {
  await scene?.dispose();
  scene = null;
});

async function start(configText: string): Promise<Scene> {
  scene = await startScene({ build: 'built', forwards: [], configText });
  return scene;
}

describe('Portwatch, given a config file', () => {
  it('with every fault that a forward can have, says each in window and tray, and serves the good one', async () => {
    const taken = net.createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as net.AddressInfo;
    const [good = 0, ...free] = await freePorts(4);
    const { app, desktop } = await start(badForwardsText({ good, taken: port, free }));
    const page = await app.page();
    const row = (id: string) => page.getByRole('grid', { name: 'Forwards' }).locator(`[id="row-${id}"]`);
    const said = async (id: string, word: string) => {
      const text = row(id).filter({ hasText: word });
      await text.waitFor();
      return text.innerText();
    };

    expect(await said(`127.0.0.1:${String(good)}`, 'Active')).toContain('good');
    expect(await eventually('an answer', () => get(good).catch(() => undefined))).toContain('Demo shop');
    for (const { line, message } of badForwards.refused) {
      expect(await said(`line:${String(line)}`, 'Failed')).toMatch(message);
    }
    expect(await said(`127.0.0.1:${String(port)}`, 'Failed')).toContain(`(pid ${String(process.pid)})`);
    const stranger = await said(`127.0.0.1:${String(free[1])}`, 'Failed');
    expect(stranger).toContain('The kubeconfig has no context "dmeo"');
    expect(stranger).toContain('Did you mean "demo"?');
    expect(await said(`127.0.0.1:${String(free[0])}`, 'Reconnecting')).toContain(badForwards.nowhere);
    expect(await page.getByRole('alert', { name: 'Problems in the configuration' }).innerText()).toMatch(
      /The configuration has 3 problems[^]*portwatch\.yaml:7:\d+[^]*portwatch\.yaml:8:\d+[^]*portwatch\.yaml:9:\d+/,
    );

    const item = await desktop.tray.item();
    const { menu, toolTip } = await item.waitFor('five failed', (now) => now.toolTip.includes('5 failed'));
    expect(toolTip).toContain('1 active');
    expect(toolTip).toContain('portwatch.yaml has 3 problems');
    const text = printMenu(menu);
    for (const { alias, message } of badForwards.refused) {
      expect(text).toMatch(new RegExp(`✕ ${alias} .*\\(Failed\\)`));
      expect(text).toMatch(message);
    }
    expect(text).toMatch(new RegExp(`is taken by .* \\(pid ${String(process.pid)}\\)\\.`));
    expect(text).toContain('Did you mean "demo"?');
    expect(text).toMatch(/↻ nowhere .*\(Reconnecting\)/);
    expect((await app.quit()).code).toBe(0);
    taken.close();
  });

  it('that is no YAML, says in window, tray and notification where it stops to make sense', async () => {
    const { app, desktop } = await start('contexts:\n  - name: "demo\n    namespaces: []\n');
    const page = await app.page();
    const banner = page.getByRole('alert', { name: 'Problems in the configuration' });
    await banner.waitFor();
    expect(await banner.innerText()).toMatch(/portwatch\.yaml:\d+:\d+\s+Missing closing/);
    const item = await desktop.tray.item();
    const { menu, toolTip } = await item.waitFor('the problem', (now) => now.toolTip.includes('has a problem'));
    expect(toolTip).toContain('portwatch.yaml has a problem');
    expect(printMenu(menu)).toMatch(/portwatch\.yaml:\d+:\d+: Missing closing .*\./);
    const told = await desktop.notifications.waitFor('the problem', ({ summary }) => summary.includes('has a problem'));
    expect(told.body).toMatch(/^Line \d+, column \d+: Missing closing/);
    expect((await app.quit()).code).toBe(0);
  });
});
