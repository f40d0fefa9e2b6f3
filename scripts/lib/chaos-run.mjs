import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchKubectl } from '../fetch-kubectl.mjs';
import { buildApp } from './app-build.mjs';
import { buildChaos } from './chaos-build.mjs';
import { root } from './paths.mjs';
import { runInForeground } from './run.mjs';
import { SetupError } from './say.mjs';
import { ensureSystemPackages } from './system-packages.mjs';

/**
 * Builds what is needed and runs the soak.
 *
 * @param {readonly string[]} args
 * @param {import('./run.mjs').ForegroundOptions} [options]
 * @returns {Promise<number>} the exit code: 1 when a promise was broken
 */
export async function runChaos(args, options = {}) {
  if (process.platform !== 'linux') throw new SetupError('The soak needs Linux: it stops threads, and reads /proc.');
  await ensureSystemPackages(['chaos']);
  if (args.includes('kubectl')) fetchKubectl();
  await buildApp();
  const main = await buildChaos();
  // A copy: a build that somebody makes meanwhile must not be what is tested.
  const app = await mkdtemp(join(tmpdir(), 'portwatch-chaos-app-'));
  await cp(join(root, 'dist'), join(app, 'dist'), { recursive: true });
  try {
    return await runInForeground(process.execPath, [main, '--root', app, '--sources', root, ...args], options);
  } finally {
    await rm(app, { recursive: true, force: true });
  }
}
