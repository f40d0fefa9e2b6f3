import { afterEach, expect, it } from 'vitest';
import type { Page } from 'playwright';
import { eventually } from '../support/eventually';
import { get } from '../support/http';
import { gateway, startScene, type Scene } from '../support/scene';

let scene: Scene | null = null;

afterEach(async () => {
  await scene?.dispose();
  scene = null;
});

/** Presses Tab until what has the focus says this. */
async function tabTo(page: Page, text: string): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press('Tab');
    if ((await page.locator(':focus').textContent())?.includes(text)) return;
  }
  throw new Error(`The keyboard does not get to "${text}"`);
}

it('diagnoses a forward by keyboard, while it goes on forwarding, and puts the report on the clipboard', async () => {
  scene = await startScene({ build: 'built', forwards: [gateway] });
  const { app, cluster, ports } = scene;
  const [port = 0] = ports;
  await eventually('the forward to serve', () => get(port).catch(() => undefined), { timeoutMs: 20_000 });
  const page = await app.page();
  await page.getByRole('row').filter({ hasText: 'gateway' }).filter({ hasText: 'Active' }).waitFor();

  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('d');
  const diagnosis = page.getByRole('region', { name: /^Diagnosis/ });
  await diagnosis.getByRole('status').filter({ hasText: 'Everything is fine.' }).waitFor();
  const steps = await diagnosis.getByRole('listitem').allTextContents();
  expect(steps).toHaveLength(9);
  expect(steps[0]).toContain(`is open, by this Portwatch (pid ${String(app.pid)})`);
  expect(steps.join('\n')).not.toContain(cluster.token);

  await tabTo(page, 'Copy report');
  await page.keyboard.press('Enter');
  await diagnosis.getByText('Copied').waitFor();
  const report = await app.electronApp.evaluate(({ clipboard }) => clipboard.readText());
  expect(report).toMatch(/^gateway \(127\.0\.0\.1:\d+\), looked at /);
  expect(report).toContain('✓ Tunnel');

  const found = diagnosis.getByText(`is open, by this Portwatch (pid ${String(app.pid)})`);
  expect(await found.isVisible()).toBe(false);
  await tabTo(page, 'Local port');
  await page.keyboard.press('Enter');
  await found.waitFor();
  expect(await page.getByRole('row').filter({ hasText: 'Active' }).count()).toBe(1);

  await cluster.faults.closePort('api-gateway', 8080);
  await page.keyboard.press('d');
  await diagnosis.getByRole('status').filter({ hasText: 'Not fine: app.' }).waitFor();
  await diagnosis.getByText('Check that the application in the pod listens on that port.').waitFor();
});
