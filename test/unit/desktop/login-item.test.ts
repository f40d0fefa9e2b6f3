import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { autostartEntry, execValue, readAutostartEntry } from '../../../src/main/desktop/autostart-entry';
import { AutostartFile, autostartFile } from '../../../src/main/desktop/login-item-linux';
import { type LoginItems, NativeLoginItem } from '../../../src/main/desktop/login-item-native';

const command = ['/opt/Portwatch/portwatch', '--config', '/home/mia/my forwards.yaml'];

describe('An autostart entry', () => {
  it('is what desktops expect', () => {
    expect(autostartEntry(command).split('\n')).toEqual([
      '[Desktop Entry]',
      'Type=Application',
      'Version=1.5',
      'Name=Portwatch',
      'Comment=Keeps Kubernetes port-forwards alive',
      'Exec=/opt/Portwatch/portwatch --config "/home/mia/my forwards.yaml"',
      'Terminal=false',
      'StartupNotify=false',
      '',
    ]);
  });

  it.each([
    [['/a b/c'], '"/a b/c"'],
    [['/a', '100%'], '/a 100%%'],
    [['/a"b'], String.raw`"/a\\"b"`],
    [['/a$b`c'], '"/a\\\\$b\\\\`c"'],
    [['C\\d'], String.raw`"C\\\\d"`],
  ])('names %j as %s', (given, exec) => expect(execValue(given)).toBe(exec));

  it.each([
    ['is obeyed', 'Exec=/a\n', true],
    ['that is hidden is not', 'Exec=/a\nHidden=true\n', false],
    ['that GNOME has switched off is not', 'Exec=/a\nX-GNOME-Autostart-enabled=false\n', false],
    ['without a program is not', 'Name=Portwatch\n', false],
    ['of an action is not the entry', '[Desktop Action x]\nExec=/a\n', false],
  ])('%s', (_, lines, isEnabled) => {
    expect(readAutostartEntry(`[Desktop Entry]\n${lines}`).isEnabled).toBe(isEnabled);
  });
});

describe('Starting at log-in on Linux', () => {
  let folder: string;
  let file: string;
  let item: AutostartFile;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portwatch-autostart-'));
    file = autostartFile({ XDG_CONFIG_HOME: folder });
    item = new AutostartFile(file, command);
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('is an entry in the autostart folder of the user', async () => {
    expect(file).toBe(join(folder, 'autostart', 'portwatch.desktop'));
    expect(autostartFile({ HOME: '/home/mia', XDG_CONFIG_HOME: 'relative' })).toBe(
      '/home/mia/.config/autostart/portwatch.desktop',
    );
    expect(await item.state()).toEqual({ kind: 'off' });
    expect(await item.set(true)).toEqual({ ok: true });
    expect(await item.state()).toEqual({ kind: 'on' });
    expect(await readFile(file, 'utf8')).toBe(autostartEntry(command));
    expect((await stat(file)).mode & 0o777).toBe(0o644);
  });

  it('is off when the entry is gone, and may be switched off twice', async () => {
    await item.set(true);
    expect(await item.set(false)).toEqual({ ok: true });
    expect(await item.set(false)).toEqual({ ok: true });
    expect(await item.state()).toEqual({ kind: 'off' });
  });

  it('shows what the desktop has made of the entry, and switches it on again', async () => {
    await item.set(true);
    await writeFile(file, `${autostartEntry(command)}Hidden=true\n`);
    expect(await item.state()).toEqual({ kind: 'off' });
    await item.set(true);
    expect(await item.state()).toEqual({ kind: 'on' });
  });

  it('says when it is another program that starts', async () => {
    await new AutostartFile(file, ['/old/portwatch']).set(true);
    expect(await item.state()).toEqual({ kind: 'other', command: '/old/portwatch' });
  });

  it('says why it cannot be', async () => {
    await writeFile(join(folder, 'autostart'), 'a file where the folder should be');
    expect(await item.state()).toEqual({ kind: 'off' });
    expect(await item.set(true)).toEqual({
      ok: false,
      message: `${file} cannot be written (EEXIST).`,
      hint: 'Check the permissions of that folder.',
    });
  });
});

describe('Starting at log-in on macOS and Windows', () => {
  /** A system that obeys, or does as it likes. */
  function system(settings: Partial<ReturnType<LoginItems['getLoginItemSettings']>> = {}, obeys = true) {
    const state = { openAtLogin: false };
    const asked: unknown[] = [];
    const app: LoginItems = {
      getLoginItemSettings: () => ({ ...state, ...settings }),
      setLoginItemSettings: ({ openAtLogin, path, args }) => {
        asked.push([openAtLogin, path, ...args]);
        if (obeys) state.openAtLogin = openAtLogin;
      },
    };
    return { app, asked };
  }

  it('is what the system says, with the files that Portwatch was started with', async () => {
    const { app, asked } = system();
    const item = new NativeLoginItem(app, command, 'win32');
    expect(await item.state()).toEqual({ kind: 'off' });
    expect(await item.set(true)).toEqual({ ok: true });
    expect(await item.state()).toEqual({ kind: 'on' });
    expect(asked).toEqual([[true, ...command]]);
  });

  it('is off when the Task Manager has it off', async () => {
    const { app } = system({ openAtLogin: true, executableWillLaunchAtLogin: false });
    expect(await new NativeLoginItem(app, command, 'win32').state()).toEqual({ kind: 'off' });
  });

  it('waits for approval where macOS wants one', async () => {
    const { app } = system({ status: 'requires-approval' });
    const item = new NativeLoginItem(app, command, 'darwin');
    expect(await item.set(true)).toEqual({ ok: true });
    expect(await item.state()).toEqual({ kind: 'approval' });
  });

  it('is not claimed when the system does not obey', async () => {
    const { app } = system({}, false);
    expect(await new NativeLoginItem(app, command, 'win32').set(true)).toMatchObject({ ok: false });
  });
});
