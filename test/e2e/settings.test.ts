import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Page } from 'playwright';
import type { AsyncDisposable } from '../../src/main/base/disposable';
import { startDemoCluster } from '../../src/main/demo/demo-cluster';
import { launchApp } from '../support/app';
import { findMenu } from '../support/desktop/menu';
import { startDesktop } from '../support/desktop/desktop';
import { eventually } from '../support/eventually';
import { gateway, hungWithinMs, startScene, watchdogTimes } from '../support/scene';

const opened: AsyncDisposable[] = [];

afterEach(async () => {
  for (const part of opened.splice(0).reverse()) await part.dispose();
});

function keep<T extends AsyncDisposable>(part: T): T {
  opened.push(part);
  return part;
}

/** Waits until the file says it. */
function says(file: string, text: string): Promise<true> {
  return eventually(`${file} to say ${text}`, async () =>
    (await readFile(file, 'utf8').catch(() => '')).includes(text) ? true : undefined,
  );
}

async function openSettings(page: Page) {
  await page.keyboard.press('Control+,');
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  await dialog.waitFor();
  return dialog;
}

describe('Settings', () => {
  it('are kept by keyboard: start at log-in, theme, and the watchdog in the config file', async () => {
    const { app, desktop } = keep(await startScene({ build: 'built', forwards: [gateway] }));
    const page = await app.page();
    await page.getByRole('row').filter({ hasText: 'gateway' }).waitFor();
    const dialog = await openSettings(page);

    const entry = join(desktop.folder, 'config', 'autostart', 'portwatch.desktop');
    const config = join(desktop.folder, 'portwatch.yaml');
    const atLogin = dialog.getByRole('switch', { name: 'Start at log-in' });
    await atLogin.waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await says(entry, `--config ${config}`);
    await dialog.getByRole('switch', { name: 'Start at log-in', checked: true }).waitFor();
    await page.keyboard.press('Space');
    await dialog.getByRole('switch', { name: 'Start at log-in', checked: false }).waitFor();
    expect(existsSync(entry)).toBe(false);

    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    // Playwright emulates a colour scheme of its own in the page; the system's is seen from main.
    const ground = await eventually('dark colours', () =>
      app.electronApp.evaluate(({ BrowserWindow, nativeTheme }) =>
        nativeTheme.shouldUseDarkColors
          ? BrowserWindow.getAllWindows()[0]?.getBackgroundColor().toLowerCase()
          : undefined,
      ),
    );
    expect(ground).toBe('#15181c');

    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await page.keyboard.type('700ms');
    await page.keyboard.press('Enter');
    await dialog.getByText('Saved, and in use.').waitFor();
    await says(config, 'poll: 700ms');
    expect(await readFile(config, 'utf8')).toContain('gateway');

    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    const preferences = await eventually('the preferences', async () => {
      const folder = await app.electronApp.evaluate(({ app: it }) => it.getPath('userData'));
      return readFile(join(folder, 'preferences.json'), 'utf8').catch(() => undefined);
    });
    expect(JSON.parse(preferences)).toMatchObject({ version: 2, theme: 'dark' });
  });

  it('say by mouse what is wrong in the config file, and refuse times that would accuse healthy forwards', async () => {
    const { app, desktop } = keep(await startScene({ build: 'built', forwards: [gateway] }));
    const page = await app.page();
    await page.getByRole('button', { name: 'Settings' }).click();
    const dialog = page.getByRole('dialog', { name: 'Settings' });
    await dialog.getByRole('tab', { name: 'Watchdog' }).click();
    await dialog.getByLabel('Ask for a sign of life every').fill('1500ms');
    await dialog.getByText('At least twice the time between two questions: 3s.').waitFor();
    expect(await dialog.getByRole('button', { name: 'Save in the file' }).isDisabled()).toBe(true);

    await dialog.getByRole('tab', { name: 'Files' }).click();
    await dialog.getByRole('button', { name: 'Check now' }).click();
    await dialog.getByText('No problems: 1 forward.').waitFor();
    const config = join(desktop.folder, 'portwatch.yaml');
    await writeFile(config, `${await readFile(config, 'utf8')}\nlane: 2\n`);
    await dialog.getByRole('button', { name: 'Check now' }).click();
    await dialog.getByText('1 problem:').waitFor();
    await dialog.getByRole('tab', { name: 'About' }).click();
    await dialog.getByText(/^Version \d/).waitFor();
  });
});

it('mutes a forward in the tray and in the settings, takes its notification back, and tells when it is unmuted', async () => {
  const { app, desktop, cluster } = keep(await startScene({ build: 'built', forwards: [gateway] }));
  const page = await app.page();
  const item = await desktop.tray.item();
  await item.waitFor('one active forward', ({ toolTip }) => toolTip === 'Portwatch: 1 active');
  await cluster.faults.blackHole('*');
  await desktop.notifications.waitFor('hung', ({ summary }) => summary === 'gateway is hung', {
    timeoutMs: hungWithinMs,
  });

  await item.clickMenu(['Mute notifications for an hour']);
  await eventually('the notification to go', () =>
    desktop.notifications.visible.some(({ summary }) => summary === 'gateway is hung') ? undefined : true,
  );
  await item.waitFor('an end of the mute', ({ menu }) => {
    try {
      return findMenu(menu, [/^Unmute notifications \(muted until \d\d:\d\d\)$/]).enabled;
    } catch {
      return false;
    }
  });

  const dialog = await openSettings(page);
  await dialog.getByRole('tab', { name: 'Notifications' }).click();
  const before = desktop.notifications.received.length;
  await dialog.getByRole('button', { name: 'Unmute Everything' }).click();
  await desktop.notifications.waitFor('told again', ({ summary }) => summary.startsWith('gateway is hung'), {
    after: before,
    timeoutMs: watchdogTimes.thresholdMs + hungWithinMs,
  });
});

it('begins with what it found, and shows the demo until it is ended', async () => {
  const desktop = keep(await startDesktop());
  const cluster = keep(await startDemoCluster());
  const kubeconfig = join(desktop.folder, 'kubeconfig');
  await writeFile(kubeconfig, cluster.kubeconfig());
  const app = keep(await launchApp({ desktop, build: 'built', kubeconfig }));
  const page = await app.page();
  await page.getByText('Kubeconfig with 2 contexts').waitFor();
  await page.getByText('Or write the file yourself').click();
  await page.getByText('portwatch/portwatch.yaml').last().waitFor();

  await page.getByRole('button', { name: 'Try the demo' }).click();
  await page.getByRole('row').filter({ hasText: 'api-gateway' }).filter({ hasText: 'Active' }).waitFor();
  await page.getByText('Demo cluster: nothing here is real.').waitFor();
  await page.getByRole('button', { name: 'End the demo' }).click();
  await page.getByText('Kubeconfig with 2 contexts').waitFor();
  expect(await page.getByRole('row').count()).toBe(0);

  await page.getByRole('button', { name: /^Import From/ }).click();
  await page.getByRole('dialog', { name: /Import/ }).waitFor();
});
