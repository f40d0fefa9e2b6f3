#!/usr/bin/env node
import './lib/require-node.mjs';
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
  const found = peer === null ? [] : ['--peer', peer];
  return runInForeground(process.execPath, [main, '--root', root, ...found, ...process.argv.slice(2)]);
});
