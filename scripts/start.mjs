#!/usr/bin/env node
import './lib/require-node.mjs';
import { join } from 'node:path';
import { buildApp } from './lib/app-build.mjs';
import { installDependencies } from './lib/dependencies.mjs';
import { findElectron } from './lib/electron-runtime.mjs';
import { electronEnvironment, electronSwitches } from './lib/launch-electron.mjs';
import { root } from './lib/paths.mjs';
import { runInForeground } from './lib/run.mjs';
import { launch, say } from './lib/say.mjs';
import { ensureSystemPackages } from './lib/system-packages.mjs';

// `npm start [-- options]`: sets up what is missing and runs Portwatch from its sources. The options are Portwatch's.
await launch(async () => {
  const args = process.argv.slice(2);
  await installDependencies();
  await buildApp();
  if (runsHeadless(args)) {
    return runInForeground(process.execPath, [join(root, 'dist', 'main', 'headless.cjs'), ...args]);
  }
  const runtime = await findElectron();
  await ensureSystemPackages(['electron'], { executable: runtime.executable });
  return runInForeground(runtime.executable, [...electronSwitches(runtime), root, ...args], {
    env: electronEnvironment(),
  });
});

function runsHeadless(args) {
  const answersAndEnds = ['--check', '--help', '-h', '--version'];
  if (['import', 'export', 'generate'].includes(args[0])) return true;
  if (args.some((argument) => argument.startsWith('--diagnose'))) return true;
  if (args.includes('--headless') || args.some((argument) => answersAndEnds.includes(argument))) return true;
  const display = process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (process.platform !== 'linux' || display) return false;
  say('There is no display: running without a window and a tray, as with --headless.');
  return true;
}
