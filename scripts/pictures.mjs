#!/usr/bin/env node
import './lib/require-node.mjs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { buildApp } from './lib/app-build.mjs';
import { installDependencies } from './lib/dependencies.mjs';
import { findElectron } from './lib/electron-runtime.mjs';
import { root } from './lib/paths.mjs';
import { runInForeground } from './lib/run.mjs';
import { launch, say } from './lib/say.mjs';
import { ensureSystemPackages } from './lib/system-packages.mjs';

// `npm run pictures`: takes the pictures in test/visual/expected anew, with which test/e2e/pictures.test.ts compares the
// window. Look at each that changed before committing it.

await launch(async () => {
  await installDependencies();
  await buildApp();
  const { executable } = await findElectron();
  await ensureSystemPackages(['electron', 'desktop'], { executable });
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const code = await runInForeground(
    process.execPath,
    [vitest, 'run', '--project', 'e2e', 'test/e2e/pictures.test.ts'],
    {
      cwd: root,
      env: { ...process.env, PORTWATCH_RENEW_PICTURES: '1' },
      stdio: ['ignore', 'inherit', 'inherit'],
      deadlineMs: 5 * 60_000,
    },
  );
  const folder = join(root, 'test', 'visual', 'expected');
  const sizes = await Promise.all((await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  say(`${String(sizes.length - 1)} pictures, ${String(Math.round(bytes / 1024))} kB, in test/visual/expected.`);
  return code;
});
