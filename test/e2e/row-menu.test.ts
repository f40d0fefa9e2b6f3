import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { Locator, Page } from 'playwright';
import { eventually } from '../support/eventually';
import { isListening } from '../support/http';
import { gateway, shopWeb, startScene, type Scene } from '../support/scene';

let scene: Scene | null = null;

afterEach(async () => {
  await scene?.dispose();
  scene = null;
});

/** Two forwards that run, and the window that shows them. */
async function started() {
  const opened = (scene = await startScene({ build: 'built', forwards: [gateway, shopWeb] }));
  const page = await opened.app.page();
  await row(page, 'gateway', 'Active').waitFor();
  await row(page, 'web', 'Active').waitFor();
  const config = join(opened.desktop.folder, 'portwatch.yaml');
  return { page, app: opened.app, ports: opened.ports, file: () => readFile(config, 'utf8') };
}

function row(page: Page, alias: string, word: string): Locator {
  return page
    .getByRole('row')
    .filter({ has: page.getByText(alias, { exact: true }) })
    .filter({ hasText: word });
}

function menu(page: Page, alias: string): Locator {
  return page.getByRole('menu', { name: `More for ${alias}` });
}

/** The item that has the keyboard. */
function at(page: Page, label: string | RegExp): Promise<void> {
  return page
    .getByRole(/^Starts/.test(String(label)) ? 'menuitemcheckbox' : 'menuitem', { name: label })
    .and(page.locator(':focus'))
    .waitFor();
}

it('is opened, gone through and used by keyboard, and gives the keyboard back', async () => {
  const { page, ports, file } = await started();
  const [port = 0] = ports;
  const more = menu(page, 'gateway');
  const gone = () => more.waitFor({ state: 'detached' });

  await page.keyboard.press('Home');
  const from = await page.locator(':focus').getAttribute('id');
  await page.keyboard.press('Shift+F10');
  await at(page, 'Show details');
  await page.keyboard.press('ArrowUp');
  await at(page, 'Delete…');
  await page.keyboard.press('ArrowDown');
  await at(page, 'Show details');
  await page.keyboard.press('End');
  await at(page, 'Delete…');
  await page.keyboard.press('Home');
  await page.keyboard.press('d');
  await at(page, 'Diagnose');
  await page.keyboard.press('u');
  await at(page, 'Duplicate…');
  // The keys of the list are not the menu's: this would go to another row.
  await page.keyboard.press('PageDown');
  await at(page, 'Delete…');
  await page.keyboard.press('Escape');
  await gone();
  expect(await page.locator(':focus').getAttribute('id')).toBe(from);
  await page.keyboard.press('ContextMenu');
  await more.waitFor();
  await page.keyboard.press('Tab');
  await gone();
  expect(await page.locator(':focus').getAttribute('id')).toBe(from);

  // What the file says of it.
  await page.keyboard.press('m');
  await page.keyboard.type('sta');
  await at(page, 'Starts with Portwatch');
  await page.keyboard.press('Enter');
  await row(page, 'gateway', 'Stopped').waitFor();
  expect(await file()).toContain('autostart: false');
  await page.keyboard.press('m');
  expect(await more.getByRole('menuitem', { name: 'Open in browser' }).getAttribute('aria-disabled')).toBe('true');
  expect(await more.getByRole('menuitemcheckbox').getAttribute('aria-checked')).toBe('false');
  await page.keyboard.type('starts');
  await at(page, 'Starts with Portwatch');
  await page.keyboard.press('Space');
  await row(page, 'gateway', 'Active').waitFor();
  expect(await file()).not.toContain('autostart: false');

  // Its notifications, for an hour.
  await page.keyboard.press('m');
  await page.keyboard.type('mu');
  await at(page, 'Mute its notifications for an hour');
  await page.keyboard.press('Enter');
  await gone();
  await page.keyboard.press('m');
  await page.keyboard.type('un');
  await at(page, /^Unmute its notifications \(muted until \d\d:\d\d\)$/);
  await page.keyboard.press('Enter');
  await page.keyboard.press('m');
  await more.getByRole('menuitem', { name: 'Mute its notifications', exact: true }).waitFor();
  await page.keyboard.press('Escape');

  // Deleted only when that is meant; then the keyboard is at the next one.
  const question = page.getByRole('alertdialog', { name: 'Delete gateway?' });
  await page.keyboard.press('Delete');
  await question.waitFor();
  await page.keyboard.press('Enter');
  await question.waitFor({ state: 'detached' });
  expect(await file()).toContain('alias: gateway');
  await page.keyboard.press('m');
  await page.keyboard.type('de');
  await at(page, 'Delete…');
  await page.keyboard.press('Enter');
  await question.waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await row(page, 'gateway', '').waitFor({ state: 'detached' });
  expect(await file()).not.toContain('alias: gateway');
  await page.locator('[role=row]:focus').filter({ hasText: 'web' }).waitFor();
  await eventually('the port to be free', async () => ((await isListening(port)) ? undefined : true));
});

it('is opened by a right click, by its button and in the details, and used by mouse', async () => {
  const { page, file } = await started();
  const more = menu(page, 'web');
  const gone = () => more.waitFor({ state: 'detached' });
  const item = (name: string) => more.getByRole('menuitem', { name, exact: true });

  // It belongs to the row that was clicked, and a click beside it does nothing but close it.
  await row(page, 'web', 'Active').click({ button: 'right', position: { x: 240, y: 20 } });
  await more.waitFor();
  await page.mouse.click(4, 4);
  await gone();
  await row(page, 'web', 'Active').click({ button: 'right', position: { x: 240, y: 20 } });
  await item('Stop').click();
  await row(page, 'web', 'Stopped').waitFor();
  await row(page, 'gateway', 'Active').waitFor();

  // The button opens and closes it. At the edge of a small window it is still all there.
  await page.setViewportSize({ width: 700, height: 560 });
  const button = row(page, 'web', '').getByRole('button', { name: 'More for web' });
  await row(page, 'web', 'Stopped').hover();
  await button.click();
  await more.waitFor();
  expect(await button.getAttribute('aria-expanded')).toBe('true');
  const box = await more.boundingBox();
  if (!box) throw new Error('The menu is not to be seen');
  expect([box.x >= 0, box.y >= 0, box.x + box.width <= 700, box.y + box.height <= 560]).toEqual(Array(4).fill(true));
  await button.click();
  await gone();
  await button.click();
  // What cannot be done now is not done, and the menu stays.
  await item('Open in browser').click({ force: true });
  await item('Start').click();
  await row(page, 'web', 'Active').waitFor();

  await row(page, 'web', 'Active').hover();
  await button.click();
  await item('Duplicate…').click();
  const form = page.getByRole('dialog', { name: 'Add a forward' });
  await eventually('the form to be filled', async () =>
    (await form.getByRole('combobox', { name: 'Forward to' }).inputValue()) === 'service/web' ? true : undefined,
  );
  await page.keyboard.press('Escape');
  await page
    .getByRole('alertdialog', { name: 'Discard what you typed?' })
    .getByRole('button', { name: 'Discard' })
    .click();
  await form.waitFor({ state: 'detached' });

  await row(page, 'web', 'Active').hover();
  await button.click();
  await item('Mute notifications of this group').click();
  await button.click();
  await item('Unmute notifications of this group').click();
  await gone();

  await page.setViewportSize({ width: 1180, height: 720 });
  await row(page, 'web', 'Active').getByText('web', { exact: true }).click();
  await page
    .getByRole('complementary', { name: 'Details of web' })
    .getByRole('button', { name: 'More for web' })
    .click();
  expect(await item('Show details').count()).toBe(0);
  await item('Delete…').click();
  await page.getByRole('alertdialog', { name: 'Delete web?' }).getByRole('button', { name: 'Delete forward' }).click();
  await row(page, 'web', '').waitFor({ state: 'detached' });
  expect(await file()).not.toContain('alias: web');
});

it('has its commands in the palette, with those for all notifications and the theme', async () => {
  const { page, app } = await started();
  const palette = async (text: string, title: RegExp) => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type(text);
    await page.getByRole('option', { name: title, selected: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('dialog').waitFor({ state: 'detached' });
  };
  const isDark = () => app.electronApp.evaluate(({ nativeTheme }) => nativeTheme.shouldUseDarkColors);

  await palette('dark theme', /^Use the dark theme/);
  await eventually('the window to be dark', async () => ((await isDark()) ? true : undefined));
  await palette('light theme', /^Use the light theme/);
  await eventually('the window to be light', async () => ((await isDark()) ? undefined : true));

  await palette('mute all hour', /^Mute all notifications for an hour/);
  await palette('unmute all', /^Unmute all notifications \(muted until \d\d:\d\d\)/);
  await palette('mute web', /^Mute notifications of web for an hour/);
  await palette('unmute web', /^Unmute notifications of web \(muted until/);

  await palette('do not start web', /^Stop web, and do not start it with Portwatch/);
  await row(page, 'web', 'Stopped').waitFor();
});
