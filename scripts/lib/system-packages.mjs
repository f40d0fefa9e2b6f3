import { existsSync } from 'node:fs';
import { runQuietly } from './run.mjs';
import { say, SetupError } from './say.mjs';

/**
 * What of Debian and Ubuntu each purpose needs beyond Node and npm. Names that stand together are one thing under the
 * names of different releases; the others that Electron links to come along as their dependencies.
 */
const needs = {
  electron: [
    ['libgtk-3-0t64', 'libgtk-3-0'],
    ['libnss3'],
    ['libasound2t64', 'libasound2'],
    ['libgbm1'],
    // Loaded by hand, for notifications.
    ['libnotify4'],
  ],
  // A desktop without a screen, for tests: display, message buses, a font, and python3 to stop threads with.
  desktop: [['xvfb'], ['dbus-daemon', 'dbus'], ['fonts-dejavu-core'], ['python3'], ['util-linux']],
  // Programs that hold others: python3 stops threads, setpriv ends children with their parents.
  chaos: [['python3'], ['util-linux']],
  // A desktop to take pictures of: window manager, panel with a status tray, notifications, and what drives it.
  screenshots: [
    ['xfwm4'],
    ['xfce4-panel'],
    ['xfce4-notifyd'],
    ['xfconf'],
    ['greybird-gtk-theme'],
    ['elementary-xfce-icon-theme'],
    ['fonts-inter'],
    ['hsetroot'],
    ['xdotool'],
    ['imagemagick'],
    ['pngquant'],
  ],
};

/** For systems without dpkg: what shows that a purpose is provided for. */
const programs = {
  electron: [],
  desktop: ['Xvfb', 'dbus-daemon', 'python3', 'setpriv'],
  chaos: ['python3', 'setpriv'],
  screenshots: ['xfwm4', 'xfce4-panel', 'hsetroot', 'xdotool', 'import', 'pngquant'],
};

const aptDeadlineMs = 15 * 60_000;

/**
 * Makes sure that the system packages for these purposes are there. On Debian and Ubuntu root gets them installed;
 * anyone else is told the command.
 *
 * @param {readonly (keyof typeof needs)[]} purposes
 * @param {{ executable?: string }} [options] an Electron, whose missing libraries are named where there is no dpkg
 * @throws {SetupError} when something is missing that could not be installed
 */
export async function ensureSystemPackages(purposes, options = {}) {
  if (process.platform !== 'linux') return;
  if (!existsSync('/var/lib/dpkg/status')) return checkWithoutPackages(purposes, options.executable);
  let missing = await missingPackages(purposes);
  if (missing.length === 0) return;
  if (process.getuid?.() === 0) {
    await refreshPackageLists();
    const names = await Promise.all(missing.map(installableName));
    say(`Installing system packages: ${names.join(' ')} ...`);
    const result = await apt(['install', '--yes', '--no-install-recommends', ...names]);
    missing = await missingPackages(purposes);
    if (missing.length === 0) return;
    say(result.output.trim());
  }
  const names = await Promise.all(missing.map(installableName));
  throw new SetupError(
    `These system packages are missing. Install them and try again:\n\n` +
      `  sudo apt-get update && sudo apt-get install --yes --no-install-recommends ${names.join(' ')}\n`,
  );
}

async function missingPackages(purposes) {
  const wanted = purposes.flatMap((purpose) => needs[purpose]);
  const format = '${db:Status-Abbrev} ${Package}\\n';
  const { output } = await runQuietly('dpkg-query', ['--show', `--showformat=${format}`, ...wanted.flat()]);
  const installed = new Set(
    output
      .split('\n')
      .filter((line) => line.startsWith('ii '))
      .map((line) => line.split(/\s+/)[1]),
  );
  return wanted.filter((names) => !names.some((name) => installed.has(name)));
}

/** The one of a package's names that this release knows. */
async function installableName(names) {
  for (const name of names) {
    const { output } = await runQuietly('apt-cache', ['policy', name]);
    if (/Candidate: (?!\(none\))/.test(output)) return name;
  }
  return names[names.length - 1];
}

async function refreshPackageLists() {
  const result = await apt(['update']);
  if (result.code !== 0) say(`apt-get update failed; going on with the lists that are here.\n${result.output.trim()}`);
}

function apt(args) {
  return runQuietly('apt-get', ['--quiet', '--quiet', '-o', 'DPkg::Lock::Timeout=300', ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    deadlineMs: aptDeadlineMs,
  });
}

async function checkWithoutPackages(purposes, executable) {
  const wanted = purposes.flatMap((purpose) => programs[purpose]);
  const found = await Promise.all(wanted.map((program) => runQuietly('sh', ['-c', `command -v ${program}`])));
  const missing = wanted.filter((_, index) => found[index]?.code !== 0);
  const libraries = executable === undefined ? [] : await missingLibraries(executable);
  if (missing.length + libraries.length === 0) return;
  throw new SetupError(
    `Missing on this system: ${[...missing, ...libraries].join(', ')}.\nInstall what provides them and try again.`,
  );
}

async function missingLibraries(executable) {
  const { output } = await runQuietly('ldd', [executable]);
  return [...output.matchAll(/^\s*(\S+) => not found/gm)].map(([, library]) => library);
}
