import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Look } from '../visual/picture';
import { pictures } from '../visual/pictures';
import { openStage, type StageWindow } from '../visual/window';

const looks: readonly Look[] = ['light', 'dark', 'contrast'];
const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

let stage: StageWindow | null = null;
let axe = '';

beforeAll(async () => {
  axe = await readFile(axeFile, 'utf8');
  stage = await openStage();
});

afterAll(async () => stage?.dispose());

function opened(): StageWindow {
  if (!stage) throw new Error('There is no window');
  return stage;
}

/**
 * What axe has against the page, one line for each element, so that a failure reads as a list of what to do. Where a dialog is
 * open, against that: nobody reaches what is behind it, which has pictures of its own.
 */
async function violations(page: Page, rules: 'all' | 'colours' = 'all'): Promise<readonly string[]> {
  await page.evaluate(axe);
  const only = rules === 'all' ? '{}' : "{ runOnly: ['color-contrast'] }";
  const front = "[...document.querySelectorAll('dialog[open]')].at(-1) ?? document";
  const { violations: found } = await page.evaluate<AxeResults>(`axe.run(${front}, ${only})`);
  return found.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.html}`));
}

describe('axe finds nothing against', () => {
  for (const picture of pictures) {
    it(`${picture.name}, in any look`, async () => {
      const { page, show, turn } = opened();
      for (const [index, look] of looks.entries()) {
        await (index === 0 ? show(picture, look) : turn(look));
        // The page is the same in every look, but for its colours.
        expect(await violations(page, look === 'light' ? 'all' : 'colours'), look).toEqual([]);
      }
    });
  }

  it('a page only if there is nothing: a button without a name is found', async () => {
    const { page, show } = opened();
    const [picture] = pictures;
    if (!picture) throw new Error('There is no picture');
    await show(picture, 'light');
    await page.evaluate("document.querySelector('main').append(document.createElement('button'))");
    expect(await violations(page)).toEqual([expect.stringContaining('button-name')]);
  });
});

describe('without a pointer and without a look', () => {
  const well = pictures.find(({ name }) => name === 'well');

  it('a hang and a recovery are said by themselves, once each', async () => {
    const { page, show } = opened();
    if (!well) throw new Error('There is no such picture');
    await show(well, 'light');
    const said = page.locator('[aria-live=polite]').first();
    const id = '127.0.0.1:5432';
    const hung = { type: 'watchdog.hung', elapsedMs: 17_000, heartbeats: 3, phase: 'forwarding', suspect: 'pod' };
    await page.evaluate(`stageApi.happen(${JSON.stringify({ id: 1, time: 0, forwardId: id, ...hung })})`);
    expect(await said.textContent()).toBe('orders-db is hung. No progress for 17 s: the pod does not answer.');
    const back = { id: 2, time: 0, forwardId: id, type: 'watchdog.recovered', hungForMs: 21_000 };
    await page.evaluate(`stageApi.happen(${JSON.stringify(back)})`);
    expect(await said.textContent()).toBe('orders-db is back after 21 s.');
  });

  it('Tab goes through the window as it reads: what is true of all, the filter, the list', async () => {
    const { page, show } = opened();
    if (!well) throw new Error('There is no such picture');
    await show(well, 'light');
    const tops: number[] = [];
    for (let presses = 0; presses < 8; presses += 1) {
      await page.keyboard.press('Tab');
      const box = await page.locator(':focus').boundingBox();
      tops.push(Math.round(box?.y ?? -1));
      expect(await outlineOf(page), `the focus is seen after ${String(presses + 1)} Tabs`).not.toBe('none');
    }
    expect(tops.every((top) => top >= 0)).toBe(true);
    // Rows of buttons are not all of one height: what counts is that it never jumps back up.
    expect(tops.every((top, index) => index === 0 || top >= (tops[index - 1] ?? 0) - 20)).toBe(true);
  });

  it('a dialog keeps the keyboard, Esc closes it, and the keyboard is where it was', async () => {
    const { page, show } = opened();
    if (!well) throw new Error('There is no such picture');
    await show(well, 'light');
    await page.keyboard.press('ArrowDown');
    const before = await page.locator(':focus').getAttribute('id');
    await page.keyboard.press('?');
    for (let presses = 0; presses < 6; presses += 1) {
      await page.keyboard.press('Tab');
      const outside = await page.locator('.window :focus').count();
      expect(outside, 'nothing behind the dialog has the keyboard').toBe(0);
    }
    await page.keyboard.press('Escape');
    await page.locator('dialog[open]').waitFor({ state: 'detached' });
    expect(await page.locator(':focus').getAttribute('id')).toBe(before);
  });

  it('nothing moves when the system asks for less motion', async () => {
    const { page, show } = opened();
    const ill = pictures.find(({ name }) => name === 'ill');
    if (!ill) throw new Error('There is no such picture');
    await show(ill, 'light');
    expect(await page.evaluate('document.getAnimations().length')).toBe(0);
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    expect(await page.evaluate('document.getAnimations().length')).toBeGreaterThan(0);
  });
});

/** How the focus is drawn: the element's own outline, or that of what is around it. */
async function outlineOf(page: Page): Promise<string> {
  return page.evaluate<string>(`(() => {
    for (let node = document.activeElement; node && node !== document.body; node = node.parentElement) {
      const { outlineStyle } = getComputedStyle(node);
      if (outlineStyle !== 'none') return outlineStyle;
    }
    return 'none';
  })()`);
}
