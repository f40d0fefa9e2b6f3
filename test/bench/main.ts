import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { ceiling } from './ceiling';
import { comparedRows, type Contestants, fullEffort, quickEffort } from './compared-rows';
import {
  bulkWish,
  farWish,
  type Forwarder,
  type ForwarderName,
  startClientNode,
  startHeadless,
  startKubectl,
} from './forwarders';
import { machineText } from './machine';
import { chartText } from './chart';
import { recoveryRows } from './recovery-rows';
import { jsonText, tableText } from './report';
import type { Row } from './row';
import { fullScale, quickScale, scaleRows } from './scale-rows';
import { stalledRows } from './stalled-rows';
import { Surroundings } from './surroundings';

/** `npm run bench`, once scripts/bench.mjs has prepared everything. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      root: { type: 'string', default: process.cwd() },
      peer: { type: 'string' },
      quick: { type: 'boolean', default: false },
      json: { type: 'string' },
      svg: { type: 'string' },
      /** Which parts to measure: compared, stalled, recovery, scale. */
      parts: { type: 'string', default: 'compared,stalled,recovery,scale' },
      /** Part of the names of the compared rows that are wanted. */
      only: { type: 'string', default: '' },
      clients: { type: 'string', default: 'portwatch,kubectl,kubectlSpdy,clientNode' },
      /** A folder for CPU profiles of Portwatch. */
      profile: { type: 'string' },
    },
  });
  const { root, quick, only } = values;
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const effort = quick ? quickEffort : fullEffort;
  const parts = values.parts.split(',');
  const rows: Row[] = [];
  say(machineText());
  say(await ceiling(effort.bulkBytes));
  const around = await Surroundings.start(values.peer ?? null);
  try {
    say(
      `Port-forwards are answered by the ${around.peer === 'lean' ? "peer of Kubernetes' own libraries" : 'demo cluster'}.`,
    );
    if (parts.includes('compared')) {
      const clients = await startContestants(around, root, values.clients.split(','), values.profile);
      rows.push(...(await comparedRows({ clients, effort, only, serverPids: around.pids, say })));
      for (const client of Object.values(clients)) await client.dispose();
    }
    if (parts.includes('stalled')) {
      const portwatch = await startHeadless(around, root, [bulkWish]);
      const kubectl = await startKubectl(around, [bulkWish], true);
      rows.push(...(await stalledRows(portwatch, kubectl, quick ? 100 : 500)));
      for (const client of [portwatch, kubectl]) await client.dispose();
    }
    if (parts.includes('recovery')) rows.push(...(await recoveryRows(around, root)));
    if (parts.includes('scale')) rows.push(...(await scaleRows(around, root, quick ? quickScale : fullScale)));
  } finally {
    await around.dispose();
  }
  process.stdout.write(tableText(rows));
  if (values.json !== undefined) await writeFile(values.json, jsonText(rows));
  if (values.svg !== undefined) await writeFile(values.svg, chartText(rows));
}

async function startContestants(
  around: Surroundings,
  root: string,
  names: readonly string[],
  profile: string | undefined,
): Promise<Contestants> {
  const wishes = [bulkWish, farWish];
  const nodeArguments = profile === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', profile];
  const start: Readonly<Record<ForwarderName, () => Promise<Forwarder>>> = {
    portwatch: () => startHeadless(around, root, wishes, { nodeArguments }),
    kubectl: () => startKubectl(around, wishes, true),
    kubectlSpdy: () => startKubectl(around, wishes, false),
    clientNode: () => startClientNode(around, wishes),
  };
  const started = [];
  for (const [name, open] of Object.entries(start)) if (names.includes(name)) started.push([name, await open()]);
  return Object.fromEntries(started) as Contestants;
}

await main();
