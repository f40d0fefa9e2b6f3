import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findElectron } from '../../scripts/lib/electron-runtime.mjs';
import type { Look, Picture } from './picture';

const folder = join(import.meta.dirname, 'expected');
const recordFile = join(folder, 'taken-with.json');
/** Where pictures that differ are left to be looked at. */
export const differences = join(import.meta.dirname, '..', '..', '.cache', 'test-results', 'pictures');

/** What decides about pixels: another one draws the same page with other pixels. */
export interface TakenWith {
  readonly platform: string;
  readonly electron: string;
  /** The digest of the font's files. */
  readonly font: string;
}

export function fileOf({ name }: Picture, look: Look): string {
  return join(folder, `${name}-${look}.png`);
}

export async function takenHere(): Promise<TakenWith> {
  const { version } = await findElectron({ announce: false });
  const hash = createHash('sha256');
  for (const style of ['Sans', 'Sans-Bold', 'SansMono']) {
    const file = `/usr/share/fonts/truetype/dejavu/DejaVu${style}.ttf`;
    hash.update(existsSync(file) ? await readFile(file) : style);
  }
  return { platform: `${process.platform} ${process.arch}`, electron: version, font: hash.digest('hex').slice(0, 16) };
}

export async function recorded(): Promise<TakenWith | null> {
  try {
    return JSON.parse(await readFile(recordFile, 'utf8')) as TakenWith;
  } catch {
    return null;
  }
}

/** Why pictures that were taken with one cannot be compared on another; null when they can. */
export function whyIncomparable(then: TakenWith | null, here: TakenWith): string | null {
  if (then === null) return 'No pictures were taken yet: npm run pictures takes them.';
  const changed = (['platform', 'electron', 'font'] as const).filter((key) => then[key] !== here[key]);
  if (changed.length === 0) return null;
  const what = changed.map((key) => `${key} was ${then[key]} and is ${here[key]}`).join(', ');
  return `The pictures were taken elsewhere, which draws other pixels: ${what}. npm run pictures takes them anew.`;
}

/** Removes what was taken before, so that no picture is left of a screen that is gone. */
export async function clear(): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) await rm(join(folder, name));
}

export async function record(here: TakenWith): Promise<void> {
  await writeFile(recordFile, `${JSON.stringify(here, null, 2)}\n`);
}

/** Keeps a picture that is not as it was, and answers where. */
export async function keepDifference(name: string, png: Buffer): Promise<string> {
  const file = join(differences, name);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, png);
  return file;
}
