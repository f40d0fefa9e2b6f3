import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AsyncDisposable, Disposable } from '../../../src/main/base/disposable';
import { Bus } from './bus';
import { startBusDaemon } from './bus-daemon';
import { startDisplay } from './display';
import { LoginManager } from './login-manager';
import { Notifications } from './notifications';
import { Tray } from './tray';

/**
 * A desktop of one's own: a display, a session bus and a system bus, a tray, notifications, sleep, and a home folder.
 * Nothing of the machine's real desktop is seen or touched.
 */
export interface Desktop extends AsyncDisposable {
  /** For the app under test: everything that leads it here and nowhere else. */
  readonly environment: Readonly<Record<string, string>>;
  /** The home folder, and everything else that the app may write. Removed in the end. */
  readonly folder: string;
  readonly tray: Tray;
  readonly notifications: Notifications;
  readonly login: LoginManager;
}

/** Starts one. Dispose it even when the test failed: it owns processes and a folder. */
export async function startDesktop(): Promise<Desktop> {
  const opened: (Disposable | AsyncDisposable)[] = [];
  const keep = <T extends Disposable | AsyncDisposable>(part: T): T => {
    opened.push(part);
    return part;
  };
  const dispose = async () => {
    for (const part of opened.splice(0).reverse()) await part.dispose();
  };
  try {
    const folder = await mkdtemp(join(tmpdir(), 'portwatch-desktop-'));
    keep({ dispose: () => rm(folder, { recursive: true, force: true }) });
    const display = keep(await startDisplay());
    const sessionDaemon = keep(await startBusDaemon(folder, 'session'));
    const systemDaemon = keep(await startBusDaemon(folder, 'system'));
    const session = keep(await Bus.connect(sessionDaemon.address));
    const system = keep(await Bus.connect(systemDaemon.address));
    const environment = {
      ...(await homeEnvironment(folder)),
      DISPLAY: display.name,
      DBUS_SESSION_BUS_ADDRESS: sessionDaemon.address,
      DBUS_SYSTEM_BUS_ADDRESS: systemDaemon.address,
    };
    const tray = await Tray.serve(session);
    const notifications = await Notifications.serve(session);
    const login = await LoginManager.serve(system);
    return { environment, folder, tray, notifications, login, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function homeEnvironment(folder: string): Promise<Record<string, string>> {
  const folders = {
    HOME: join(folder, 'home'),
    TMPDIR: join(folder, 'tmp'),
    XDG_CACHE_HOME: join(folder, 'cache'),
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_DATA_HOME: join(folder, 'data'),
    XDG_STATE_HOME: join(folder, 'state'),
    XDG_RUNTIME_DIR: join(folder, 'runtime'),
  };
  for (const path of Object.values(folders)) await mkdir(path, { mode: 0o700 });
  return { ...folders, XDG_CURRENT_DESKTOP: 'KDE', XDG_SESSION_TYPE: 'x11', LANG: 'C.UTF-8' };
}
