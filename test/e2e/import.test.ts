import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Page } from 'playwright';
import { eventually } from '../support/eventually';
import { freePorts, get } from '../support/http';
import { gateway, startScene, type Scene } from '../support/scene';

/** Importing, picking from a cluster and exporting, in the real window with real files. Each test leaves the config as it was. */

let scene: Scene;
let page: Page;
let before: string;

beforeAll(async () => {
  scene = await startScene({ build: 'built', forwards: [gateway] });
  page = await scene.app.page();
  await row('gateway').waitFor();
  before = await config();
});

afterAll(() => scene.dispose());

const row = (name: string) => page.getByRole('row').filter({ hasText: name });
const configPath = () => join(scene.desktop.folder, 'portwatch.yaml');
const config = () => readFile(configPath(), 'utf8');
const serves = (port: number) =>
  eventually(`port ${String(port)} to serve`, () => get(port).catch(() => undefined), { timeoutMs: 20_000 });

/** The next file dialogs of the system answer with this path. */
async function answerDialogs(path: string): Promise<void> {
  await scene.app.electronApp.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen });
  }, path);
}

it('imports pasted commands by keyboard, on another port where that is taken, and takes them back', async () => {
  const [taken = 0] = scene.ports;
  const [free = 0] = await freePorts(1);
  await page.keyboard.press('i');
  const dialog = page.getByRole('dialog', { name: 'Import forwards' });
  await dialog.getByLabel('Or paste text').focus();
  await page.keyboard.insertText(
    `kubectl --context demo -n shop port-forward svc/web ${String(free)}:8080\n` +
      `kubectl --context demo -n shop port-forward svc/slow-reports ${String(taken)}:9090`,
  );
  await page.keyboard.press('Control+Enter');
  await dialog.getByText('1 forward can be added, 1 is in conflict.').waitFor();
  expect(await config()).toBe(before);

  const clashing = dialog.getByRole('checkbox', { name: 'Add service/slow-reports' });
  expect(await clashing.isChecked()).toBe(false);
  await dialog.getByText(`Port ${String(taken)} is taken by gateway (service/api-gateway)`).waitFor();
  const proposed = await dialog.getByLabel('Local port of service/slow-reports').inputValue();
  expect(proposed).not.toBe(String(taken));
  await clashing.focus();
  await page.keyboard.press('Space');
  await dialog.getByRole('button', { name: 'Add 2 forwards' }).focus();
  await page.keyboard.press('Enter');

  await dialog.getByRole('heading', { name: '2 forwards added' }).waitFor();
  expect(await config()).toContain(`localPort: ${proposed}`);
  await row('service/web').waitFor();
  await serves(free);

  await dialog.getByRole('button', { name: 'Undo' }).focus();
  await page.keyboard.press('Enter');
  await dialog.getByRole('heading', { name: '2 forwards taken out again' }).waitFor();
  expect(await config()).toBe(before);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await row('service/web').waitFor({ state: 'detached' });
});

it('imports a file by mouse: chosen, dropped, found again after the window was reloaded', async () => {
  const [port = 0, other = 0] = await freePorts(2);
  const path = join(scene.desktop.folder, 'forwards.sh');
  await writeFile(path, `kubectl --context demo -n shop port-forward svc/web ${String(port)}:8080\n`);
  await answerDialogs(path);
  await page.keyboard.press('i');
  const dialog = page.getByRole('dialog', { name: 'Import forwards' });
  await dialog.getByRole('button', { name: 'Choose a file…' }).click();
  await dialog.getByLabel('Local port of service/web').fill('70000');
  await dialog.getByText('A local port is a whole number from 1 to 65535.').waitFor();
  expect(await dialog.getByRole('button', { name: 'Add 1 forward' }).isDisabled()).toBe(true);
  await dialog.getByLabel('Local port of service/web').fill(String(other));
  await dialog.getByRole('button', { name: 'Add 1 forward' }).click();
  await dialog.getByRole('heading', { name: '1 forward added' }).waitFor();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await serves(other);

  await page.reload();
  await row('gateway').waitFor();
  await page.keyboard.press('i');
  await dialog.getByText('1 forward added to').waitFor();
  await dialog.getByRole('button', { name: 'Undo' }).click();
  await dialog.getByRole('heading', { name: '1 forward taken out again' }).waitFor();
  expect(await config()).toBe(before);
  await dialog.getByRole('button', { name: 'Close' }).first().click();

  await drop('holiday.json', '{"photos": 12}');
  await dialog.getByText('holiday.json: it is neither of kportal').waitFor();
  await dialog.getByRole('button', { name: 'Back' }).click();
  await drop('mine.sh', await readFile(path, 'utf8'));
  await dialog.getByText('1 forward can be added.').waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await page.keyboard.press('i');
  await dialog.getByText('1 forward can be added.').waitFor();
  await dialog.getByRole('button', { name: 'Back' }).click();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  expect(await config()).toBe(before);
});

it('picks services of a cluster, searches among them, and adds the chosen ones', async () => {
  await page.keyboard.press('Control+k');
  await page.keyboard.insertText('Add services of a cluster');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Add services of a cluster' });
  await dialog.getByRole('checkbox', { name: 'shop' }).and(dialog.locator(':checked')).waitFor();
  await dialog.getByRole('checkbox', { name: 'data' }).check();
  await dialog.getByRole('button', { name: 'Look for services' }).click();
  await dialog.getByText('0 of 5 selected').waitFor();
  expect(await dialog.getByRole('button', { name: 'Add' }).isDisabled()).toBe(true);
  await dialog.getByRole('checkbox', { name: 'Add web' }).check();
  const port = Number(await dialog.getByLabel('Local port of web').inputValue());
  await dialog.getByRole('button', { name: 'Add 1 forward' }).click();
  await dialog.getByRole('heading', { name: '1 forward added' }).waitFor();
  await serves(port);
  await dialog.getByRole('button', { name: 'Undo' }).click();
  await dialog.getByRole('heading', { name: '1 forward taken out again' }).waitFor();
  expect(await config()).toBe(before);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
});

it('exports to the clipboard and to a file that only its owner reads, and says what is lost', async () => {
  const path = join(scene.desktop.folder, 'exported.sh');
  await answerDialogs(path);
  await page.keyboard.press('i');
  await page.getByRole('button', { name: 'Export…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export forwards' });
  await dialog.getByText('kubectl commands').click();
  const text = dialog.getByLabel('The exported text');
  await eventually('the commands', async () => ((await text.inputValue()).includes('kubectl') ? true : undefined));
  await dialog.getByText('gateway: alias: kubectl has nothing like it.').waitFor();
  await dialog.getByRole('button', { name: 'Copy' }).click();
  await dialog.getByText('Copied').waitFor();
  expect(await scene.app.electronApp.evaluate(({ clipboard }) => clipboard.readText())).toBe(await text.inputValue());
  await dialog.getByRole('button', { name: 'Save as…' }).click();
  await dialog.getByText(`Saved to ${path}`).waitFor();
  expect(await readFile(path, 'utf8')).toBe(await text.inputValue());
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
});

/** Drops a file onto the window, as a file manager would. */
async function drop(name: string, text: string): Promise<void> {
  // As text, since tests know no types of pages.
  const data = await page.evaluateHandle(`(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([${JSON.stringify(text)}], ${JSON.stringify(name)}));
    return transfer;
  })()`);
  for (const type of ['dragenter', 'dragover', 'drop']) await page.dispatchEvent('body', type, { dataTransfer: data });
}
