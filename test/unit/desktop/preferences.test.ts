import { writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allNotices } from '../../../src/shared/preferences';
import { currentVersion, defaultPreferences, understand } from '../../../src/main/desktop/preference-versions';
import { openPreferences } from '../../../src/main/desktop/preferences';

const bounds = { x: 1, y: 2, width: 800, height: 600 };

describe('a preferences file', () => {
  it('of this version is what it says', () => {
    const preferences = {
      ...defaultPreferences,
      introduced: true,
      saidStillRunning: true,
      bounds,
      theme: 'dark',
      notices: { ...allNotices, sound: false },
      mutes: [{ subject: { kind: 'group', name: 'prod' }, until: 1_700_000_000_000 }],
      logLevel: 'debug',
    };
    const understood = { kind: 'understood', preferences, isMigrated: false };
    expect(understand({ ...preferences, version: currentVersion })).toEqual(understood);
  });

  it('from before versions keeps what it has, and gets the defaults for the rest', () => {
    const preferences = { ...defaultPreferences, introduced: true };
    expect(understand({ introduced: true })).toEqual({ kind: 'understood', preferences, isMigrated: true });
  });

  it('of version 1 keeps what it has, tells of everything, and has the colours of the system', () => {
    const preferences = { ...defaultPreferences, introduced: true, saidStillRunning: true, bounds };
    const file = { introduced: true, saidStillRunning: true, bounds, theme: 'purple', version: 1 };
    expect(understand(file)).toEqual({ kind: 'understood', preferences, isMigrated: true });
  });

  it('of a newer version is used as far as it is known', () => {
    expect(understand({ version: 99, introduced: true, bounds: 'left', more: 1 })).toEqual({
      kind: 'newer',
      version: 99,
      preferences: { ...defaultPreferences, introduced: true },
    });
  });

  it.each([
    undefined,
    null,
    3,
    'text',
    [],
    { version: 'x' },
    { version: -1 },
    { version: 1 },
    { introduced: 'yes' },
    { ...defaultPreferences, version: currentVersion, theme: 'purple' },
    { ...defaultPreferences, version: currentVersion, notices: { sound: true } },
  ])('is damaged when it is %j', (content) => expect(understand(content)).toEqual({ kind: 'damaged' }));
});

/** Writes as electron-store does, which needs Electron. */
function openFile(folder: string) {
  return { set: (values: object) => writeFileSync(join(folder, 'preferences.json'), JSON.stringify(values)) };
}

describe('opening preferences', () => {
  let folder: string;
  let file: string;
  let troubles: string[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portwatch-preferences-'));
    file = join(folder, 'preferences.json');
    troubles = [];
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  const open = () =>
    openPreferences({
      folder,
      openFile,
      now: new Date('2026-01-02T03:04:05.678Z'),
      onTrouble: ({ message }) => troubles.push(message),
    });
  const written = async () => JSON.parse(await readFile(file, 'utf8')) as unknown;

  it('begins with the defaults, and remembers', async () => {
    const preferences = open();
    expect(preferences.get('introduced')).toBe(false);
    preferences.set('introduced', true);
    preferences.set('bounds', bounds);
    expect(open().get('bounds')).toEqual(bounds);
    expect(await written()).toEqual({ ...defaultPreferences, introduced: true, bounds, version: currentVersion });
    expect(troubles).toEqual([]);
  });

  it('tells what is different, and no longer when nobody listens', () => {
    const preferences = open();
    const heard: string[] = [];
    const listening = preferences.onDidChange((key) => heard.push(key));
    preferences.set('theme', 'dark');
    preferences.set('logLevel', 'debug');
    listening.dispose();
    preferences.set('theme', 'light');
    expect(heard).toEqual(['theme', 'logLevel']);
  });

  it('writes what an old version had as this one', async () => {
    await writeFile(file, '{"introduced":true}');
    expect(open().get('introduced')).toBe(true);
    expect(await written()).toEqual({ ...defaultPreferences, introduced: true, version: currentVersion });
  });

  it.each(['{"introduced":tr', '', '[1,2]', '{"version":1}'])(
    'keeps a damaged file aside, and says so once: %s',
    async (text) => {
      await writeFile(file, text);
      open().set('introduced', true);
      expect(troubles).toHaveLength(1);
      expect(troubles[0]).toContain('preferences.json.damaged-2026-01-02T03-04-05-678Z');
      expect(await readFile(`${file}.damaged-2026-01-02T03-04-05-678Z`, 'utf8')).toBe(text);
      expect(open().get('introduced')).toBe(true);
      expect(troubles).toHaveLength(1);
    },
  );

  it('reads the file of a newer version and leaves it alone', async () => {
    const text = '{"version":99,"introduced":true,"theme":"dark"}';
    await writeFile(file, text);
    const preferences = open();
    preferences.set('saidStillRunning', true);
    expect([preferences.get('introduced'), preferences.get('saidStillRunning')]).toEqual([true, true]);
    expect(await readFile(file, 'utf8')).toBe(text);
    expect(await readdir(folder)).toEqual(['preferences.json']);
    expect(troubles).toEqual([expect.stringContaining('newer Portwatch')]);
  });

  it('does without a file that cannot be read', async () => {
    await mkdir(file);
    const preferences = open();
    preferences.set('introduced', true);
    expect(preferences.get('introduced')).toBe(true);
    expect(troubles).toEqual([expect.stringContaining('(EISDIR)')]);
  });

  it('does without a place to write, and says so once', () => {
    const preferences = openPreferences({
      folder: join(folder, 'nowhere'),
      openFile,
      now: new Date(0),
      onTrouble: ({ message }) => troubles.push(message),
    });
    preferences.set('introduced', true);
    expect(preferences.get('introduced')).toBe(true);
    expect(troubles).toEqual([expect.stringContaining('cannot be written (ENOENT)')]);
  });
});
