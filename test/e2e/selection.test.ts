import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Locator, Page } from 'playwright';
import { eventually } from '../support/eventually';
import { get } from '../support/http';
import { eventsOf, gateway, shopWeb, startScene, type Scene } from '../support/scene';

let scene: Scene;
let page: Page;

beforeAll(async () => {
  scene = await startScene({ build: 'built', forwards: [gateway, shopWeb, { ...shopWeb, alias: 'website' }] });
  page = await scene.app.page();
  for (const alias of ['gateway', 'web', 'website']) await row(alias, 'Active').waitFor();
});

afterAll(async () => {
  await scene.dispose();
});

function row(alias: string, word: string): Locator {
  return page
    .getByRole('row')
    .filter({ has: page.getByText(alias, { exact: true }) })
    .filter({ hasText: word });
}

const bar = (): Locator => page.getByRole('region', { name: 'Selected forwards' });
const outcome = (): Locator => page.getByRole('region', { name: 'What became of it' });

it('stops and starts several forwards by keyboard, and says what became of each', async () => {
  await page.keyboard.press('Home');
  await page.keyboard.press('Space');
  await page.keyboard.press('Shift+ArrowDown');
  await bar().getByText('2 selected').waitFor();
  expect(await page.locator('[role=row][aria-selected=true]').count()).toBe(2);

  await page.keyboard.press('s');
  await outcome().getByText('2 stopped').waitFor();
  await row('gateway', 'Stopped').waitFor();
  await row('web', 'Stopped').waitFor();
  await row('website', 'Active').waitFor();

  await page.keyboard.press('s');
  await outcome().getByText('2 started').waitFor();
  const [port = 0] = scene.ports;
  await eventually('the forward to serve again', () => get(port).catch(() => undefined), { timeoutMs: 20_000 });

  await page.keyboard.press('Escape');
  await bar().waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
  await outcome().waitFor({ state: 'detached' });
});

it('restarts all of them by mouse, each once', async () => {
  const before = (await eventsOf(scene, 'forward.connected')).length;
  await row('gateway', 'Active').click({ modifiers: ['Control'], position: { x: 200, y: 10 } });
  await row('website', 'Active').click({ modifiers: ['Shift'], position: { x: 200, y: 10 } });
  await bar().getByText('3 selected').waitFor();
  await bar().getByRole('button', { name: 'Restart' }).click();
  await outcome().getByText('3 restarted').waitFor();
  const connected = await eventually('three new tunnels', async () => {
    const now = (await eventsOf(scene, 'forward.connected')).length;
    return now >= before + 3 ? now : undefined;
  });
  expect(connected).toBe(before + 3);
  await bar().getByRole('button', { name: 'Clear' }).click();
  await outcome().getByRole('button', { name: 'Close' }).click();
  expect(await bar().count()).toBe(0);
});

it('folds a group away and brings it back, by keyboard', async () => {
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowLeft');
  await row('gateway', 'Active').waitFor({ state: 'detached' });
  expect(await page.locator(':focus').getAttribute('aria-expanded')).toBe('false');
  await page.keyboard.press('ArrowRight');
  await row('gateway', 'Active').waitFor();
});

it('still has the charts of a forward after the page was reloaded', async () => {
  await row('gateway', 'Active').getByText('gateway', { exact: true }).click();
  const traffic = page.getByRole('img', { name: /^Traffic, received in the last 10 minutes/ });
  await traffic.waitFor();
  /** Where the chart's oldest measurement stands, from its left edge. It moves to the left as time goes by. */
  const oldest = async () =>
    Number(/^M([\d.]+) /.exec((await traffic.locator('path.area').getAttribute('d')) ?? '')?.[1]);
  const before = await oldest();
  expect(before).toBeLessThan(600);
  await page.reload();
  await row('gateway', 'Active').getByText('gateway', { exact: true }).click();
  await traffic.waitFor();
  await eventually('the chart to reach back as far', async () => ((await oldest()) <= before ? true : undefined));
});
