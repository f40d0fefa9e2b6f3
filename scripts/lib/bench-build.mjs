import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundlePrograms } from './bundle-programs.mjs';
import { withLock } from './lock.mjs';
import { cache, root } from './paths.mjs';
import { runQuietly } from './run.mjs';
import { say, SetupError } from './say.mjs';

/** Where what is built once is kept. */
const benchCache = join(cache, 'bench');
const sources = join(root, 'test', 'bench');
const programs = ['main', 'cluster-process', 'program-process', 'delay-process', 'client-node-process'];

/**
 * Bundles the benchmark's programs into a folder.
 *
 * @param {string} target inside the repository, so that packages which are not bundled are found
 * @returns {Promise<string>} the path of the program to start
 */
export function bundleBench(target) {
  return bundlePrograms(sources, programs, target, ['@kubernetes/client-node', '@jellybrick/dbus-next']);
}

/**
 * Bundles the benchmark of the window: the program that starts and judges, and the app that stands in for main.
 *
 * @param {string} target inside the repository, so that packages which are not bundled are found
 * @returns {Promise<{ main: string, standIn: string }>} the program to start, and the folder of the app
 */
export async function bundleUiBench(target) {
  const { build } = await import('vite');
  const standIn = join(target, 'stand-in');
  const main = await bundlePrograms(join(sources, 'ui'), ['main'], target, ['@jellybrick/dbus-next']);
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    build: {
      ssr: true,
      target: 'node18',
      outDir: standIn,
      emptyOutDir: false,
      minify: false,
      rolldownOptions: {
        input: { main: join(sources, 'ui', 'stand-in.ts') },
        external: ['electron'],
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
    ssr: { noExternal: true },
  });
  await writeFile(join(standIn, 'package.json'), JSON.stringify({ name: 'portwatch-window', main: 'main.cjs' }));
  return { main, standIn };
}

/**
 * The peer of Kubernetes' own libraries, built once.
 *
 * @returns {Promise<string | null>} its path; null, said once, where there is no Go, or none that is new enough
 * @throws {SetupError} with the compiler's words
 */
export async function buildPeer() {
  const version = await runQuietly('go', ['env', 'GOVERSION'], { env: goEnvironment() });
  const [, minor] = /^go1\.(\d+)/.exec(version.output) ?? [];
  if (version.code !== 0 || Number(minor) < 26) {
    say('No Go 1.26: the demo cluster answers, and its own speed bounds the bulk rows.');
    return null;
  }
  const module = join(sources, 'peer');
  const hash = createHash('sha256');
  for (const name of (await readdir(module)).sort()) hash.update(await readFile(join(module, name)));
  const target = join(benchCache, `peer-${hash.digest('hex').slice(0, 8)}`);
  await withLock('peer', async () => {
    if (existsSync(target)) return;
    say("Building the benchmark's peer of Kubernetes' own libraries; this takes a minute or two, once ...");
    const args = ['build', '-o', `${target}.unfinished`, '.'];
    const result = await runQuietly('go', args, { cwd: module, env: goEnvironment() });
    if (result.code !== 0) throw new SetupError(`go build failed:\n${result.output.trim()}`);
    await rename(`${target}.unfinished`, target);
  });
  return target;
}

function goEnvironment() {
  return { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly -trimpath -buildvcs=false', GOTOOLCHAIN: 'local' };
}
