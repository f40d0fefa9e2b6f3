import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { Locator, Page } from 'playwright';
import { eventually } from '../support/eventually';
import { freePorts, get, isListening } from '../support/http';
import { gateway, startScene, type Scene } from '../support/scene';

let scene: Scene | null = null;

afterEach(async () => {
  await scene?.dispose();
  scene = null;
});

function row(page: Page, alias: string, word: string) {
  return page.getByRole('row').filter({ hasText: alias }).filter({ hasText: word });
}

/** A field with a list to choose from. */
function field(form: Locator, label: string) {
  return form.getByRole('combobox', { name: label });
}

/** What has the focus, by its label. */
function focused(page: Page, label: string) {
  return page.getByRole('combobox', { name: label }).and(page.locator(':focus'));
}

it('adds a forward by keyboard from what the cluster has, changes it, and sees it run', async () => {
  scene = await startScene({ build: 'built', forwards: [gateway] });
  const { desktop, app, ports } = scene;
  const config = join(desktop.folder, 'portwatch.yaml');
  const page = await app.page();
  await row(page, 'gateway', 'Active').waitFor();

  await page.keyboard.press('n');
  const form = page.getByRole('dialog', { name: 'Add a forward' });
  await form.waitFor();
  // The context is kubectl's own, and its namespace: what is left is what to forward to.
  await focused(page, 'Forward to').waitFor();
  expect(await field(form, 'Context').inputValue()).toBe('demo');
  expect(await field(form, 'Namespace').inputValue()).toBe('shop');
  await page.keyboard.type('web');
  await form.getByRole('option', { name: /service\s*web/ }).waitFor();
  await page.keyboard.press('Enter');
  expect(await field(form, 'Forward to').inputValue()).toBe('service/web');
  await eventually('a local port to be suggested', async () =>
    (await form.getByLabel('Local port').inputValue()) === '' ? undefined : true,
  );
  await form.getByLabel('Local port').fill(String(ports[0]));
  await form.getByText('gateway of this list is meant to listen there.').waitFor();
  const [spare = 0] = await freePorts(1);
  await form.getByLabel('Local port').fill(String(spare));
  await form.getByText('Free', { exact: true }).waitFor();
  await form.getByText(`localPort: ${String(spare)}`).waitFor();
  await page.keyboard.press('Control+Enter');
  await form.waitFor({ state: 'detached' });
  await page.getByRole('complementary', { name: 'Details of web' }).waitFor();
  await row(page, 'web', 'Active').waitFor();
  expect(await get(spare)).not.toBe('');

  await page.keyboard.press('e');
  const edit = page.getByRole('dialog', { name: 'Edit web' });
  await edit.getByLabel('Name', { exact: true }).fill('storefront');
  await edit.getByText('alias: storefront').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('alertdialog', { name: 'Discard what you typed?' }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+Enter');
  await edit.waitFor({ state: 'detached' });
  await row(page, 'storefront', 'Active').waitFor();
  expect(await readFile(config, 'utf8')).toContain('alias: storefront');
});

it('fills the form from a pasted command by mouse, tells of a change by somebody else, and deletes what it added', async () => {
  scene = await startScene({ build: 'built', forwards: [gateway] });
  const { desktop, app } = scene;
  const config = join(desktop.folder, 'portwatch.yaml');
  const page = await app.page();
  await row(page, 'gateway', 'Active').waitFor();
  const [spare = 0] = await freePorts(1);

  await page.getByRole('button', { name: 'Add a forward' }).first().click();
  const form = page.getByRole('dialog', { name: 'Add a forward' });
  await form
    .getByLabel('Paste a kubectl command')
    .fill(`kubectl --context demo port-forward -n shop deploy/web ${String(spare)}:3000`);
  await eventually('the fields to be filled', async () =>
    (await field(form, 'Forward to').inputValue()) === 'deployment/web' ? true : undefined,
  );
  expect(await form.getByLabel('Local port').inputValue()).toBe(String(spare));
  await form.getByRole('button', { name: 'Add forward' }).click();
  await form.waitFor({ state: 'detached' });
  await row(page, 'web', 'Active').waitFor();

  await page.keyboard.press('e');
  const edit = page.getByRole('dialog', { name: 'Edit web' });
  await edit.getByLabel('Name', { exact: true }).fill('mine');
  await edit.getByText('alias: mine').waitFor();
  await writeFile(
    config,
    (await readFile(config, 'utf8')).replace('port: 3000', 'port: 3000\n            group: theirs'),
  );
  await edit.getByRole('button', { name: 'Save changes' }).click();
  await edit.getByText('The config file has changed').waitFor();
  await edit.getByRole('button', { name: 'Read the file again' }).click();
  await edit.getByRole('alert').waitFor({ state: 'detached' });
  await edit.getByRole('button', { name: 'Save changes' }).click();
  await edit.waitFor({ state: 'detached' });
  const text = await readFile(config, 'utf8');
  expect([text.includes('alias: mine'), text.includes('group: theirs')]).toEqual([true, true]);

  await row(page, 'mine', 'Active').waitFor();
  await page.keyboard.press('e');
  const again = page.getByRole('dialog', { name: 'Edit mine' });
  await again.getByRole('button', { name: 'Delete…' }).click();
  await page.getByRole('alertdialog', { name: 'Delete mine?' }).getByRole('button', { name: 'Delete forward' }).click();
  await again.waitFor({ state: 'detached' });
  await row(page, 'mine', 'Active').waitFor({ state: 'detached' });
  expect(await readFile(config, 'utf8')).not.toContain('alias: mine');
  await eventually('the port to be free', async () => ((await isListening(spare)) ? undefined : true));
});

it('hands several pasted commands over to the import with one click, or one key, and says why one is none', async () => {
  scene = await startScene({ build: 'built', forwards: [gateway] });
  const { app } = scene;
  const page = await app.page();
  await row(page, 'gateway', 'Active').waitFor();
  const [first = 0, second = 0] = await freePorts(2);
  const command = (target: string, ports: string) => `kubectl --context demo -n shop port-forward ${target} ${ports}`;
  const commands = `${command('svc/web', `${String(first)}:8080`)}\n${command('svc/slow-reports', `${String(second)}:9090`)}\n`;
  const form = page.getByRole('dialog', { name: 'Add a forward' });
  const field = form.getByLabel('Paste a kubectl command');
  const imported = page.getByRole('dialog', { name: 'Import forwards' });
  const paste = async (text: string) => {
    await app.electronApp.evaluate(({ clipboard }, copied) => clipboard.writeText(copied), text);
    await page.keyboard.press('Control+v');
  };

  // By mouse; what is pasted is kept, and what it is not is said.
  await page.getByRole('button', { name: 'Add a forward' }).first().click();
  await field.click();
  await paste('kubectl port-forward web');
  await form.getByText('"web": it needs a target and a port.').waitFor();
  await field.fill('');
  await paste(commands);
  await form.getByText('These are 2 forwards.').waitFor();
  await form.getByRole('button', { name: 'Import them…' }).click();
  await imported.getByText('2 forwards can be added.').waitFor();
  await page.keyboard.press('Escape');
  await imported.waitFor({ state: 'detached' });

  // By keyboard, from wherever in the form it is pasted.
  await page.keyboard.press('n');
  await focused(page, 'Forward to').waitFor();
  await paste(commands);
  await form.getByText('These are 2 forwards.').waitFor();
  await form.getByRole('button', { name: 'Import them…' }).focus();
  await page.keyboard.press('Enter');
  await imported.getByText('2 forwards can be added.').waitFor();
  await imported.getByRole('button', { name: 'Add 2 forwards' }).focus();
  await page.keyboard.press('Enter');
  await imported.getByRole('heading', { name: '2 forwards added' }).waitFor();
  await page.keyboard.press('Escape');
  await row(page, 'web', 'Active').waitFor();
  expect(await get(first)).not.toBe('');
});
