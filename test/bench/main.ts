import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
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
import { tableText } from './report';
import { Surroundings } from './surroundings';

/** `npm run bench`, once scripts/bench.mjs has prepared everything. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      root: { type: 'string', default: process.cwd() },
      peer: { type: 'string' },
      quick: { type: 'boolean', default: false },
      json: { type: 'string' },
      only: { type: 'string', default: '' },
      clients: { type: 'string', default: 'portwatch,kubectl,kubectlSpdy,clientNode' },
      profile: { type: 'string' },
    },
  });
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const around = await Surroundings.start(values.peer ?? null);
  say(machineText());
  try {
    const clients = await startContestants(around, values.root, values.clients.split(','), values.profile);
    const effort = values.quick ? quickEffort : fullEffort;
    const rows = await comparedRows({ clients, effort, only: values.only, serverPids: around.pids, say });
    for (const client of Object.values(clients)) await client.dispose();
    process.stdout.write(tableText(rows));
    if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify({ rows }, null, 2)}\n`);
  } finally {
    await around.dispose();
  }
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
