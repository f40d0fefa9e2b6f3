import { LineCounter, parseDocument } from 'yaml';
import { readConfig } from '../../src/main/config/read-config';
import { parseYaml } from '../../src/main/config/yaml-source';
import { configSchema } from '../../src/shared/config-schema';

/** What understanding a config file takes, in milliseconds of CPU: other programs on the machine take no part in it. */
export interface ConfigCost {
  readonly forwards: number;
  readonly bytes: number;
  /** From text to forwards, as a start or a reload does it: the median of the rounds. */
  readonly wholeMs: number;
  /** The same with a fault in every forward. */
  readonly faultyMs: number;
  /** Of the whole: YAML with places; the parser alone; the schema. */
  readonly yamlMs: number;
  readonly parserMs: number;
  readonly schemaMs: number;
}

/** Medians of `rounds` rounds, after one that warms up. */
export function configCost(forwards: number, rounds: number): ConfigCost {
  const text = fileOf(forwards, 'alias');
  const faulty = fileOf(forwards, 'alais');
  const value = configSchema.parse(parseDocument(text).toJS());
  return {
    forwards,
    bytes: Buffer.byteLength(text),
    wholeMs: medianMs(rounds, () => void readConfig('portwatch.yaml', text)),
    faultyMs: medianMs(rounds, () => void readConfig('portwatch.yaml', faulty)),
    yamlMs: medianMs(rounds, () => void parseYaml(text)),
    parserMs: medianMs(rounds, () => void parseDocument(text, { lineCounter: new LineCounter() })),
    schemaMs: medianMs(rounds, () => void configSchema.safeParse(value)),
  };
}

/** Twenty forwards to a namespace, ten namespaces to a context, written as people write them. */
function fileOf(forwards: number, aliasKey: string): string {
  const lines = ['contexts:'];
  for (let index = 0; index < forwards; index += 1) {
    if (index % 200 === 0) lines.push(`  - name: cluster-${String(index / 200)}`, '    namespaces:');
    if (index % 20 === 0) lines.push(`      - name: team-${String((index / 20) % 10)}`, '        forwards:');
    lines.push(
      `          - resource: service/service-${String(index)} # its owner`,
      '            port: http',
      `            localPort: ${String(10_000 + index)}`,
      `            ${aliasKey}: service-${String(index)}`,
    );
    if (index % 4 === 0) lines.push('            probe: { path: /healthz }', '            group: shop');
  }
  return `${lines.join('\n')}\n`;
}

function medianMs(rounds: number, work: () => void): number {
  const times = Array.from({ length: rounds + 1 }, () => {
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1_000;
  });
  const sorted = times.slice(1).sort((a, b) => a - b);
  return Math.round((sorted[Math.floor(sorted.length / 2)] ?? 0) * 10) / 10;
}
