import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { ceiling } from './ceiling';
import { chartText } from './chart';
import { type EffortName, efforts } from './effort';
import { isForwarderName } from './forwarders';
import { machineText } from './machine';
import { inRunningOrder, type Outcome, parts, partsNamed } from './parts';
import { jsonText, tableText } from './report';
import { Surroundings } from './surroundings';
import { electronSchema } from './tray-rows';

/** What `--quick` may take in this process, in milliseconds: the rest of its 90 s is for what comes before it. */
const quickMs = 80_000;

/** `npm run bench`, once scripts/bench.mjs has prepared everything. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      root: { type: 'string', default: process.cwd() },
      peer: { type: 'string' },
      'control-plane': { type: 'string' },
      /** JSON: an Electron, or why there is none. */
      electron: { type: 'string', default: '{"missing":"no Electron was named"}' },
      'hello-world': { type: 'string', default: '' },
      quick: { type: 'boolean', default: false },
      effort: { type: 'string' },
      json: { type: 'string' },
      svg: { type: 'string' },
      parts: { type: 'string', default: parts.map(({ name }) => name).join(',') },
      /** Part of the names of the compared rows that are wanted. */
      only: { type: 'string', default: '' },
      clients: { type: 'string', default: 'portwatch,kubectl,kubectlSpdy,clientNode' },
      /** A folder for CPU profiles of Portwatch. */
      profile: { type: 'string' },
    },
  });
  const wanted = partsNamed(values.parts.split(','));
  const effortName = effortNamed(values.effort ?? (values.quick ? 'quick' : 'full'));
  const effort = efforts[effortName];
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const outcomes = new Map<string, Outcome>();
  say(machineText());
  const around = await Surroundings.start(values.peer ?? null);
  const session = {
    around,
    effort,
    say,
    root: values.root,
    only: values.only,
    names: values.clients.split(',').filter(isForwarderName),
    profile: values.profile ?? null,
    controlPlane: values['control-plane'] ?? null,
    electron: z.union([electronSchema, z.object({ missing: z.string() })]).parse(JSON.parse(values.electron)),
    helloWorld: values['hello-world'],
  };
  try {
    for (const part of inRunningOrder(wanted)) {
      const isTooLong = effortName === 'quick' && performance.now() + part.quickMs > quickMs;
      if (part.name === 'compared') say(await ceiling(effort.compared.bulkBytes));
      const start = performance.now();
      const outcome = isTooLong ? { leftOut: 'no time left for it with --quick' } : await part.run(session);
      outcomes.set(part.name, outcome);
      const took = `${((performance.now() - start) / 1_000).toFixed(1)} s`;
      say(`Part ${part.name}: ${'leftOut' in outcome ? `left out: ${outcome.leftOut}.` : `measured in ${took}.`}`);
    }
  } finally {
    await around.dispose();
  }
  const rows = wanted.flatMap(({ name }) => {
    const outcome = outcomes.get(name);
    return outcome && 'rows' in outcome ? outcome.rows : [];
  });
  process.stdout.write(tableText(rows));
  if (values.json !== undefined) await writeFile(values.json, jsonText(rows));
  if (values.svg !== undefined) await writeFile(values.svg, chartText(rows));
}

function effortNamed(name: string): EffortName {
  const found = (Object.keys(efforts) as EffortName[]).find((effort) => effort === name);
  if (!found) throw new Error(`There is no effort ${name}. There are: ${Object.keys(efforts).join(', ')}.`);
  return found;
}

await main();
