import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { Page } from 'playwright';
import { gateway, shopWeb, startScene, type Scene } from '../support/scene';

let scene: Scene | null = null;

afterEach(async () => {
  await scene?.dispose();
  scene = null;
});

function row(page: Page, alias: string, word: string) {
  return page.getByRole('row').filter({ hasText: alias }).filter({ hasText: word });
}

it('finds and does commands by keyboard and by mouse, and asks before it stops what leads to production', async () => {
  scene = await startScene({ build: 'built', forwards: [gateway, shopWeb] });
  const page = await scene.app.page();
  await row(page, 'gateway', 'Active').waitFor();
  await row(page, 'web', 'Active').waitFor();
  const field = page.getByRole('combobox');
  const options = page.getByRole('option');
  // Not the field: that is hidden a moment before the window knows that the palette is closed.
  const closed = () => page.locator('dialog').waitFor({ state: 'detached' });

  // By keyboard: the one that is marked is the one that is done.
  await page.keyboard.press('Control+k');
  await page.keyboard.type('stop web');
  await page.getByRole('option', { name: /^Stop web/, selected: true }).waitFor();
  const marked = await field.getAttribute('aria-activedescendant');
  expect(await page.getByRole('option', { selected: true }).getAttribute('id')).toBe(marked);
  await page.keyboard.press('Enter');
  await closed();
  await row(page, 'web', 'Stopped').waitFor();
  await row(page, 'gateway', 'Active').waitFor();

  // By mouse; what was used last stands first, and is now the other way round.
  await page.keyboard.press('Control+k');
  expect(await options.first().textContent()).toContain('Start web');
  await options.first().click();
  await row(page, 'web', 'Active').waitFor();

  // A filter from the palette, and the way back out of it.
  await page.keyboard.press('Control+k');
  await page.keyboard.type('show only active');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /^Active/, pressed: true }).waitFor();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('show all');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /^Active/, pressed: false }).waitFor();

  // Esc does nothing but close it; a text that finds nothing says so.
  await page.keyboard.press('Control+k');
  await page.keyboard.type('no such thing');
  await page.getByText('No command matches “no such thing”.').waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await closed();

  // The help lists the key that opens it, and Esc closes it.
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).getByText('Find a command').waitFor();
  await page.keyboard.press('Escape');
  await closed();

  // Once one of them leads to production, stopping all of them is asked first, and Enter alone means no.
  const file = join(scene.desktop.folder, 'portwatch.yaml');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('- name: demo\n', '- name: demo\n    production: true\n'));
  await row(page, 'gateway', 'production').waitFor();
  const question = page.getByRole('alertdialog', { name: 'Stop 2 forwards?' });
  const stopAll = async () => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('stop all');
    await page.keyboard.press('Enter');
    await question.getByText('gateway · demo').waitFor();
  };
  await stopAll();
  await page.keyboard.press('Enter');
  await closed();
  await row(page, 'gateway', 'Active').waitFor();
  await row(page, 'web', 'Active').waitFor();
  await stopAll();
  await question.getByRole('button', { name: 'Stop 2 forwards' }).click();
  await row(page, 'gateway', 'Stopped').waitFor();
  await row(page, 'web', 'Stopped').waitFor();
});
