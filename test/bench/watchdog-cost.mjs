/**
 * What the watchdog costs in the main thread, at 1, 100 and 1000 forwards on four lanes: CPU time of a poll with all its
 * answers and a check, as a share of one core at the default times, and the number of timers. `npm run bench` has the
 * row of a thousand too.
 *
 *     node test/bench/watchdog-cost.mjs [--rounds N] [--json]
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runnerImport } from 'vite';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '2000' }, json: { type: 'boolean', default: false } },
});
const file = fileURLToPath(new URL('watchdog-work.ts', import.meta.url));
const { watchdogCost } = (await runnerImport(file, { configFile: false, logLevel: 'error' })).module;

const results = [];
for (const forwards of [1, 100, 1_000]) results.push(await watchdogCost(forwards, Number(values.rounds)));
if (values.json) console.log(JSON.stringify(results));
else console.table(results);
