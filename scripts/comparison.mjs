#!/usr/bin/env node
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cache, root } from './lib/paths.mjs';
import { launch, say, SetupError } from './lib/say.mjs';

// Writes the outcomes of the last `npm run test:cluster` into the table of docs/comparison.md.

const peers = ['Portwatch', 'kubectl 1.35'];
const begin = '<!-- table: npm run test:cluster && node scripts/comparison.mjs -->';
const end = '<!-- end of the table -->';

await launch(async () => {
  const file = join(root, 'docs', 'comparison.md');
  const text = await readFile(file, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new SetupError(`${file} has no place for the table.`);
  await writeFile(file, `${text.slice(0, from + begin.length)}\n\n${table(await outcomes())}\n\n${text.slice(to)}`);
  say(`Written: ${file}`);
  return 0;
});

/** By scenario and then by peer, in the order in which the scenarios ran. */
async function outcomes() {
  const file = join(cache, 'test-results', 'cluster-outcomes.jsonl');
  const lines = await readFile(file, 'utf8').catch(() => {
    throw new SetupError('There are no outcomes yet. Run: npm run test:cluster');
  });
  const found = new Map();
  for (const line of lines.split('\n').filter(Boolean)) {
    const { scenario, peer, outcome } = JSON.parse(line);
    found.set(scenario, { ...found.get(scenario), [peer]: outcome });
  }
  return found;
}

function table(found) {
  const rows = [...found].map(([scenario, byPeer]) => [scenario, ...peers.map((peer) => byPeer[peer] ?? 'not run')]);
  const lines = [['', ...peers], ['---', ...peers.map(() => '---')], ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
