import { describe, expect, it } from 'vitest';
import { importText } from '../../../../src/main/config/exchange/import-text';
import { maxForwards } from '../../../../src/main/config/exchange/safe-input';
import { noSurroundings } from '../../../../src/main/config/exchange/surroundings';
import { forwardSchema } from '../../../../src/shared/config-schema';
import { exchangeFormats } from '../../../../src/shared/import-plan';
import { seededRandom } from '../../../support/seeded-random';

const refusal = (text: string, format: Parameters<typeof importText>[1] = null) => {
  const { drafts, notes } = importText(text, format, noSurroundings);
  expect(drafts).toEqual([]);
  expect(notes[0]).toMatchObject({ kind: 'refused', costsForward: true });
  return notes[0]?.why;
};

describe('hostile input', () => {
  it('is refused when it is too large', () => {
    expect(refusal(' '.repeat(10 * 1024 * 1024 + 1))).toContain('10 MiB');
  });

  it('is refused when it is nested too deeply', () => {
    expect(refusal('['.repeat(100_000), 'kftray')).toContain('nested too deeply');
    expect(refusal(`contexts: ${'['.repeat(100_000)}`, 'kportal')).toContain('nested too deeply');
    expect(refusal('{"clusters":'.repeat(5_000), 'kube-forwarder')).toContain('nested too deeply');
  });

  it('is refused when its aliases multiply', () => {
    const bomb = [
      'a0: &a0 [x]',
      ...Array.from({ length: 30 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}, *a${n}]`),
      'contexts: *a30',
    ];
    expect(refusal(bomb.join('\n'), 'kportal')).toContain('alias');
  });

  it.each(['__proto__', 'constructor', 'prototype'])('is refused when it has a key named %s', (key) => {
    expect(refusal(`[{"${key}": {"polluted": true}}]`, 'kftray')).toContain(key);
    expect(refusal(`{"clusters": [{"${key}": 1}]}`)).toContain(key);
    expect(refusal(`contexts:\n  - ${key}: { polluted: true }\n`)).toContain(key);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('is refused when it has NUL in it, written out or not', () => {
    expect(refusal('kubectl port-forward svc/a\0 1')).toContain('NUL');
    expect(refusal('[{"alias": "a\\u0000b"}]')).toContain('NUL');
    expect(refusal('contexts: ["a\\0b"]')).toContain('NUL');
  });

  it('is read up to a number of forwards, and the rest is told', () => {
    const entry = { workload_type: 'pod', target: 'a=b', namespace: 'a', context: 'c', remote_port: 1, local_port: 1 };
    const { drafts, notes } = importText(JSON.stringify(Array(maxForwards + 2).fill(entry)), null, noSurroundings);
    expect(drafts).toHaveLength(maxForwards);
    expect(notes).toMatchObject([{ kind: 'refused', what: 'the rest of the file' }]);
  });

  it('writes no control characters into what is said of it', () => {
    const { notes } = importText(JSON.stringify([{ workload_type: '\u001b[2J\u009b2J\u202e' }]), null, noSurroundings);
    expect(JSON.stringify(notes)).not.toMatch(/\\u|[\p{Cc}\p{Cf}]/u);
  });

  it('never throws, and takes nothing that is not right', { timeout: 60_000 }, () => {
    const random = seededRandom(66);
    const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
    const seeds = [
      'contexts:\n  - name: a\n    namespaces:\n      - name: b\n        forwards:\n          - {resource: service/a, port: 1, localPort: 2}\n',
      '[{"workload_type":"service","service":"a","namespace":"b","context":"c","remote_port":1,"local_port":2}]',
      '{"version":2,"clusters":[{"name":"a","_services":[{"namespace":"b","workloadType":"pod","workloadName":"c","forwards":[{"localPort":1,"remotePort":2}]}]}]}',
      'kubectl --context c -n n port-forward svc/a 1:2 --address "a,b" \\\n 3:4 # x\n',
    ];
    const junk = [
      'null',
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      '\\',
      '$',
      ':',
      '-',
      ',',
      '&a ',
      '*a',
      '<<: ',
      '\n',
      '\t',
      '#',
      '0',
      '-1',
      '1e99',
      'true',
      '\u0007',
      '🦊',
      '"__proto__":1,',
      '%YAML',
      '---',
      '|',
      '>',
    ];
    for (let round = 0; round < 400; round += 1) {
      let text = pick(seeds);
      for (let change = Math.floor(random() * 6); change >= 0; change -= 1) {
        const at = Math.floor(random() * text.length);
        text = text.slice(0, at) + pick(junk) + text.slice(at + Math.floor(random() * 4));
      }
      for (const format of [null, ...exchangeFormats]) {
        const { drafts, notes } = importText(text, format, noSurroundings);
        for (const { forward } of drafts) expect(forwardSchema.parse({ ...forward, localPort: 1 })).toBeDefined();
        for (const { what, why } of notes) expect(`${what}: ${why}`).toMatch(/^[^\p{Cc}]+: [^\p{Cc}]+$/u);
      }
    }
  });
});
