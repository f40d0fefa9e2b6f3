import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { cache, root } from './paths.mjs';
import { runQuietly } from './run.mjs';
import { say, SetupError } from './say.mjs';

const configs = ['vite.main.config.ts', 'vite.preload.config.ts', 'vite.renderer.config.ts'];
const inputs = ['src', 'package.json', 'package-lock.json', 'svelte.config.js', 'tsconfig.json', ...configs];
const outputs = [
  'dist/main/index.cjs',
  'dist/main/headless.cjs',
  'dist/preload/preload.cjs',
  'dist/renderer/index.html',
];
const stampFile = join(cache, 'build.sha256');

/**
 * Builds dist/ when its sources have changed since the last build.
 *
 * @param {{ force?: boolean }} [options]
 * @throws {SetupError} with the compiler's words
 */
export async function buildApp({ force = false } = {}) {
  await withLock('build', async () => {
    const stamp = await hashOf(inputs);
    if (!force && stamp === (await lastStamp()) && outputs.every((file) => existsSync(join(root, file)))) return;
    say('Building Portwatch ...');
    await rm(stampFile, { force: true });
    await Promise.all(configs.map(buildOne));
    await mkdir(cache, { recursive: true });
    await writeFile(stampFile, stamp);
  });
}

async function buildOne(config) {
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const args = [vite, 'build', '--config', config, '--logLevel', 'error'];
  const result = await runQuietly(process.execPath, args, { cwd: root });
  if (result.code !== 0) throw new SetupError(`The build failed (${config}):\n${result.output.trim()}`);
  if (result.output.trim() !== '') say(result.output.trim());
}

async function lastStamp() {
  return readFile(stampFile, 'utf8').catch(() => null);
}

async function hashOf(paths) {
  const hash = createHash('sha256');
  for (const path of paths) await addToHash(hash, path);
  return hash.digest('hex');
}

async function addToHash(hash, path) {
  const entries = await readdir(join(root, path), { withFileTypes: true }).catch((error) => {
    if (error.code === 'ENOTDIR') return null;
    throw error;
  });
  if (entries === null) {
    hash
      .update(`${path}\0`)
      .update(await readFile(join(root, path)))
      .update('\0');
    return;
  }
  for (const { name } of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) await addToHash(hash, `${path}/${name}`);
}
