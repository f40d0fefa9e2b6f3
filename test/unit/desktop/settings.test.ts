import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { applicationMenu } from '../../../src/main/desktop/application-menu-template';
import { Emitter } from '../../../src/main/base/emitter';
import { showFile } from '../../../src/main/desktop/files';
import { Mutes } from '../../../src/main/desktop/mutes';
import { defaultPreferences, type Preferences } from '../../../src/main/desktop/preference-versions';
import { Settings } from '../../../src/main/desktop/settings';
import { settingsHandlers } from '../../../src/main/desktop/settings-handlers';
import { followTheme, type NativeTheme } from '../../../src/main/desktop/theme';
import type { LogLevel } from '../../../src/shared/log-level';
import { FakeClock, settle } from '../../support/fake-clock';
import { fakeApplication } from './fake-application';

function somePreferences() {
  const changed = new Emitter<keyof Preferences>();
  let values = defaultPreferences;
  return {
    path: '/config/preferences.json',
    onDidChange: changed.event,
    get: <K extends keyof Preferences>(key: K) => values[key],
    set: <K extends keyof Preferences>(key: K, value: Preferences[K]) => {
      values = { ...values, [key]: value };
      changed.fire(key);
    },
  };
}

function prepared(given: LogLevel | null = null) {
  const clock = new FakeClock();
  const { application, situation, calls } = fakeApplication(clock);
  const preferences = somePreferences();
  const mutes = new Mutes(clock, preferences);
  const levels: LogLevel[] = [];
  const log = { path: '/logs/portwatch.log', given, setLevel: (level: LogLevel) => void levels.push(level) };
  const loginItem = {
    state: () => Promise.resolve({ kind: 'on' } as const),
    set: () => Promise.resolve({ ok: true } as const),
  };
  const about = { version: '1.2.3', parts: ['Electron 45'] };
  const settings = new Settings({ application, preferences, mutes, loginItem, log, about });
  const handlers = settingsHandlers({
    application,
    settings,
    preferences,
    mutes,
    loginItem,
    log,
    shell: { showItemInFolder: () => undefined, openPath: () => Promise.resolve('') },
    places: () => ({ config: null, log: log.path, preferences: null, licences: null }),
  });
  return { clock, settings, handlers, preferences, situation, calls, levels, mutes };
}

describe('Settings', () => {
  it('are one picture of all that is kept in different places', async () => {
    const { settings } = prepared();
    expect(await settings.view()).toMatchObject({
      theme: 'system',
      startAtLogin: { kind: 'on' },
      log: { path: '/logs/portwatch.log', level: 'info', isGiven: false },
      config: { path: '/etc/p.yaml' },
      about: { version: '1.2.3', preferencesPath: '/config/preferences.json' },
    });
  });

  it('are kept, and told anew when they are different, whoever changed them', async () => {
    const { settings, handlers, situation, clock } = prepared();
    const themes: string[] = [];
    const following = settings.follow(({ theme }) => themes.push(theme));
    await handlers.setTheme({ theme: 'dark' });
    await settle();
    expect(themes).toEqual(['dark']);
    situation.fire(fakeApplication(clock).state.current);
    await settle();
    expect(themes).toEqual(['dark', 'dark']);
    following.dispose();
    await handlers.setTheme({ theme: 'light' });
    await settle();
    expect(themes).toHaveLength(2);
  });

  it('choose notifications one by one', async () => {
    const { handlers, preferences } = prepared();
    await handlers.setNotice({ notice: 'sound', wanted: false });
    await handlers.setNotice({ notice: 'hung', wanted: false });
    expect(preferences.get('notices')).toMatchObject({ sound: false, hung: false, failed: true });
  });

  it('mute and unmute', async () => {
    const { handlers, mutes } = prepared();
    await handlers.mute({ subject: { kind: 'all' }, forMs: 1_000 });
    expect(mutes.current).toHaveLength(1);
    await handlers.unmute({ subject: { kind: 'all' } });
    expect(mutes.current).toEqual([]);
  });

  it('change what is logged at once', async () => {
    const { handlers, levels, preferences } = prepared();
    await handlers.setLogLevel({ level: 'debug' });
    expect([levels, preferences.get('logLevel')]).toEqual([['debug'], 'debug']);
  });

  it('leave the log as the command line wants it, until the next start', async () => {
    const { handlers, levels, settings } = prepared('warn');
    await handlers.setLogLevel({ level: 'debug' });
    expect(levels).toEqual([]);
    expect((await settings.view()).log).toMatchObject({ level: 'warn', isGiven: true });
  });

  it('of forwards go into the config file', async () => {
    const { handlers, calls } = prepared();
    await handlers.editSettings({ lanes: 2 });
    expect(calls).toEqual(['settings {"lanes":2}']);
  });
});

describe('A file that is to be shown', () => {
  it('is shown or opened when it is there, and missed with its name when it is not', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'portwatch-files-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, 'pw.yaml');
    const done: string[] = [];
    const shell = {
      showItemInFolder: (shown: string) => void done.push(`shown ${shown}`),
      openPath: (opened: string) => (done.push(`opened ${opened}`), Promise.resolve('')),
    };
    const places = () => ({ config: path, log: null, preferences: null, licences: null });
    expect(await showFile(shell, places, { file: 'config', how: 'reveal' })).toMatchObject({
      ok: false,
      message: `${path} does not exist.`,
    });
    await writeFile(path, '');
    expect(await showFile(shell, places, { file: 'config', how: 'reveal' })).toEqual({ ok: true });
    expect(await showFile(shell, places, { file: 'config', how: 'open' })).toEqual({ ok: true });
    expect(done).toEqual([`shown ${path}`, `opened ${path}`]);
    expect(await showFile(shell, places, { file: 'log', how: 'open' })).toMatchObject({ ok: false });
  });

  it('says why the system would not open it', async () => {
    const shell = { showItemInFolder: () => undefined, openPath: () => Promise.resolve('no program for it') };
    const places = () => ({ config: import.meta.filename, log: null, preferences: null, licences: null });
    expect(await showFile(shell, places, { file: 'config', how: 'open' })).toMatchObject({
      message: expect.stringContaining('no program for it') as string,
    });
  });
});

describe('The theme', () => {
  it('is that of the preferences from the start, and the ground of the window follows it', () => {
    const preferences = somePreferences();
    preferences.set('theme', 'dark');
    const listeners = new Set<() => void>();
    const native: NativeTheme = {
      themeSource: 'system',
      get shouldUseDarkColors() {
        return native.themeSource === 'dark';
      },
      on: (_, listener) => listeners.add(listener),
      off: (_, listener) => listeners.delete(listener),
    };
    const grounds: string[] = [];
    const following = followTheme(preferences, native, (ground) => grounds.push(ground));
    expect(native.themeSource).toBe('dark');
    preferences.set('theme', 'light');
    expect(native.themeSource).toBe('light');
    for (const listener of listeners) listener();
    expect(grounds).toEqual(['#ffffff']);
    following.dispose();
    expect(listeners.size).toBe(0);
  });
});

describe('The menu of macOS', () => {
  it('leads to the settings, a new forward and an import', () => {
    const visited: unknown[] = [];
    const menu = applicationMenu((command) => visited.push(command));
    for (const { submenu } of menu) {
      if (!Array.isArray(submenu)) continue;
      for (const { click, accelerator } of submenu) if (accelerator) (click as () => void)();
    }
    expect(visited).toEqual([
      { kind: 'visit', place: { kind: 'settings' } },
      { kind: 'visit', place: { kind: 'add' } },
      { kind: 'visit', place: { kind: 'import' } },
      { kind: 'show-window' },
    ]);
  });
});
