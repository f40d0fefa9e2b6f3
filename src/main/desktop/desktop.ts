import { join } from 'node:path';
import { clipboard, session, shell } from 'electron';
import type { Clock } from '../base/clock';
import { DisposableStore, type Disposable } from '../base/disposable';
import type { Application } from '../engine/application';
import { ForwardActions } from './actions';
import { serveApp } from './app-protocol';
import { BeatHistory, historyHandlers } from './beat-history';
import { commandRunner } from './command-runner';
import { Diagnoses } from './diagnoses';
import { serveRequests } from './ipc';
import { lockSession } from './lockdown';
import type { Logger } from './logger';
import { showNotifications } from './notifications';
import { watchPower } from './power';
import type { PreferenceStore } from './preferences';
import { requestHandlers } from './request-handlers';
import { sayStillRunning } from './still-running';
import { showTray } from './tray';
import { MainWindow } from './window';
import { feedWindow } from './window-feed';

export interface DesktopOptions {
  readonly application: Application;
  readonly clock: Clock;
  readonly log: Logger;
  readonly preferences: PreferenceStore;
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
  const history = store.add(new BeatHistory(application.bus, clock));
  const handlers = { ...requestHandlers(application, actions, diagnoses), ...historyHandlers(history) };
  const run = commandRunner({ application, actions, window, log, quit });

  store.add(showTray(application, clock, join(root, 'assets', 'tray'), run));
  store.add(showNotifications(application, clock, log, run));
  store.add(serveRequests(handlers, (frame) => window.owns(frame), log));
  store.add(feedWindow(application, window));
  store.add(watchPower(application));
  store.add(window.onDidAppear(() => preferences.set('introduced', true)));
  store.add(sayStillRunning(window.onDidHide, preferences));
  return { showWindow: () => window.show(), dispose: () => store.dispose() };
}
