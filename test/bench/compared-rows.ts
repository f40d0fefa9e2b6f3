import { median, percentile } from './figures';
import type { ComparedEffort } from './effort';
import type { Forwarder, ForwarderName } from './forwarders';
import { connectionRate, download, exchanges, pause, upload } from './load';
import { cpuSecondsOfAll } from './machine';
import { figureText } from './report';
import { atLeastTimes, atMostTimes, rowOf, type Figures, type Row, type Target } from './row';

/** What a client's ports lead to, in this order: a cluster as it is, and one far away. */
const distances = ['near', 'far'] as const;
type Distance = (typeof distances)[number];

interface Measure {
  readonly name: string;
  readonly unit: string;
  readonly target: Target;
  /** Which of a client's ports. */
  readonly at: Distance;
  /** One round for one client. */
  run(port: number, effort: ComparedEffort, passesEnd: boolean): Promise<number>;
}

const measures: readonly Measure[] = [
  {
    name: 'Download',
    unit: 'MB/s',
    target: atLeastTimes(1),
    at: 'near',
    run: (port, { bulkBytes }) => download(port, bulkBytes),
  },
  {
    name: 'Upload',
    unit: 'MB/s',
    target: atLeastTimes(1),
    at: 'near',
    run: (port, { bulkBytes }) => upload(port, bulkBytes),
  },
  {
    name: 'New connection, p50, loopback',
    unit: 'ms',
    target: atMostTimes(0.5),
    at: 'near',
    run: async (port, { newConnections }, passesEnd) =>
      percentile(await exchanges(port, newConnections, passesEnd), 0.5),
  },
  {
    name: 'New connection, p50, 40 ms round trip',
    unit: 'ms',
    target: atMostTimes(0.35),
    at: 'far',
    run: async (port, { farConnections }, passesEnd) =>
      percentile(await exchanges(port, farConnections, passesEnd), 0.5),
  },
  {
    name: 'Connections per second, 16 in parallel',
    unit: '1/s',
    target: atLeastTimes(2),
    at: 'near',
    run: (port, { rateConnections }, passesEnd) => connectionRate(port, 16, rateConnections, passesEnd),
  },
];

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
  readonly effort: ComparedEffort;
  /** Follows the names of the rows. */
  readonly suffix?: string;
  /** Whether an app's end of a connection comes through at the other side; clients wait for it then. */
  readonly passesEnd: boolean;
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
  const { clients, effort, only, say, suffix = '' } = options;
  const rows: Row[] = [];
  for (const measure of measuresOf(clients).filter((each) => each.name.includes(only))) {
    const name = `${measure.name}${suffix}`;
    const taken = new Map<ForwarderName, number[]>();
    const costs = new Map<ForwarderName, Cost>();
    for (let round = 0; round < effort.warmUps + effort.rounds; round += 1) {
      for (const client of orderOf(namesOf(clients), round)) {
        await pause(effort.settleMs);
        const before = await costOf(options, client);
        const figure = await runOnce(measure, client, options);
        const after = await costOf(options, client);
        if (round < effort.warmUps || figure === null) continue;
        taken.set(client, [...(taken.get(client) ?? []), figure]);
        const sum = costs.get(client) ?? { client: 0, server: 0, load: 0 };
        for (const part of ['client', 'server', 'load'] as const) sum[part] += after[part] - before[part];
        costs.set(client, sum);
      }
    }
    const figures: Figures = Object.fromEntries([...taken].map(([client, each]) => [client, median(each)]));
    rows.push(rowOf(name, measure.unit, figures, measure.target));
    say(`${name} (${measure.unit}; CPU of client + server + load)`);
    for (const [client, cost] of costs) {
      const seconds = [cost.client, cost.server, cost.load].map((part) => part.toFixed(2)).join(' + ');
      say(`  ${client} ${figureText(figures[client] ?? null)} (${seconds} s)`);
    }
  }
  return rows;
}

async function costOf({ clients, serverPids }: ComparisonOptions, name: ForwarderName): Promise<Cost> {
  const [client, server] = await Promise.all([cpuSecondsOfAll(clients[name]?.pids ?? []), cpuSecondsOfAll(serverPids)]);
  const { user, system } = process.cpuUsage();
  return { client, server, load: (user + system) / 1e6 };
}

async function runOnce(measure: Measure, name: ForwarderName, options: ComparisonOptions): Promise<number | null> {
  const { clients, effort, passesEnd } = options;
  const client = clients[name];
  const port = client?.ports[distances.indexOf(measure.at)];
  if (port === undefined) return null;
  try {
    // client-node does not pass the app's end on.
    if (name === 'clientNode') return await measure.run(port, lessOf(effort), false);
    return await measure.run(port, effort, passesEnd);
  } catch (error) {
    process.stderr.write(`${name}: ${String(error)} ${client?.complaints ?? ''}\n`);
    return null;
  }
}

function lessOf(effort: ComparedEffort): ComparedEffort {
  const less = (count: number) => Math.ceil(count * clientNodeShare);
  return {
    ...effort,
    newConnections: less(effort.newConnections),
    rateConnections: less(effort.rateConnections),
  };
}

/** Only what the clients have ports for. */
function measuresOf(clients: Contestants): readonly Measure[] {
  const portCount = Math.max(0, ...Object.values(clients).map(({ ports }) => ports.length));
  return measures.filter(({ at }) => distances.indexOf(at) < portCount);
}

function namesOf(clients: Contestants): ForwarderName[] {
  return Object.keys(clients) as ForwarderName[];
}

/** Each begins in turn, and none always follows the same other: a client may leave work behind. */
function orderOf<T>(items: readonly T[], round: number): T[] {
  const start = Math.floor(round / 2) % Math.max(1, items.length);
  const rotated = [...items.slice(start), ...items.slice(0, start)];
  return round % 2 === 0 ? rotated : rotated.reverse();
}
