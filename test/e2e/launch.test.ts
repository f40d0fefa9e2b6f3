import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { words } from '../../src/main/desktop/desktop-phrases';
import { type App, launchApp } from '../support/app';
import { startDesktop, type Desktop } from '../support/desktop/desktop';

/** Understanding so much takes seconds anywhere; the last line is wrong, so that nothing of it runs. */
function hugeConfig(): string {
  const forwards = Array.from(
    { length: 20_000 },
    (_, index) =>
      `          - { resource: service/app-${String(index)}, port: 80, localPort: 8080, alias: app-${String(index)} }`,
  );
  const head = ['contexts:', '  - name: staging', '    namespaces:', '      - name: shop', '        forwards:'];
  return [...head, ...forwards, 'nothing: known', ''].join('\n');
}

describe('A start that takes long', () => {
  let desktop: Desktop;
  let app: App;

  beforeEach(async () => {
    desktop = await startDesktop();
    const config = join(desktop.folder, 'portwatch.yaml');
    await writeFile(config, hugeConfig());
    app = await launchApp({ desktop, config });
  });

  afterEach(async () => {
    await app.dispose();
    await desktop.dispose();
  });

  it('is seen in the tray, and the icon tells the rest when it is there', async () => {
    const item = await desktop.tray.item();
    const starting = await item.waitFor('the start to be told', ({ toolTip }) => toolTip === words.starting);
    expect(starting.menu.children.map(({ label }) => label)).toContain(words.quit);

    const started = await item.waitFor('the rest to be told', ({ toolTip }) => toolTip !== words.starting, {
      timeoutMs: 60_000,
    });
    expect(started.menu.children.map(({ label }) => label)).toContain(words.openPortwatch);
    expect(started.icon.hash).not.toBe(starting.icon.hash);
  });

  it('can be given up in the menu', async () => {
    const item = await desktop.tray.item();
    await item.waitFor('the start to be told', ({ toolTip }) => toolTip === words.starting);
    await item.clickMenu([words.quit]);
    expect(await app.exited()).toEqual({ code: 0, signal: null });
    await desktop.tray.empty();
  });
});
