#!/usr/bin/env node
import './lib/require-node.mjs';
import { installDependencies } from './lib/dependencies.mjs';
import { buildFuzz } from './lib/fuzz-build.mjs';
import { runInForeground } from './lib/run.mjs';
import { launch } from './lib/say.mjs';

// `npm run fuzz [-- --minutes N] [--rounds N] [--seed N] [--only NAME]`: hostile input until something breaks (CONTRIBUTING.md).
await launch(async () => {
  await installDependencies();
  const main = await buildFuzz();
  return runInForeground(process.execPath, ['--enable-source-maps', main, ...process.argv.slice(2)]);
});
