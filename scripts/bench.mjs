#!/usr/bin/env node
import './lib/require-node.mjs';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildApp } from './lib/app-build.mjs';
import { buildPeer, bundleBench } from './lib/bench-build.mjs';
import { builtControlPlane, electronForTray } from './lib/bench-needs.mjs';
import { ensureControlPlane } from './lib/control-plane.mjs';
import { installDependencies } from './lib/dependencies.mjs';
import { cache, root } from './lib/paths.mjs';
import { runInForeground } from './lib/run.mjs';
import { launch } from './lib/say.mjs';
import { fetchKubectl } from './fetch-kubectl.mjs';

/** What this script takes; everything else is for test/bench/main.ts. */
const own = {
  /** Builds the control plane of the cluster suite first; without it, only one that is there is measured. */
  'build-control-plane': { type: 'boolean', default: false },
  /** The demo cluster answers, even where there is a Go to build something leaner. */
  'demo-peer': { type: 'boolean', default: false },
};

// `npm run bench [-- --quick] [--json FILE]`: Portwatch beside kubectl, on this machine (docs/performance.md).
await launch(async () => {
  const { values, tokens } = parseArgs({ options: { ...own, parts: { type: 'string' } }, strict: false, tokens: true });
  const ownIndexes = new Set(tokens.filter(({ name }) => Object.hasOwn(own, name ?? '')).map(({ index }) => index));
  const passedOn = process.argv.slice(2).filter((_, index) => !ownIndexes.has(index));
  const wants = (part) => typeof values.parts !== 'string' || values.parts.split(',').includes(part);

  await installDependencies();
  await buildApp();
  fetchKubectl();
  const peer = values['demo-peer'] ? null : await buildPeer();
  const plane = values['build-control-plane'] ? await ensureControlPlane() : await builtControlPlane();
  const electron = wants('tray') ? await electronForTray() : { missing: 'it was not asked for' };

  await mkdir(cache, { recursive: true });
  const bundles = await mkdtemp(join(cache, 'bench-run-'));
  const app = await mkdtemp(join(tmpdir(), 'portwatch-bench-app-'));
  try {
    const main = await bundleBench(bundles);
    // A copy: a build that somebody makes meanwhile must not be what is measured.
    for (const part of ['dist', 'assets', 'package.json']) {
      await cp(join(root, part), join(app, part), { recursive: true });
    }
    const prepared = [
      ['--root', app],
      ['--hello-world', join(root, 'test', 'bench', 'hello-world')],
      ['--electron', JSON.stringify(electron)],
      ...(peer === null ? [] : [['--peer', peer]]),
      ...(plane === null ? [] : [['--control-plane', plane]]),
    ];
    return await runInForeground(process.execPath, [main, ...prepared.flat(), ...passedOn]);
  } finally {
    for (const folder of [bundles, app]) await rm(folder, { recursive: true, force: true });
  }
});
