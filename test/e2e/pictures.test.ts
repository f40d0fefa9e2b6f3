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
    it(`${picture.name}, ${picture.looks.join(' and ')}`, async () => {
      if (!stage) throw new Error('There is no window');
      const differences: string[] = [];
      for (const [index, look] of picture.looks.entries()) {
        await (index === 0 ? stage.show(picture, look) : stage.turn(look));
        const png = await stage.page.screenshot();
        if (renewing) await writeFile(fileOf(picture, look), small(png));
        else differences.push(...(await differenceFrom(fileOf(picture, look), png)));
      }
      expect(differences).toEqual([]);
    });
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

/** What is different from the picture that is kept, as a sentence; nothing when it is the same. */
async function differenceFrom(file: string, png: Buffer): Promise<readonly string[]> {
  const seen = await keepDifference(basename(file), png);
  const kept = await readFile(file).catch(() => null);
  if (!kept) return [`There is no ${file} yet. Look at ${seen}; if it is right: npm run pictures`];
  const comparison = compare(kept, png);
  if (comparison.kind === 'same') return [];
  if (comparison.difference) await keepDifference(basename(file, '.png') + '-difference.png', comparison.difference);
  return [`${comparison.why} Compare ${file} with ${seen}. If it is meant: npm run pictures`];
}
