import { median, percentile } from './figures';
import type { Forwarder, ForwarderName } from './forwarders';
import { connectionRate, download, exchanges, upload } from './load';
import { cpuSecondsOf } from './machine';
import { figureText } from './report';
import { atLeastTimes, atMostTimes, rowOf, type Figures, type Row, type Target } from './row';

/** How much is done in a round. */
export interface Effort {
  readonly rounds: number;
  readonly bulkBytes: number;
  readonly newConnections: number;
  readonly farConnections: number;
  readonly rateConnections: number;
}

export const fullEffort: Effort = {
  rounds: 7,
  bulkBytes: 256 * 1024 * 1024,
  newConnections: 200,
  farConnections: 15,
  rateConnections: 3_000,
};

export const quickEffort: Effort = {
  rounds: 3,
  bulkBytes: 96 * 1024 * 1024,
  newConnections: 60,
  farConnections: 5,
  rateConnections: 800,
};

interface Measure {
  readonly name: string;
  readonly unit: string;
  readonly target: Target;
  /** One round for one client. */
  run(ports: Ports, effort: Effort): Promise<number>;
}

export interface Ports {
  readonly near: number;
  readonly far: number;
}

const measures: readonly Measure[] = [
  {
    name: 'Download',
    unit: 'MB/s',
    target: atLeastTimes(1),
    run: ({ near }, { bulkBytes }) => download(near, bulkBytes),
  },
  { name: 'Upload', unit: 'MB/s', target: atLeastTimes(1), run: ({ near }, { bulkBytes }) => upload(near, bulkBytes) },
  {
    name: 'New connection, p50, loopback',
    unit: 'ms',
    target: atMostTimes(0.5),
    run: async ({ near }, { newConnections }) => percentile(await exchanges(near, newConnections), 0.5),
  },
  {
    name: 'New connection, p50, 40 ms round trip',
    unit: 'ms',
    target: atMostTimes(0.35),
    run: async ({ far }, { farConnections }) => percentile(await exchanges(far, farConnections), 0.5),
  },
  {
    name: 'Connections per second, 16 in parallel',
    unit: '1/s',
    target: atLeastTimes(2),
    run: ({ near }, { rateConnections }) => connectionRate(near, 16, rateConnections),
  },
];

/** client-node's forwards are too slow for as many connections. */
const clientNodeShare = 0.1;

export type Contestants = Partial<Readonly<Record<ForwarderName, Forwarder>>>;

/**
 * Every measure, for every client in turn, round after round: what disturbs one disturbs all. The first round only warms
 * up. `only`: part of the names of the rows that are wanted. A client that fails is left out of the rest of that row.
 */
export async function comparedRows(
  clients: Contestants,
  effort: Effort,
  only: string,
  say: (line: string) => void,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const measure of measures.filter(({ name }) => name.includes(only))) {
    const taken = new Map<ForwarderName, number[]>();
    const cpuBefore = await cpuSeconds(clients);
    for (let round = 0; round <= effort.rounds; round += 1) {
      for (const name of rotated(Object.keys(clients) as ForwarderName[], round)) {
        const figure = await runOnce(measure, name, clients, effort);
        if (round > 0 && figure !== null) taken.set(name, [...(taken.get(name) ?? []), figure]);
      }
    }
    const figures: Figures = Object.fromEntries([...taken].map(([name, each]) => [name, median(each)]));
    rows.push(rowOf(measure.name, measure.unit, figures, measure.target));
    const cpuAfter = await cpuSeconds(clients);
    const texts = [...taken.keys()].map((name) => {
      const cpu = (cpuAfter[name] ?? 0) - (cpuBefore[name] ?? 0);
      return `${name} ${figureText(figures[name] ?? null)} ${measure.unit} (${cpu.toFixed(1)} s of CPU)`;
    });
    say(`${measure.name}: ${texts.join(', ')}`);
  }
  return rows;
}

/** CPU time that each client has used so far, in seconds. */
async function cpuSeconds(clients: Contestants): Promise<Figures> {
  const entries = await Promise.all(
    Object.entries(clients).map(async ([name, { pids }]) => {
      const each = await Promise.all(pids.map(cpuSecondsOf));
      return [name, each.reduce((sum, one) => sum + one, 0)] as const;
    }),
  );
  return Object.fromEntries(entries);
}

async function runOnce(
  measure: Measure,
  name: ForwarderName,
  clients: Contestants,
  effort: Effort,
): Promise<number | null> {
  const [near, far] = clients[name]?.ports ?? [];
  if (near === undefined || far === undefined) return null;
  const less = (count: number) => Math.ceil(count * clientNodeShare);
  const its =
    name === 'clientNode'
      ? { ...effort, newConnections: less(effort.newConnections), rateConnections: less(effort.rateConnections) }
      : effort;
  try {
    return await measure.run({ near, far }, its);
  } catch (error) {
    process.stderr.write(`${name}: ${String(error)}\n`);
    return null;
  }
}

function rotated<T>(items: readonly T[], by: number): T[] {
  const start = by % Math.max(1, items.length);
  return [...items.slice(start), ...items.slice(0, start)];
}
