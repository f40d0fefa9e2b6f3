import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { runNpm } from './npm.mjs';
import { root } from './paths.mjs';
import { say, SetupError } from './say.mjs';

/**
 * Makes node_modules what package-lock.json says, when it is not.
 *
 * @throws {SetupError} with npm's own words
 */
export async function installDependencies() {
  if (await isInstalled()) return;
  await withLock('npm packages', async () => {
    if (await isInstalled()) return;
    say('Installing npm packages ...');
    const result = await runNpm(['ci'], { cwd: root });
    if (result.code !== 0) throw new SetupError(`npm ci failed:\n${result.output.trim()}`);
  });
}

/** npm keeps a record of what it installed beside it, written last: the lock must ask for nothing else. */
async function isInstalled() {
  const manifest = await readJson(join(root, 'package.json'));
  const lock = await readJson(join(root, 'package-lock.json'));
  const installed = await readJson(join(root, 'node_modules', '.package-lock.json'));
  if (manifest === null || lock === null || installed === null) return false;
  const asked = lock.packages[''];
  const sameRequest =
    same(manifest.dependencies, asked.dependencies) && same(manifest.devDependencies, asked.devDependencies);
  return (
    sameRequest &&
    Object.entries(lock.packages).every(([path, wanted]) => {
      const found = installed.packages[path];
      // What is optional may be meant for another platform.
      if (found === undefined) return path === '' || wanted.optional === true || wanted.devOptional === true;
      return found.version === wanted.version && found.integrity === wanted.integrity;
    })
  );
}

async function readJson(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

function same(left = {}, right = {}) {
  const sorted = (value) => JSON.stringify(Object.entries(value).sort());
  return sorted(left) === sorted(right);
}
