import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { AsyncDisposable } from '../../src/main/base/disposable';
import { startDemoCluster } from '../../src/main/demo/demo-cluster';
import { launchApp, type App } from '../support/app';
import { configText } from '../support/config-text';
import { startDesktop } from '../support/desktop/desktop';
import { eventually } from '../support/eventually';
import { gateway, watchdogTimes } from '../support/scene';

const opened: AsyncDisposable[] = [];

afterEach(async () => {
  for (const part of opened.splice(0).reverse()) await part.dispose();
});

function keep<T extends AsyncDisposable>(part: T): T {
  opened.push(part);
  return part;
}

/** Portwatch with a forward whose port somebody else has. */
async function startWithTakenPort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const free = () => new Promise<void>((resolve) => server.close(() => resolve()));
  keep({ dispose: () => (server.listening ? free() : Promise.resolve()) });
  const desktop = keep(await startDesktop());
  const cluster = keep(await startDemoCluster());
  const kubeconfig = join(desktop.folder, 'kubeconfig');
  const config = join(desktop.folder, 'portwatch.yaml');
  await writeFile(kubeconfig, cluster.kubeconfig());
  await writeFile(
    config,
    configText({ forwards: [gateway], watchdog: watchdogTimes }, [(server.address() as AddressInfo).port]),
  );
  const app = keep(await launchApp({ desktop, build: 'built', kubeconfig, config }));
  return { app, desktop, free };
}

async function isShown(app: App): Promise<boolean> {
  return app.electronApp.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().some((it) => it.isVisible()));
}

/** As the cross of its frame does. */
async function closeWindow(app: App): Promise<void> {
  await app.electronApp.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await eventually('the window to be hidden', async () => ((await isShown(app)) ? undefined : true));
}

it('tells of a forward that failed, and shows its details when that is clicked; takes it back when it works', async () => {
  const { app, desktop, free } = await startWithTakenPort();
  const page = await app.page();
  const told = await desktop.notifications.waitFor('failed', ({ summary }) => summary === 'gateway failed');
  expect(told.body).toMatch(/^127\.0\.0\.1:\d+ is taken\b.* choose another localPort/);
  await closeWindow(app);

  desktop.notifications.invoke(told.id);
  await eventually('the window to be shown', async () => ((await isShown(app)) ? true : undefined));
  const details = page.getByRole('complementary', { name: 'Details of gateway' });
  await details.waitFor();

  await free();
  await (await desktop.tray.item()).clickMenu([/gateway {2}localhost/, 'Restart']);
  await page.getByRole('row').filter({ hasText: 'gateway' }).filter({ hasText: 'Active' }).waitFor();
  await eventually('nothing to be claimed any more', () =>
    desktop.notifications.visible.some(({ summary }) => summary === 'gateway failed') ? undefined : true,
  );
});

it('says the first time that the window is closed, and not again, that Portwatch goes on', async () => {
  const { app, desktop } = await startWithTakenPort();
  await app.page();
  await eventually('the window to be shown', async () => ((await isShown(app)) ? true : undefined));
  await closeWindow(app);
  const goesOn = ({ summary }: { readonly summary: string }) => summary === 'Portwatch keeps running';
  await desktop.notifications.waitFor('it goes on', goesOn);

  const item = await desktop.tray.item();
  await item.clickMenu(['Open Portwatch']);
  await eventually('the window to be shown', async () => ((await isShown(app)) ? true : undefined));
  await closeWindow(app);
  await item.clickMenu(['Settings…']);
  await (await app.page()).getByRole('dialog', { name: 'Settings' }).waitFor();
  expect(desktop.notifications.received.filter(goesOn)).toHaveLength(1);
});
