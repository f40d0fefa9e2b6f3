import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The switches that Electron needs because of who runs it and where, not because of the app.
 *
 * @param {import('./electron-runtime.mjs').ElectronRuntime} runtime
 * @returns {string[]}
 */
export function electronSwitches(runtime) {
  if (process.platform !== 'linux') return [];
  const root = process.getuid?.() === 0;
  return root || (namespacesRestricted() && !sandboxHelperReady(runtime.folder)) ? ['--no-sandbox'] : [];
}

/** @returns {NodeJS.ProcessEnv} this environment, without what would make Electron run as plain Node */
export function electronEnvironment() {
  const environment = { ...process.env };
  delete environment.ELECTRON_RUN_AS_NODE;
  return environment;
}

/** Newer Ubuntu allows only known programs the namespaces that Chromium's sandbox is made of. */
function namespacesRestricted() {
  return (
    setting('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') === '1' ||
    setting('/proc/sys/kernel/unprivileged_userns_clone') === '0'
  );
}

function setting(file) {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return null;
  }
}

/** Chromium's other way: a helper that belongs to root and runs as root. */
function sandboxHelperReady(folder) {
  try {
    const helper = statSync(join(folder, 'chrome-sandbox'));
    return helper.uid === 0 && (helper.mode & 0o4000) !== 0;
  } catch {
    return false;
  }
}
