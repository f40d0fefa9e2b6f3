import { afterEach, expect, it } from 'vitest';
import type { Page } from 'playwright';
import { eventually } from '../support/eventually';
import { get } from '../support/http';
import { gateway, shopWeb, startScene, type Scene } from '../support/scene';

let scene: Scene | null = null;

afterEach(async () => {
  await scene?.dispose();
  scene = null;
});

async function start(): Promise<{ readonly scene: Scene; readonly page: Page }> {
  scene = await startScene({ build: 'built', forwards: [gateway, shopWeb] });
  for (const port of scene.ports) {
    await eventually('the forward to serve', () => get(port).catch(() => undefined), { timeoutMs: 20_000 });
  }
  return { scene, page: await scene.app.page() };
}

/** Waits until the window shows both forwards as what they are, and what has happened to the first. */
async function isComplete(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1, name: '2 active' }).waitFor();
  for (const alias of ['gateway', 'web']) {
    await page.getByRole('row').filter({ hasText: alias }).filter({ hasText: 'Active' }).waitFor();
  }
  await page.getByRole('row').getByText('gateway', { exact: true }).click();
  const timeline = page.getByRole('region', { name: 'Timeline' });
  await timeline.getByRole('listitem').filter({ hasText: 'connected' }).first().waitFor();
}

it('a window that is reloaded, or whose process ended, comes back complete', async () => {
  const { scene: of, page } = await start();
  await isComplete(page);
  await page.reload();
  await isComplete(page);

  const item = await of.desktop.tray.item();
  await of.app.electronApp.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
  });
  // The tray is the way to a window that was lost; one that had stood for long would be there again by itself.
  const next = await eventually(
    'another window',
    async () => {
      await item.activate();
      return of.app.electronApp.windows().find((window) => window !== page);
    },
    { timeoutMs: 20_000 },
  );
  await isComplete(next);
});

it('a window that main does not answer says since when, and no row changes by itself; then it goes', async () => {
  const { scene: of, page } = await start();
  await isComplete(page);
  // While main stands still, nobody from outside can look at the window: it has to write down by itself what it showed.
  await page.evaluate(`
    globalThis.seen = [];
    setInterval(() => {
      const alert = [...document.querySelectorAll('main [role=alert]')].map((node) => node.textContent).join();
      const states = [...document.querySelectorAll('.row .word')].map((node) => node.textContent.trim()).join();
      seen.push({ alert, states });
    }, 250);
  `);
  await of.app.electronApp.evaluate(() => {
    const end = Date.now() + 12_000;
    while (Date.now() < end);
  });
  await page.getByText('has not answered for').waitFor({ state: 'detached' });
  const seen = await page.evaluate<readonly { alert: string; states: string }[]>('seen');
  const silent = seen.filter(({ alert }) => alert.includes('has not answered for'));
  expect(silent.length).toBeGreaterThan(4);
  expect(silent.at(-1)?.alert).toMatch(/not answered for \d+ s\..*as of \d\d:\d\d:\d\d and may no longer be true/);
  expect(new Set(silent.map(({ states }) => states))).toEqual(new Set(['Active,Active']));
  await isComplete(page);
});
