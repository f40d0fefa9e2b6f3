import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buildApp } from './app-build.mjs';
import { ensureControlPlane, hasGo } from './control-plane.mjs';
import { findElectron } from './electron-runtime.mjs';
import { runChaos } from './chaos-run.mjs';
import { packageApp } from './app-package.mjs';
import { cache, root } from './paths.mjs';
import { runInForeground } from './run.mjs';
import { say } from './say.mjs';
import { ensureSystemPackages } from './system-packages.mjs';

/** @typedef {{ passed: number, failed: number, skipped?: string }} Count `skipped` says why nothing was run */

const minute = 60_000;

/**
 * The suites, in the order in which they run: the fastest first, so that what is wrong is known soon.
 *
 * @type {Record<string, () => Promise<Count>>}
 */
export const suites = {
  unit: async () => {
    const checks = [
      await check('format', 'prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']),
      await check('lint', 'eslint/bin/eslint.js', ['--max-warnings', '0', '.']),
      await check('types', 'typescript/bin/tsc', ['--noEmit']),
      await check('types of the window', 'svelte-check/bin/svelte-check', [
        '--tsconfig',
        'src/renderer/tsconfig.json',
        '--fail-on-warnings',
        '--output',
        'human',
      ]),
    ];
    return add([...checks, await vitest('unit', 15 * minute)]);
  },
  integration: async () => {
    await buildApp();
    return add([await fetchKubectl(), await vitest('integration', 25 * minute)]);
  },
  chaos: async () => {
    if (process.platform !== 'linux') {
      return { passed: 0, failed: 0, skipped: 'chaos (it stops threads and reads /proc, which only Linux has)' };
    }
    const seed = process.env.PORTWATCH_CHAOS_SEED ?? '1';
    return chaosCount(['--minutes', '2', '--seed', seed]);
  },
  e2e: async () => {
    if (process.platform !== 'linux') {
      say('The end-to-end tests bring their own desktop, which only Linux has: not run here.');
      return { passed: 0, failed: 0 };
    }
    await buildApp();
    const { executable } = await findElectron();
    await ensureSystemPackages(['electron', 'desktop'], { executable });
    await packageApp();
    return vitest('e2e', 30 * minute);
  },
  cluster: async () => {
    const isGiven = Boolean(process.env.PORTWATCH_TEST_KUBECONFIG);
    if (!isGiven && !(await hasGo())) {
      const skipped = 'cluster (no Go 1.26 or newer to build a control plane, no PORTWATCH_TEST_KUBECONFIG)';
      return { passed: 0, failed: 0, skipped };
    }
    await buildApp();
    const fetched = await fetchKubectl();
    if (!isGiven) await ensureControlPlane();
    await rm(join(cache, 'test-results', 'cluster-outcomes.jsonl'), { force: true });
    return add([fetched, await vitest('cluster', 25 * minute)]);
  },
};

/** @param {readonly Count[]} counts */
export function add(counts) {
  return counts.reduce((sum, next) => ({ passed: sum.passed + next.passed, failed: sum.failed + next.failed }), {
    passed: 0,
    failed: 0,
  });
}

/** Every fault that was laid counts as a test that has passed, every broken promise as one that has failed. */
async function chaosCount(args) {
  const report = join(cache, 'test-results', 'chaos.json');
  await mkdir(dirname(report), { recursive: true });
  await rm(report, { force: true });
  const code = await runChaos([...args, '--json', report], { cwd: root, stdio: quiet, deadlineMs: 15 * minute });
  try {
    const { rows, violations } = JSON.parse(await readFile(report, 'utf8'));
    const passed = rows.reduce((sum, { injected }) => sum + injected, 0);
    return { passed, failed: violations.length === 0 && code !== 0 ? 1 : violations.length };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

/** One tool over the whole repository counts as one test. */
async function check(name, script, args) {
  const file = join(root, 'node_modules', ...script.split('/'));
  const code = await runInForeground(process.execPath, [file, ...args], { cwd: root, stdio: quiet });
  if (code !== 0) say(`The check of ${name} failed.`);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** Fetched before the tests that need it, so that a missing network is not a mystery inside them. */
async function fetchKubectl() {
  const script = join(root, 'scripts', 'fetch-kubectl.mjs');
  if (!existsSync(script)) return { passed: 0, failed: 0 };
  const code = await runInForeground(process.execPath, [script], { cwd: root, stdio: quiet });
  return { passed: 0, failed: code === 0 ? 0 : 1 };
}

async function vitest(project, deadlineMs) {
  const report = join(cache, 'test-results', `${project}.json`);
  await rm(report, { force: true });
  const args = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const script = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const code = await runInForeground(process.execPath, [script, ...args], { cwd: root, stdio: quiet, deadlineMs });
  const count = await readReport(report);
  // Tests that could not even be loaded, an error outside any test, a run that was cut off, or none at all: no test
  // failed, and yet something did.
  const unseen = count.failed === 0 && (code !== 0 || count.passed === 0);
  return unseen ? { passed: count.passed, failed: 1 } : count;
}

async function readReport(file) {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(await readFile(file, 'utf8'));
    return { passed: numPassedTests, failed: numFailedTests };
  } catch {
    return { passed: 0, failed: 0 };
  }
}

/** No terminal to ask on: whatever a tool asks gets no answer instead of waiting for one. */
const quiet = ['ignore', 'inherit', 'inherit'];
