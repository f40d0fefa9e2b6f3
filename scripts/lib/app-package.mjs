import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildApp } from './app-build.mjs';
import { findElectron } from './electron-runtime.mjs';
import { withLock } from './lock.mjs';
import { cache, root } from './paths.mjs';
import { runQuietly } from './run.mjs';
import { say, SetupError } from './say.mjs';

const configFile = join(cache, 'electron-builder.json');

/**
 * Makes release/linux-unpacked (or the platform's equivalent): the packaged app as a folder, without an installer,
 * around the Electron that is here. A test build: unsigned, and Playwright can come in.
 *
 * @throws {SetupError} with electron-builder's words
 */
export async function packageApp() {
  await buildApp();
  const runtime = await findElectron({ announce: false });
  await withLock('packaging', async () => {
    say('Packaging Portwatch ...');
    await mkdir(cache, { recursive: true });
    await writeFile(configFile, JSON.stringify(await testBuildConfig(runtime)));
    const builder = join(root, 'node_modules', 'electron-builder', 'cli.js');
    const args = [builder, '--dir', '--publish', 'never', '--config', configFile];
    const result = await runQuietly(process.execPath, args, { cwd: root });
    if (result.code !== 0) throw new SetupError(`electron-builder failed:\n${result.output.trim()}`);
    // The loader that the fallback needs to run a folder; the packaged app is app.asar, beside it.
    const loader = join(root, 'release', 'linux-unpacked', 'resources', 'app');
    if (runtime.origin === 'fallback') await rm(loader, { recursive: true, force: true });
  });
}

/** The release's configuration, but for what a test build needs otherwise. */
async function testBuildConfig(runtime) {
  const { parse } = await import('yaml');
  const release = parse(await readFile(join(root, 'electron-builder.yml'), 'utf8'));
  const { grantFileProtocolExtraPrivileges, ...fuses } = release.electronFuses;
  return {
    ...release,
    electronDist: runtime.folder,
    electronVersion: runtime.version,
    mac: { ...release.mac, identity: null, notarize: false },
    electronFuses: {
      ...fuses,
      // Playwright drives the app through Node's inspector.
      enableNodeCliInspectArguments: true,
      // The fallback is older than this fuse.
      ...(runtime.origin === 'fallback' ? {} : { grantFileProtocolExtraPrivileges }),
    },
  };
}
