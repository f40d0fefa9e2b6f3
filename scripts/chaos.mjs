#!/usr/bin/env node
import './lib/require-node.mjs';
import { installDependencies } from './lib/dependencies.mjs';
import { runChaos } from './lib/chaos-run.mjs';
import { launch } from './lib/say.mjs';

// `npm run chaos [-- --minutes N --seed S --forwards N --json FILE --faults a,b --against kubectl]`: keeps hurting
// Portwatch, and checks that it keeps its promises (docs/reliability.md).
await launch(async () => {
  await installDependencies();
  return runChaos(process.argv.slice(2));
});
