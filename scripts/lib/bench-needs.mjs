import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { findElectron } from './electron-runtime.mjs';
import { electronSwitches } from './launch-electron.mjs';
import { cache } from './paths.mjs';
import { SetupError } from './say.mjs';

/** What a desktop without a screen consists of, for the rows of the tray. */
const desktopPrograms = ['Xvfb', 'dbus-daemon', 'setsid'];

/**
 * The Electron for the rows of the tray, or why they cannot be measured here.
 *
 * @returns {Promise<{ executable: string, version: string, switches: string[] } | { missing: string }>}
 */
export async function electronForTray() {
  if (process.platform !== 'linux') return { missing: 'its desktop runs on Linux only' };
  const missing = desktopPrograms.filter((program) => !isOnPath(program));
  if (missing.length > 0) return { missing: `there is no ${missing.join(', no ')} on the PATH` };
  try {
    const runtime = await findElectron({ announce: false });
    return { executable: runtime.executable, version: runtime.version, switches: electronSwitches(runtime) };
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    return { missing: error.message.split('\n')[0] };
  }
}

/**
 * The control plane that the cluster suite has built last, whole.
 *
 * @returns {Promise<string | null>} its folder; null when it has not been built
 */
export async function builtControlPlane() {
  const folder = join(cache, 'cluster');
  const names = await readdir(folder).catch(() => []);
  // It is built last: where it is, everything is.
  const programs = names.map((name) => join(folder, name, 'kube-apiserver')).filter((path) => existsSync(path));
  const built = await Promise.all(programs.map(async (path) => ({ path, at: (await stat(path)).mtimeMs })));
  const [latest] = built.sort((one, other) => other.at - one.at);
  return latest === undefined ? null : join(latest.path, '..');
}

function isOnPath(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
}
