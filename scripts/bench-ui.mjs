#!/usr/bin/env node
import './lib/require-node.mjs';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from './lib/app-build.mjs';
import { bundleUiBench } from './lib/bench-build.mjs';
import { electronForTray } from './lib/bench-needs.mjs';
import { installDependencies } from './lib/dependencies.mjs';
import { cache, root } from './lib/paths.mjs';
import { runInForeground } from './lib/run.mjs';
import { launch, SetupError } from './lib/say.mjs';

// `npm run bench:ui [-- --rounds 5] [--json FILE]`: how fast the window is, with 20 and with 500 forwards (docs/performance.md).
await launch(async () => {
  await installDependencies();
  await buildApp();
  const electron = await electronForTray();
  if ('missing' in electron) throw new SetupError(`The window cannot be measured: ${electron.missing}.`);

  await mkdir(cache, { recursive: true });
  const bundles = await mkdtemp(join(cache, 'bench-ui-'));
  const app = await mkdtemp(join(tmpdir(), 'portwatch-bench-app-'));
  try {
    const { main, standIn } = await bundleUiBench(bundles);
    // A copy: a build that somebody makes meanwhile must not be what is measured.
    for (const part of ['dist', 'assets']) await cp(join(root, part), join(app, part), { recursive: true });
    const prepared = ['--root', app, '--app', standIn, '--electron', JSON.stringify(electron)];
    return await runInForeground(process.execPath, [main, ...prepared, ...process.argv.slice(2)]);
  } finally {
    for (const folder of [bundles, app]) await rm(folder, { recursive: true, force: true });
  }
});
