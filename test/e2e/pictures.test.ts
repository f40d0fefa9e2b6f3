import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compare, small } from '../visual/compare';
import { pictures } from '../visual/pictures';
import { clear, fileOf, keepDifference, record, recorded, takenHere, whyIncomparable } from '../visual/store';
import { openStage, type StageWindow } from '../visual/window';

/** Set by `npm run pictures`: what is seen now is what is expected from now on. */
const renewing = process.env.PORTWATCH_RENEW_PICTURES === '1';
const here = await takenHere();
const why = renewing ? null : whyIncomparable(await recorded(), here);

let stage: StageWindow | null = null;

describe.skipIf(why !== null)('the window looks as it did', () => {
  beforeAll(async () => {
    if (renewing) await clear();
    stage = await openStage();
  });

  afterAll(async () => {
    await stage?.dispose();
    if (renewing) await record(here);
  });

  for (const picture of pictures) {
    for (const look of picture.looks) {
      it(`${picture.name}, ${look}`, async () => {
        if (!stage) throw new Error('There is no window');
        await stage.show(picture, look);
        const png = await stage.page.screenshot();
        const file = fileOf(picture, look);
        if (renewing) return writeFile(file, small(png));
        const comparison = compare(await readFile(file), png);
        if (comparison.kind === 'same') return;
        const seen = await keepDifference(basename(file), png);
        if (comparison.difference) {
          await keepDifference(basename(file, '.png') + '-difference.png', comparison.difference);
        }
        expect.fail(`${comparison.why} Compare ${file} with ${seen}. If it is meant: npm run pictures`);
      });
    }
  }

  it('would be seen to differ: one pixel to the right, or one colour a little off', async () => {
    if (!stage) throw new Error('There is no window');
    const [picture] = pictures;
    if (!picture) throw new Error('There is no picture');
    await stage.show(picture, 'light');
    const { page } = stage;
    const png = await page.screenshot();
    expect(compare(png, await page.screenshot())).toEqual({ kind: 'same' });

    /** Sets a property where the page's own rules allow it, and takes it back. */
    const altered = async (selector: string, property: string, value: string) => {
      const style = `document.querySelector('${selector}').style`;
      await page.evaluate(`${style}.setProperty('${property}', '${value}')`);
      const { kind } = compare(png, await page.screenshot());
      await page.evaluate(`${style}.removeProperty('${property}')`);
      return kind;
    };
    expect(await altered('h1', 'transform', 'translateX(1px)')).toBe('different');
    expect(await altered('html', '--ok', '#1a8352')).toBe('different');
    expect(await altered('html', '--ground-hover', '#f0f3f7')).toBe('same');
  });
});

it.runIf(why !== null)(`is not compared here: ${why ?? ''}`, () => {
  expect(why).not.toBeNull();
});
