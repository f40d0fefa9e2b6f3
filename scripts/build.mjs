#!/usr/bin/env node
import './lib/require-node.mjs';
import { buildApp } from './lib/app-build.mjs';
import { installDependencies } from './lib/dependencies.mjs';
import { launch } from './lib/say.mjs';

// `npm run build`: builds dist/, whether or not its sources have changed.
await launch(async () => {
  await installDependencies();
  await buildApp({ force: true });
  return 0;
});
