#!/usr/bin/env node
import './lib/require-node.mjs';
import { installDependencies } from './lib/dependencies.mjs';
import { launch, say, SetupError } from './lib/say.mjs';
import { add, suites } from './lib/suites.mjs';

// `npm test [suite ...]`: sets up what is missing and runs the suites, all of them unless some are named. The last
// line is the sum of all: "N passed, N failed", and what was not run and why, if there is any.
await launch(async () => {
  const names = process.argv.slice(2);
  const unknown = names.find((name) => !Object.hasOwn(suites, name));
  if (unknown !== undefined) {
    throw new SetupError(`There is no suite ${unknown}. There are: ${Object.keys(suites).join(', ')}.`);
  }
  await installDependencies();
  const counts = [];
  for (const name of names.length > 0 ? names : Object.keys(suites)) counts.push(await runSuite(name));
  const { passed, failed } = add(counts);
  const skipped = counts.flatMap((count) => count.skipped ?? []);
  const suffix = skipped.map((reason) => `; not run: ${reason}`).join('');
  process.stdout.write(`${String(passed)} passed, ${String(failed)} failed${suffix}\n`);
  return failed > 0 || (passed === 0 && skipped.length < counts.length) ? 1 : 0;
});

/** A suite that cannot be set up is one failure; the others run all the same. */
async function runSuite(name) {
  const start = performance.now();
  let count;
  try {
    count = await suites[name]();
  } catch (error) {
    say(error instanceof SetupError ? error.message : String(error.stack));
    count = { passed: 0, failed: 1 };
  }
  const seconds = ((performance.now() - start) / 1_000).toFixed(0);
  process.stdout.write(`${name}: ${String(count.passed)} passed, ${String(count.failed)} failed in ${seconds} s\n`);
  return count;
}
