import { median, percentile } from './figures';
import type { Forwarder, ForwarderName } from './forwarders';
import { connectionRate, download, exchanges, pause, upload } from './load';
import { cpuSecondsOfAll } from './machine';
import { figureText } from './report';
import { atLeastTimes, atMostTimes, rowOf, type Figures, type Row, type Target } from './row';

/** How much is done in a round. */
export interface Effort {
  readonly rounds: number;
  readonly bulkBytes: number;
  readonly newConnections: number;
  readonly farConnections: number;
  readonly rateConnections: number;
  /** Whether the client passes the app's end of a connection on; client-node does not. */
  readonly passesEnd: boolean;
}

export const fullEffort: Effort = {
  rounds: 6,
  bulkBytes: 256 * 1024 * 1024,
  newConnections: 200,
  farConnections: 15,
  rateConnections: 3_000,
  passesEnd: true,
};

export const quickEffort: Effort = {
  rounds: 2,
  bulkBytes: 96 * 1024 * 1024,
  newConnections: 60,
  farConnections: 5,
  rateConnections: 600,
  passesEnd: true,
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
    run: async ({ near }, { newConnections, passesEnd }) =>
      percentile(await exchanges(near, newConnections, passesEnd), 0.5),
  },
  {
    name: 'New connection, p50, 40 ms round trip',
    unit: 'ms',
    target: atMostTimes(0.35),
    run: async ({ far }, { farConnections, passesEnd }) =>
      percentile(await exchanges(far, farConnections, passesEnd), 0.5),
  },
  {
    name: 'Connections per second, 16 in parallel',
    unit: '1/s',
    target: atLeastTimes(2),
    run: ({ near }, { rateConnections, passesEnd }) => connectionRate(near, 16, rateConnections, passesEnd),
  },
];

/** Between two clients' turns, for what the first has left behind, in milliseconds. */
const settleMs = 150;

/** client-node's forwards are too slow for as many connections. */
const clientNodeShare = 0.1;

export type Contestants = Partial<Readonly<Record<ForwarderName, Forwarder>>>;

/** CPU time of a client and of the server behind it, in seconds, and of the program that measures. */
interface Cost {
  client: number;
  server: number;
  load: number;
}

export interface ComparisonOptions {
  readonly clients: Contestants;
  readonly effort: Effort;
  /** Part of the names of the rows that are wanted. */
  readonly only: string;
  readonly serverPids: readonly number[];
  readonly say: (line: string) => void;
}

/**
 * Every measure, for every client in turn, round after round: what disturbs one disturbs all. The first round only warms
 * up. A client that fails is left out of that round.
 */
export async function comparedRows(options: ComparisonOptions): Promise<Row[]> {
  const { clients, effort, only, say } = options;
  const rows: Row[] = [];
  for (const measure of measures.filter(({ name }) => name.includes(only))) {
    const taken = new Map<ForwarderName, number[]>();
    const costs = new Map<ForwarderName, Cost>();
    for (let round = 0; round <= effort.rounds; round += 1) {
      for (const name of orderOf(Object.keys(clients) as ForwarderName[], round)) {
        await pause(settleMs);
        const before = await costOf(options, name);
        const figure = await runOnce(measure, name, clients, effort);
        const after = await costOf(options, name);
        if (round === 0 || figure === null) continue;
        taken.set(name, [...(taken.get(name) ?? []), figure]);
        const sum = costs.get(name) ?? { client: 0, server: 0, load: 0 };
        for (const part of ['client', 'server', 'load'] as const) sum[part] += after[part] - before[part];
        costs.set(name, sum);
      }
    }
    const figures: Figures = Object.fromEntries([...taken].map(([name, each]) => [name, median(each)]));
    rows.push(rowOf(measure.name, measure.unit, figures, measure.target));
    say(`${measure.name} (${measure.unit}; CPU of client + server + load)`);
    for (const [name, { client, server, load }] of costs) {
      const seconds = [client, server, load].map((part) => part.toFixed(2)).join(' + ');
      say(`  ${name} ${figureText(figures[name] ?? null)} (${seconds} s)`);
    }
  }
  return rows;
}

async function costOf({ clients, serverPids }: ComparisonOptions, name: ForwarderName): Promise<Cost> {
  const [client, server] = await Promise.all([cpuSecondsOfAll(clients[name]?.pids ?? []), cpuSecondsOfAll(serverPids)]);
  const { user, system } = process.cpuUsage();
  return { client, server, load: (user + system) / 1e6 };
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
      ? {
          ...effort,
          newConnections: less(effort.newConnections),
          rateConnections: less(effort.rateConnections),
          passesEnd: false,
        }
      : effort;
  try {
    return await measure.run({ near, far }, its);
  } catch (error) {
    process.stderr.write(`${name}: ${String(error)} ${clients[name]?.complaints ?? ''}\n`);
    return null;
  }
}

/** Each begins in turn, and none always follows the same other: a client may leave work behind. */
function orderOf<T>(items: readonly T[], round: number): T[] {
  const start = Math.floor(round / 2) % Math.max(1, items.length);
  const rotated = [...items.slice(start), ...items.slice(0, start)];
  return round % 2 === 0 ? rotated : rotated.reverse();
}
