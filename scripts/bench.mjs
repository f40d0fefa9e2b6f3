#!/usr/bin/env node
import './lib/require-node.mjs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from './lib/app-build.mjs';
import { buildBench } from './lib/bench-build.mjs';
import { installDependencies } from './lib/dependencies.mjs';
import { root } from './lib/paths.mjs';
import { runInForeground } from './lib/run.mjs';
import { launch } from './lib/say.mjs';
import { fetchKubectl } from './fetch-kubectl.mjs';

// `npm run bench [-- --quick] [--json FILE]`: Portwatch beside kubectl, on this machine (docs/performance.md).
await launch(async () => {
  await installDependencies();
  await buildApp();
  fetchKubectl();
  const { main, peer } = await buildBench();
  // A copy: a build that somebody makes meanwhile must not be what is measured.
  const app = await mkdtemp(join(tmpdir(), 'portwatch-bench-app-'));
  await cp(join(root, 'dist'), join(app, 'dist'), { recursive: true });
  const found = peer === null ? [] : ['--peer', peer];
  try {
    return await runInForeground(process.execPath, [main, '--root', app, ...found, ...process.argv.slice(2)]);
  } finally {
    await rm(app, { recursive: true, force: true });
  }
});
