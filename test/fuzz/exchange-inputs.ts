import { stringify } from 'yaml';
import type { Surroundings } from '../../src/main/config/exchange/surroundings';
import type { ExchangeFormat } from '../../src/shared/import-plan';
import type { Dice } from './dice';

export interface ExchangeInput {
  readonly text: string;
  /** How often each item must end, as a forward or as none, by its place. `some`: once at least. */
  readonly items: ReadonlyMap<string, number | 'some'>;
}

export const surroundings: Surroundings = {
  contexts: [
    { name: 'dev', cluster: 'dev-cluster', namespace: 'shop' },
    { name: 'live', cluster: 'live-cluster', namespace: null },
  ],
  currentContext: 'dev',
};

/** What is right anywhere, sometimes right, and never. */
const strange: readonly [unknown, ...unknown[]] = [
  null,
  '',
  ' ',
  'web',
  'Web!',
  'svc/web',
  0,
  80,
  -1,
  1.5,
  65_536,
  1e21,
  '80',
  'http',
  true,
  false,
  'true',
  [],
  {},
  [[1]],
  { a: { b: 1 } },
  'x'.repeat(400),
  '\u001b[2J',
  '😀',
  '\u2028',
  'a\nb',
  '127.0.0.1',
  '0.0.0.0',
  '::1',
  'app=web',
  'udp',
];

/** Each key right, left out or strange. */
function entry(dice: Dice, right: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const keys = Object.entries(right).flatMap(([key, value]): [string, unknown][] => {
    if (dice.chance(0.05)) return [];
    return [[key, dice.chance(0.08) ? dice.pick(strange) : value]];
  });
  return Object.fromEntries(dice.chance(0.1) ? [...keys, ['colour', dice.pick(strange)]] : keys);
}

function listOf<T>(dice: Dice, most: number, make: (index: number) => T): readonly T[] {
  return Array.from({ length: 1 + dice.upTo(most - 1) }, (_, index) => make(index));
}

function once(places: readonly string[]): ReadonlyMap<string, number> {
  return new Map(places.map((place) => [place, 1]));
}

function kftray(dice: Dice): ExchangeInput {
  const entries = listOf(dice, 12, (index) => {
    if (dice.chance(0.05)) return dice.pick(strange);
    const kind = dice.pick(['service', 'pod', 'pod', 'proxy', 'expose']);
    return entry(dice, {
      workload_type: kind,
      service: 'web',
      target: 'app=web',
      namespace: 'shop',
      context: 'dev',
      protocol: dice.pick(['tcp', 'TCP', 'udp']),
      local_port: dice.pick([0, 10_000 + index]),
      remote_port: 80,
      alias: `a${String(index)}`,
      local_address: dice.pick(['127.0.0.1', '127.0.0.2']),
      domain_enabled: dice.pick<unknown>([true, 'true', false]),
      remote_address: 'db.example.com',
      http_logs_enabled: dice.pick<unknown>([true, 'false']),
    });
  });
  return { text: JSON.stringify(entries), items: once(entries.map((_, index) => `entry ${String(index + 1)}`)) };
}

function kubeForwarder(dice: Dice): ExchangeInput {
  const places: string[] = [];
  const clusters = listOf(dice, 2, (c) => ({
    name: dice.pick(['dev', 'live-cluster', 'gone']),
    ...(dice.chance(0.3) ? { config: { currentContext: 'dev', users: [{ token: 'secret' }] } } : {}),
    _services: listOf(dice, 4, (s) => {
      const at = `clusters[${String(c)}]._services[${String(s)}].forwards`;
      const forwards = listOf(dice, 3, (f) => {
        places.push(`${at}[${String(f)}]`);
        if (dice.chance(0.05)) return dice.pick(strange);
        return entry(dice, { id: 'x', localPort: 10_000 + 100 * c + 10 * s + f, remotePort: 80 });
      });
      const service = entry(dice, {
        alias: `a${String(c)}${String(s)}`,
        namespace: 'shop',
        workloadType: dice.pick(['service', 'pod', 'deployment']),
        workloadName: 'web',
        localAddress: '127.0.0.1',
      });
      return { ...service, forwards };
    }),
  }));
  return { text: JSON.stringify({ version: 2, clusters }), items: once(places) };
}

/** Without what only a shell understands: each line is one command. */
function kubectl(dice: Dice): ExchangeInput {
  const items = new Map<string, number | 'some'>();
  const lines = listOf(dice, 12, (index) => {
    const pairs = listOf(dice, 3, (pair) => {
      const own = String(10_000 + 10 * index + pair);
      return dice.chance(0.85) ? dice.pick([own, `${own}:80`, ':80', `${own}:http`, 'http']) : dice.pick(strangePairs);
    });
    const flags = [
      ...(dice.chance(0.7) ? ['--context', 'dev'] : []),
      ...(dice.chance(0.5) ? ['-n', dice.pick(['shop', 'Sh op', ''])] : []),
      ...(dice.chance(0.1) ? [dice.pick(['--token=x', '--no-such', '--pod-running-timeout=1m', '--as', '--'])] : []),
    ];
    const address = dice.pick(['', '', '127.0.0.2', '127.0.0.2,127.0.0.3', 'everywhere']);
    const target = dice.pick(['svc/web', 'pod/web', 'web', 'deploy/web', 'job/web', 'a/b/c', '']);
    const words = ['kubectl', ...flags, 'port-forward', ...(address === '' ? [] : ['--address', address])];
    // Flags, and what cannot be forwarded to, are said of the whole command.
    const isWhole =
      [...flags, ...pairs].some((word) => /^-(?!-context$|n$)/.test(word)) || ['job/web', 'a/b/c'].includes(target);
    const expected = pairs.length * (address.includes(',') ? 2 : 1);
    items.set(`line ${String(index + 1)}`, isWhole ? 'some' : expected);
    return [...words, target, ...pairs].map(quoted).join(' ');
  });
  return { text: `${lines.join('\n')}\n`, items };
}

const strangePairs = ['0', '70000:80', '80:', '1:2:3', 'a b', '-1:80', '8080:x y', '08:1'] as const;

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word}'`;
}

function contexts(dice: Dice, isOurs: boolean): ExchangeInput {
  const places: string[] = [];
  const file = {
    contexts: listOf(dice, 2, (c) => ({
      name: dice.chance(0.95) ? `context-${String(c)}` : dice.pick(strange),
      namespaces: listOf(dice, 2, (n) => ({
        name: dice.chance(0.95) ? `space-${String(n)}` : dice.pick(strange),
        forwards: listOf(dice, 4, (f) => {
          places.push(`contexts[${String(c)}].namespaces[${String(n)}].forwards[${String(f)}]`);
          if (dice.chance(0.05)) return dice.pick(strange);
          return entry(dice, {
            resource: dice.pick(['service/web', 'pod/web', 'deployment/web']),
            port: dice.pick([80, 8080]),
            localPort: 10_000 + 100 * c + 10 * n + f,
            alias: dice.pick(['web', 'api']),
            protocol: 'tcp',
            ...(isOurs ? { group: 'g', autostart: false, bindAddress: '127.0.0.2' } : { httpLog: { enabled: true } }),
          });
        }),
      })),
    })),
    ...(dice.chance(0.3) ? { healthCheck: { interval: '3s' }, reliability: { retryOnStale: true } } : {}),
  };
  return { text: stringify(file), items: once(places) };
}

interface Made {
  readonly name: string;
  readonly format: ExchangeFormat;
  readonly make: (dice: Dice) => ExchangeInput;
}

export const inputs: readonly Made[] = [
  { name: 'kftray', format: 'kftray', make: kftray },
  { name: 'kube-forwarder', format: 'kube-forwarder', make: kubeForwarder },
  { name: 'kubectl', format: 'kubectl', make: kubectl },
  { name: 'kportal', format: 'kportal', make: (dice) => contexts(dice, false) },
  { name: 'portwatch', format: 'portwatch', make: (dice) => contexts(dice, true) },
];
