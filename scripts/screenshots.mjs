#!/usr/bin/env node
import './lib/require-node.mjs';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildApp } from './lib/app-build.mjs';
import { installDependencies } from './lib/dependencies.mjs';
import { findElectron } from './lib/electron-runtime.mjs';
import { electronSwitches } from './lib/launch-electron.mjs';
import { startPanelDesktop } from './lib/panel-desktop.mjs';
import { screen } from './lib/panel-settings.mjs';
import { root } from './lib/paths.mjs';
import { launch, say } from './lib/say.mjs';
import { startClusters, startTraffic } from './lib/screenshot-scene.mjs';
import { ensureSystemPackages } from './lib/system-packages.mjs';

// `npm run screenshots`: takes the pictures of docs/screenshots from the running app, on a real panel. Under two minutes.

const pictures = join(root, 'docs', 'screenshots');
/** For a hang to be told: the default threshold and a check, and what a busy machine adds. */
const hungWithinMs = 45_000;
/** For animations to end, and menus and notifications to be drawn. */
const settleMs = 1_500;
/** The app's window in the hero picture, in pixels of the screen. */
const heroWindow = { x: 40, y: 174, width: 1080, height: 580 };
/** One that can be added, one whose port is taken, and one that cannot be forwarded. */
const importedCommands = `kubectl --context staging -n shop port-forward service/slow-reports 9091:9090
kubectl --context prod-eu -n data port-forward statefulset/orders-db 5432
kubectl --context prod-eu -n shop port-forward deployment/web 13000:3000 13001:3001
kubectl --context prod-eu -n shop port-forward service/web --address nowhere 3000`;
const windowOnly = { x: 20, y: 60, width: 1240, height: 730 };

await launch(async () => {
  const opened = [];
  const keep = (part) => {
    opened.push(part);
    return part;
  };
  try {
    await installDependencies();
    await buildApp();
    const runtime = await findElectron();
    await ensureSystemPackages(['electron', 'desktop', 'screenshots'], { executable: runtime.executable });
    await mkdir(pictures, { recursive: true });
    const desktop = keep(await startPanelDesktop());
    const clusters = keep(await startClusters(desktop));
    const app = await launchApp(runtime, desktop, clusters);
    keep({ dispose: () => app.close() });
    await takePictures(app, desktop, clusters, keep);
    return 0;
  } finally {
    for (const part of opened.reverse()) await part.dispose();
  }
});

async function launchApp(runtime, desktop, { kubeconfig }) {
  const { _electron } = await import('playwright');
  return _electron.launch({
    executablePath: runtime.executable,
    args: [...electronSwitches(runtime), root, '--disable-gpu', '--password-store=basic', '--show'],
    env: { ...desktop.environment, KUBECONFIG: kubeconfig },
    timeout: 30_000,
    colorScheme: null, // Playwright would force a light page.
  });
}

async function takePictures(app, desktop, clusters, keep) {
  const page = await app.firstWindow();
  await titleSays(page, '9 active, 1 stopped');
  await placeWindow(app, heroWindow);
  keep({ dispose: startTraffic() });
  await sleep(20_000);

  await clusters.command('staging', { type: 'black-hole', pods: 'orders-db', existing: true, fresh: true });
  await page.getByText('Needs attention').waitFor({ timeout: hungWithinMs });
  // As in a rollout: the pod goes, and the next one takes its time.
  await clusters.command('staging', { type: 'delete-pod', pods: 'downloads', terminatingMs: 0 });
  await clusters.command('staging', { type: 'reset', pods: 'downloads' });
  await titleSays(page, '1 reconnecting');
  await desktop.run('xdotool', 'mousemove', '620', '790');
  await sleep(settleMs);
  await photographScreen(desktop, 'hero.png');

  await placeWindow(app, windowOnly);
  await page.getByRole('row').filter({ hasText: 'service/orders-db' }).getByText('orders-db', { exact: true }).click();
  for (const theme of ['light', 'dark']) {
    await app.evaluate(({ nativeTheme }, source) => (nativeTheme.themeSource = source), theme);
    await page.mouse.move(0, 0);
    await sleep(settleMs);
    await keepSmall(desktop, `window-${theme}.png`, (file) => page.screenshot({ path: file }));
  }

  await app.evaluate(({ nativeTheme }) => (nativeTheme.themeSource = 'light'));
  await takeForm(page, desktop);
  await takeImport(page, desktop);

  await closeNotification(desktop);
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0].minimize());
  await openTrayMenu(desktop);
  await photographScreen(desktop, 'tray-menu.png', '1000x560+280+0');
  await desktop.run('xdotool', 'key', 'Escape', 'key', 'Escape');
}

/** The form as a pasted command has filled it. */
async function takeForm(page, desktop) {
  await page.keyboard.press('n');
  const form = page.getByRole('dialog', { name: 'Add a forward' });
  const command = 'kubectl --context staging -n shop port-forward service/slow-reports 9091:9090';
  await form.getByLabel('Paste a kubectl command').fill(command);
  await form.getByText('Free', { exact: true }).waitFor();
  await form.getByText('localPort: 9091').waitFor();
  await photographDialog(page, desktop, form, 'add.png');
}

async function takeImport(page, desktop) {
  await page.keyboard.press('i');
  const dialog = page.getByRole('dialog', { name: 'Import forwards' });
  await dialog.getByLabel('Or paste text').fill(importedCommands);
  await dialog.getByRole('button', { name: 'Preview' }).click();
  await dialog.getByText('in conflict').first().waitFor();
  await photographDialog(page, desktop, dialog, 'import.png');
}

async function photographDialog(page, desktop, dialog, name) {
  await page.mouse.move(0, 0);
  await sleep(settleMs);
  await keepSmall(desktop, name, (file) => page.screenshot({ path: file }));
  await page.keyboard.press('Escape');
  const discard = page.getByRole('button', { name: /discard|close without/i });
  if (await discard.isVisible()) await discard.click();
  await dialog.waitFor({ state: 'hidden' });
}

/** Waits until the window sums up the state like this. */
async function titleSays(page, text) {
  const title = page.getByRole('heading', { level: 1 });
  try {
    await title.filter({ hasText: text }).waitFor();
  } catch (error) {
    throw new Error(`Instead of "${text}", the window says: ${await title.innerText()}`, { cause: error });
  }
}

async function placeWindow(app, bounds) {
  await app.evaluate(({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0].setContentBounds(to), bounds);
}

/** The first that this desktop has shown. */
async function closeNotification(desktop) {
  const name = 'org.freedesktop.Notifications';
  const method = [`--dest=${name}`, '/org/freedesktop/Notifications', `${name}.CloseNotification`];
  await desktop.run('dbus-send', '--session', '--print-reply', ...method, 'uint32:1');
}

/** A click with the right button on the icon, which stands left of the clock, and then into the first forward's menu. */
async function openTrayMenu(desktop) {
  await desktop.run('xdotool', 'mousemove', String(screen.width - 66), '15', 'click', '3');
  await sleep(settleMs);
  await desktop.run('xdotool', 'key', 'Down', 'key', 'Right');
  await sleep(settleMs);
}

/** `area` is `WIDTHxHEIGHT+X+Y`, the whole screen unless told. */
async function photographScreen(desktop, name, area) {
  const crop = area === undefined ? [] : ['-crop', area, '+repage'];
  await keepSmall(desktop, name, (file) => desktop.run('import', '-window', 'root', ...crop, file));
}

/** A palette of 256 colours is enough for flat surfaces, and a quarter of the size. */
async function keepSmall(desktop, name, photograph) {
  const raw = join(desktop.folder, name);
  const file = join(pictures, name);
  await photograph(raw);
  await desktop.run('pngquant', '--force', '--strip', '--speed', '1', '--output', file, raw);
  say(`${file}: ${String(Math.round((await stat(file)).size / 1024))} kB`);
}
