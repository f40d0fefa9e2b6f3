import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Clusters } from './clusters';
import { faultKinds, traitsOf, type FaultKind } from './kinds';
import { startKubectl } from './kubectl-subject';
import { layoutOf } from './layout';
import { planOf } from './plan';
import { startPortwatch } from './portwatch-subject';
import { besideText, growthText, type ResultRow, resultRows, tableText, violationText } from './result-table';
import { chaosSettings } from './settings';
import { soak } from './soak';
import type { Subject } from './subject';

/** kubectl has more time to notice by itself than Portwatch may take, in milliseconds. */
const kubectlPatienceMs = 33_000;

/** `npm run chaos`, once scripts/chaos.mjs has prepared everything. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      root: { type: 'string', default: process.cwd() },
      sources: { type: 'string', default: process.cwd() },
      minutes: { type: 'string', default: '2' },
      seed: { type: 'string' },
      forwards: { type: 'string' },
      json: { type: 'string' },
      /** Everything that was observed, a JSON object a line. */
      log: { type: 'string' },
      /** Parts of the names of the faults that are wanted, separated by commas. */
      faults: { type: 'string' },
      /** What `--json` has written of another run, to be shown side by side. */
      beside: { type: 'string' },
      against: { type: 'string', default: 'portwatch' },
    },
  });
  const isKubectl = values.against === 'kubectl';
  const seed = values.seed === undefined ? Math.floor(Math.random() * 1e6) : Number(values.seed);
  const minutes = Number(values.minutes);
  const forwards = Number(values.forwards ?? (isKubectl ? 6 : 30));
  const places = layoutOf(forwards);
  const kinds = kindsOf(values.faults).filter((kind) => !isKubectl || !ofPortwatchOnly(kind));
  const plan = planOf(seed, minutes, forwards, kinds, chaosSettings, isKubectl ? kubectlPatienceMs : 0);
  const say = (line: string) => process.stderr.write(`${line}\n`);
  say(
    `${String(plan.length)} faults in ${values.minutes} minutes on ${String(forwards)} forwards, seed ${String(seed)}`,
  );
  const folder = await mkdtemp(join(tmpdir(), 'portwatch-chaos-'));
  const file = values.log === undefined ? null : createWriteStream(values.log);
  const log = (line: string) => void file?.write(`${line}\n`);
  const opened: { dispose(): Promise<void> }[] = [];
  try {
    const clusters = await Clusters.start(folder, chaosSettings.newPodMs);
    opened.push(clusters);
    const { root, sources } = values;
    const { kubeconfig } = clusters;
    const subject: Subject = isKubectl
      ? await startKubectl({ folder, kubeconfig, places })
      : await startPortwatch({ root, sources, folder, kubeconfig, places, settings: chaosSettings });
    opened.push(subject);
    const result = await soak({ plan, places, clusters, subject, settings: chaosSettings, say, log });
    const rows = resultRows(result.outcomes);
    process.stdout.write(`${tableText(rows)}\n${growthText(result.growth)}`);
    process.stdout.write(`connections left hanging: ${String(result.leftHanging)}\n`);
    if (values.beside !== undefined) {
      const other = JSON.parse(await readFile(values.beside, 'utf8')) as { against: string; rows: ResultRow[] };
      process.stdout.write(`${besideText(rows, other.rows, other.against)}\n`);
    }
    const heldUp = (result.heldUpMs / 1_000).toFixed(1);
    process.stdout.write(`bounds were extended by ${heldUp} s in all, for want of a processor\n`);
    for (const violation of result.violations) process.stdout.write(violationText(violation, seed));
    const count = result.violations.length;
    process.stdout.write(
      `${String(plan.length)} faults, ${String(count)} violation${count === 1 ? '' : 's'}, seed ${String(seed)}\n`,
    );
    if (values.json !== undefined) {
      const all = { against: values.against, seed, minutes, forwards, rows, ...result };
      await writeFile(values.json, `${JSON.stringify(all, null, 2)}\n`);
    }
    return count > 0 && !isKubectl ? 1 : 0;
  } finally {
    for (const one of opened.reverse()) await one.dispose();
    file?.end();
    await rm(folder, { recursive: true, force: true });
  }
}

/** What kubectl has nothing to do with. */
function ofPortwatchOnly(kind: FaultKind): boolean {
  return kind.startsWith('lane') || kind === 'descriptors run out';
}

function kindsOf(wanted: string | undefined): readonly FaultKind[] {
  if (wanted === undefined) return faultKinds;
  const parts = wanted.split(',').map((part) => part.trim().toLowerCase());
  const kinds = faultKinds.filter((kind) => parts.some((part) => kind.toLowerCase().includes(part)));
  if (kinds.length === 0)
    throw new Error(`No fault is called ${wanted}. There are: ${Object.keys(traitsOf).join('; ')}`);
  return kinds;
}

process.exitCode = await main();
