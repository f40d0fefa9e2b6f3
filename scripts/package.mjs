#!/usr/bin/env node
import './lib/require-node.mjs';
import { packageApp } from './lib/app-package.mjs';
import { installDependencies } from './lib/dependencies.mjs';
import { launch } from './lib/say.mjs';

// `npm run package`: the packaged app as a folder in release/, to try and to test. Releases are made by
// `electron-builder` itself, with electron-builder.yml as it is.
await launch(async () => {
  await installDependencies();
  await packageApp();
  return 0;
});
