import { readConfig } from '../../src/main/config/read-config';
import { check, type Fuzzer } from './fuzzer';
import { mutated } from './mutate';

/** A good file with everything in it: anchors, merges, both styles, remarks. */
const good = `# forwards
healthCheck: { interval: 3s, maxIdleTime: 10m }
reliability:
  dialTimeout: 30s
defaults: { group: all, probe: { path: /healthz } }
watchdog: { poll: 5s, threshold: 15s }
lanes: 2
contexts:
  - name: prod # the real one
    production: true
    namespaces:
      - name: shop
        forwards: &some
          - &base
            resource: service/api
            port: http
            localPort: 8080
            httpLog: { enabled: true, maxBodySize: 0 }
          - <<: *base
            localPort: 8081
            alias: "second"
          - { resource: pod, selector: app=web, port: 80, localPort: 8082, probe: false }
      - { name: other, forwards: *some }
`;

export const configFuzzers: readonly Fuzzer[] = [
  {
    name: 'config',
    unitRounds: 150,
    round(dice) {
      let text = good;
      for (let left = 1 + dice.upTo(dice.chance(0.8) ? 2 : 20); left > 0; left -= 1) text = mutated(dice, text);
      const result = readConfig('pw.yaml', text);
      check(result.kind === 'loaded' || result.problems.length > 0, 'a file was rejected without a reason');
      if (result.kind === 'loaded' && result.broken.length > 0)
        check(result.problems.length > 0, 'a forward broke without a problem');
      const lines = text.split('\n');
      for (const { line, column, message } of [...result.problems, ...(result.kind === 'loaded' ? result.notes : [])]) {
        check(message !== '' && !message.includes('\n'), 'a problem is one line of text');
        if (line === 0) continue;
        check(line <= lines.length, `line ${String(line)} of ${String(lines.length)}`);
        check(
          column >= 1 && column <= (lines[line - 1]?.length ?? 0) + 1,
          `column ${String(column)} of line ${String(line)}`,
        );
      }
      const ids = result.kind === 'loaded' ? [...result.specs, ...result.broken].map(({ id }) => id) : [];
      check(new Set(ids).size === ids.length, 'two forwards have one id');
    },
  },
];
