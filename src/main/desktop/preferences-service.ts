import { dirname, join, resolve } from 'node:path';
import { app, shell } from 'electron';
import type { CommandLine } from '../command-line';
import { DisposableStore, type Disposable } from '../base/disposable';
import type { Application } from '../engine/application';
import type { Command } from './autostart-entry';
import type { LoginItem } from './login-item';
import { AutostartFile, autostartFile } from './login-item-linux';
import { NativeLoginItem } from './login-item-native';
import type { Mutes } from './mutes';
import type { PreferenceStore } from './preferences';
import { type LogSetting, Settings } from './settings';
import { settingsHandlers } from './settings-handlers';

export interface PreferencesServiceOptions {
  readonly application: Application;
  readonly preferences: PreferenceStore;
  readonly mutes: Mutes;
  readonly logFile: LogSetting;
  readonly arguments: CommandLine;
}

export interface PreferencesService extends Disposable {
  readonly settings: Settings;
  readonly handlers: ReturnType<typeof settingsHandlers>;
}

/** Joins the settings with what Electron and the system have for them. */
export function servePreferences(options: PreferencesServiceOptions): PreferencesService {
  const { application, preferences, mutes, logFile } = options;
  const store = new DisposableStore();
  const loginItem = loginItemOf(startCommand(options.arguments));
  const { electron, chrome, node } = process.versions;
  const settings = store.add(
    new Settings({
      application,
      preferences,
      mutes,
      loginItem,
      log: logFile,
      about: { version: app.getVersion(), parts: [`Electron ${electron}`, `Chromium ${chrome}`, `Node ${node}`] },
    }),
  );
  const handlers = settingsHandlers({
    application,
    settings,
    preferences,
    mutes,
    loginItem,
    log: logFile,
    shell,
    places: () => ({
      config: application.setup.settings().path,
      log: logFile.path,
      preferences: preferences.path,
      licences: join(dirname(app.getPath('exe')), 'LICENSES.chromium.html'),
    }),
  });
  return { settings, handlers, dispose: () => store.dispose() };
}

/** What starts this Portwatch with the files that it was started with. */
function startCommand({ config, kubeconfig }: CommandLine): Command {
  const files = [
    ...(config === null ? [] : ['--config', resolve(config)]),
    ...(kubeconfig === null ? [] : ['--kubeconfig', resolve(kubeconfig)]),
  ];
  // An AppImage runs from a folder that is gone afterwards.
  const program = process.env['APPIMAGE'] ?? app.getPath('exe');
  return [program, ...(app.isPackaged ? [] : [app.getAppPath()]), ...files];
}

function loginItemOf(command: Command): LoginItem {
  if (process.platform === 'linux') return new AutostartFile(autostartFile(process.env), command);
  return new NativeLoginItem(app, command, process.platform);
}
