import { messageOf } from '../shared/message-of';
import { once } from 'node:events';
import { resolve, join } from 'node:path';
import { app, dialog } from 'electron';
import type { CommandLine } from './command-line';
import { composeApplication } from './compose';
import { entriesIn } from './entries';
import { wantsLoginShell } from './cluster/shell-environment';
import { systemClock } from './base/clock';
import { DisposableStore, type AsyncDisposable } from './base/disposable';
import { registerAppScheme } from './desktop/app-protocol';
import type { Application } from './engine/application';
import { excuse, whatIsAsked } from './errand';
import { startDesktop } from './desktop/desktop';
import { openPreferences } from './desktop/preferences';
import { openPreferencesFile } from './desktop/preferences-file';
import { createShutdown } from './desktop/shutdown';
import { hasTrayHost } from './desktop/tray-host';
import { TrayIcon } from './desktop/tray-icon';
import { boundedOutput } from './log/bounded-output';
import { Log, lostLines } from './log/log';
import { defaultMaxBytes } from './log/log-file';
import { openLogFile } from './log/open-log-file';

/** The desktop program. Headless is `headless.ts`; both run the same application. */

const write = boundedOutput(process.stderr, lostLines('text', systemClock));
const log = new Log(systemClock);

process.on('uncaughtException', (error) => log.error('Unexpected error.', error));
process.on('unhandledRejection', (reason) => log.error('Unexpected rejection.', reason));
registerAppScheme();
app.setAppUserModelId('dev.portwatch.Portwatch'); // Windows shows notifications only of apps that it knows by this.
const commandLine = readCommandLine();
if (commandLine !== null) {
  log.addOutput({ format: commandLine.logFormat, level: commandLine.logLevel, write });
  if (app.requestSingleInstanceLock()) void start(commandLine);
  else app.exit(0); // The first instance has been told, and shows its window.
}

async function start(commandLine: CommandLine): Promise<void> {
  const held = new DisposableStore();
  const running: Application[] = [];
  const logFiles: AsyncDisposable[] = [];
  const shutDown = createShutdown(systemClock, log, {
    release: async () => {
      held.dispose();
      const clean = await Promise.all(running.map((application) => application.dispose()));
      await Promise.all(logFiles.map((file) => file.dispose()));
      return clean.every(Boolean);
    },
    exit: () => app.exit(0),
    kill: () => {
      app.releaseSingleInstanceLock();
      process.kill(process.pid, 'SIGKILL');
    },
  });
  // On a later turn, because it may be the tray's own menu that asks, and the tray goes first.
  const quit = () => void setImmediate(() => void shutDown());
  process.on('SIGTERM', quit);
  process.on('SIGINT', quit);
  app.on('before-quit', (event) => {
    event.preventDefault();
    quit();
  });
  // With a listener that does nothing, closing the window does not end the app: it lives in the tray.
  app.on('window-all-closed', () => undefined);

  try {
    await app.whenReady();
    const root = app.getAppPath();
    // Before anything that takes time: a start that cannot be seen looks like none.
    const trayIcon = held.add(new TrayIcon(join(root, 'assets', 'tray'), quit));
    const application = await composeApplication({
      arguments: commandLine,
      environment: process.env,
      asksLoginShell: wantsLoginShell({
        platform: process.platform,
        onTerminal: [process.stdin, process.stdout, process.stderr].some((stream) => stream.isTTY),
        environment: process.env,
      }),
      entries: entriesIn(__dirname),
      onError: (error) => log.error('Something in the application failed.', error),
    });
    running.push(application);
    held.add(log.follow(application));
    const preferences = openPreferences({
      folder: app.getPath('userData'),
      now: new Date(systemClock.wallTime()),
      onTrouble: (trouble) => application.noteTrouble('preferences', trouble),
      openFile: openPreferencesFile,
    });
    const path = commandLine.logFile ?? join(app.getPath('userData'), 'logs', 'portwatch.log');
    const given = commandLine.isLogLevelGiven ? commandLine.logLevel : null;
    const logFile = openLogFile(log, {
      path,
      level: given ?? preferences.get('logLevel'),
      maxBytes: commandLine.logMaxBytes ?? defaultMaxBytes,
      clock: systemClock,
      onTrouble: (trouble) =>
        application.noteTrouble('log', trouble === null ? null : { file: path, message: trouble }),
    });
    logFiles.push(logFile);
    const desktop = held.add(
      startDesktop({
        application,
        clock: systemClock,
        log,
        logFile: { path, given, setLevel: (level) => logFile.setLevel(level) },
        preferences,
        arguments: commandLine,
        trayIcon,
        root,
        quit,
      }),
    );
    application.run();
    app.on('second-instance', () => desktop.showWindow());
    app.on('activate', () => desktop.showWindow());

    const asked = commandLine.show || !preferences.get('introduced') || application.snapshot().forwards.length === 0;
    if (asked || !(await hasTrayHost(process.env, process.platform))) desktop.showWindow();
  } catch (error) {
    log.error('Portwatch cannot start.', error);
    dialog.showErrorBox('Portwatch cannot start', messageOf(error));
    app.exit(1);
  }
}

/** Null when there is an errand, which ends the program with its exit code, beside the instance that may be running. */
function readCommandLine(): CommandLine | null {
  try {
    // Run from source, the first argument is the app's own folder.
    const argv = process.argv.slice(1).filter((argument) => resolve(argument) !== app.getAppPath());
    const asked = whatIsAsked(argv, {
      version: app.getVersion(),
      entries: entriesIn(__dirname),
      program: process,
      untilAsked: () => Promise.race(['SIGINT', 'SIGTERM'].map((signal) => once(process, signal))),
    });
    if (asked.kind === 'program') return asked.commandLine;
    asked.run().then(
      (code) => app.exit(code),
      (error: unknown) => app.exit(excuse(process.stderr, error)),
    );
  } catch (error) {
    app.exit(excuse(process.stderr, error));
  }
  return null;
}
