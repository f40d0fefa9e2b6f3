/**
 * What a reload of the config file with one changed forward costs in the main thread, with 100, 500 and 2000 forwards: medians,
 * in milliseconds, and what it costs to start them all. The file itself is read in another thread: `config-cost.mjs` has what that takes.
 *
 *     node test/bench/reload-cost.mjs [--rounds N] [--forwards N]... [--json]
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runnerImport } from 'vite';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    forwards: { type: 'string', multiple: true, default: ['100', '500', '2000'] },
    json: { type: 'boolean', default: false },
  },
});
const file = fileURLToPath(new URL('reload-work.ts', import.meta.url));
const { reloadCost } = (await runnerImport(file, { configFile: false, logLevel: 'error' })).module;

const results = [];
for (const forwards of values.forwards) results.push(await reloadCost(Number(forwards), Number(values.rounds)));
if (values.json) console.log(JSON.stringify(results));
else console.table(results);
