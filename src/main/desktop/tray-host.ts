import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Programs that can ask the session bus whether some name has an owner; whichever is installed. */
const questions = [
  ['dbus-send', '--session', '--print-reply', '--dest=org.freedesktop.DBus', '/', 'org.freedesktop.DBus.NameHasOwner'],
  [
    'gdbus',
    'call',
    '--session',
    '--dest=org.freedesktop.DBus',
    '--object-path=/',
    '--method=org.freedesktop.DBus.NameHasOwner',
  ],
] as const;

const watcher = 'org.kde.StatusNotifierWatcher';
const answerMs = 2_000;

/**
 * Whether this desktop shows tray icons. Elsewhere than on Linux it always does; there, stock GNOME does not. When
 * nobody can tell, the desktop's name decides.
 */
export async function hasTrayHost(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): Promise<boolean> {
  if (platform !== 'linux') return true;
  for (const [program, ...args] of questions) {
    try {
      const name = program === 'dbus-send' ? `string:${watcher}` : watcher;
      const { stdout } = await run(program, [...args, name], { timeout: answerMs, env: environment });
      return stdout.includes('true');
    } catch {
      // Not installed, or there is no session bus: the next one may know.
    }
  }
  return !(environment['XDG_CURRENT_DESKTOP'] ?? '').toLowerCase().includes('gnome');
}
