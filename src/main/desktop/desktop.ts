import { homedir } from 'node:os';
import { join } from 'node:path';
import { clipboard, nativeTheme, session, shell } from 'electron';
import type { CommandLine } from '../command-line';
import type { Clock } from '../base/clock';
import { DisposableStore, type Disposable } from '../base/disposable';
import type { Application } from '../engine/application';
import { ForwardActions } from './actions';
import { serveApp } from './app-protocol';
import { BeatHistory, historyHandlers } from './beat-history';
import { setApplicationMenu } from './application-menu';
import { commandRunner } from './command-runner';
import { Diagnoses } from './diagnoses';
import { WindowExchange } from './exchange';
import { fileDialogs } from './exchange-dialogs';
import { importPlaces } from './exchange-places';
import { askInDialog } from './ask';
import { editingHandlers, Questions } from './editing';
import { serveRequests } from './ipc';
import { lockSession } from './lockdown';
import type { Logger } from './logger';
import { Mutes } from './mutes';
import { showNotifications } from './notifications';
import { watchPower } from './power';
import type { PreferenceStore } from './preferences';
import { servePreferences } from './preferences-service';
import { requestHandlers } from './request-handlers';
import type { LogSetting } from './settings';
import { sayStillRunning } from './still-running';
import { followTheme } from './theme';
import { showTray } from './tray';
import type { TrayIcon } from './tray-icon';
import { MainWindow } from './window';
import { feedWindow } from './window-feed';

export interface DesktopOptions {
  readonly application: Application;
  readonly clock: Clock;
  readonly log: Logger;
  readonly preferences: PreferenceStore;
  readonly logFile: LogSetting;
  readonly arguments: CommandLine;
  readonly trayIcon: TrayIcon;
  /** The folder that holds `assets` and `dist`. */
  readonly root: string;
  readonly quit: () => void;
}

export interface Desktop extends Disposable {
  showWindow(): void;
}

/** All that a person sees of the application: tray, notifications and the window. Electron must be ready. */
export function startDesktop(options: DesktopOptions): Desktop {
  const { application, clock, log, preferences, root, quit } = options;
  const store = new DisposableStore();
  serveApp(session.defaultSession, join(root, 'dist', 'renderer'), log);
  lockSession(session.defaultSession, log);

  store.add(followTheme(preferences, nativeTheme, (ground) => window.setGround(ground)));
  const window = store.add(
    new MainWindow({
      clock,
      preloadFile: join(root, 'dist', 'preload', 'preload.cjs'),
      iconFile: join(root, 'assets', 'icon.png'),
      preferences,
      log,
    }),
  );
  const actions = new ForwardActions(application, {
    writeClipboard: (text) => clipboard.writeText(text),
    openExternal: (url) => shell.openExternal(url),
  });
  const diagnoses = store.add(
    new Diagnoses({
      application,
      onProgress: (diagnosis) => window.push('diagnosis', diagnosis),
      writeClipboard: (text) => clipboard.writeText(text),
    }),
  );
  const exchange = store.add(
    new WindowExchange({
      application,
      dialogs: fileDialogs,
      writeClipboard: (text) => clipboard.writeText(text),
      places: () => importPlaces(homedir(), process.cwd()),
    }),
  );
  const history = store.add(new BeatHistory(application.bus, clock));
  const mutes = store.add(new Mutes(clock, preferences));
  const preferred = servePreferences({ ...options, mutes });
  store.add(preferred);
  store.add(preferred.settings.follow((view) => window.push('settingsChanged', view)));
  const handlers = {
    ...requestHandlers(application, actions, diagnoses),
    ...historyHandlers(history),
    ...exchange.handlers(),
    ...editingHandlers(application, store.add(new Questions())),
    ...preferred.handlers,
  };
  const run = commandRunner({ application, actions, window, mutes, ask: askInDialog, log, quit });
  setApplicationMenu(run);

  const muted = { current: () => mutes.current, onDidChange: preferences.onDidChange };
  const wishes = {
    current: () => ({ notices: preferences.get('notices'), mutes: mutes.current }),
    onDidChange: preferences.onDidChange,
  };
  store.add(showTray(application, clock, options.trayIcon, muted, run));
  store.add(showNotifications(application, clock, log, wishes, run));
  store.add(serveRequests(handlers, (frame) => window.owns(frame), log));
  store.add(feedWindow(application, window));
  store.add(watchPower(application));
  store.add(window.onDidAppear(() => preferences.set('introduced', true)));
  store.add(sayStillRunning(window.onDidHide, preferences));
  return { showWindow: () => window.show(), dispose: () => store.dispose() };
}
