/**
 * What understanding a config file costs in the main thread, at 100, 500 and 2000 forwards: medians, in milliseconds of CPU, of the
 * whole, of the same with a fault in every forward, and of its parts.
 *
 *     node test/bench/config-cost.mjs [--rounds N] [--json]
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runnerImport } from 'vite';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '15' }, json: { type: 'boolean', default: false } },
});
const file = fileURLToPath(new URL('config-work.ts', import.meta.url));
const { configCost } = (await runnerImport(file, { configFile: false, logLevel: 'error' })).module;

const results = [100, 500, 2_000].map((forwards) => configCost(forwards, Number(values.rounds)));
if (values.json) console.log(JSON.stringify(results));
else console.table(results);
