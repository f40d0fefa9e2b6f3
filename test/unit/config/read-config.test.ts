import { describe, expect, it } from 'vitest';
import type { ConfigResult, LoadedConfig, RejectedConfig } from '../../../src/main/config/config-result';
import { readConfig } from '../../../src/main/config/read-config';

function loaded(text: string): LoadedConfig {
  const result = readConfig('pw.yaml', text);
  if (result.kind !== 'loaded') throw new Error(`rejected: ${JSON.stringify(result.problems)}`);
  return result;
}

function rejected(text: string): RejectedConfig {
  const result = readConfig('pw.yaml', text);
  if (result.kind !== 'rejected') throw new Error('not rejected');
  return result;
}

function sentences(result: ConfigResult): readonly string[] {
  return result.problems.map(({ line, column, message, hint }) => `${line}:${column} ${message}. ${hint}`.trim());
}

/** One context and namespace around forwards that are given as flow maps, one a line, from line 5 on. */
function withForwards(...forwards: readonly string[]): string {
  return [
    'contexts:',
    '  - name: prod',
    '    namespaces:',
    '      - name: shop',
    '        forwards:',
    ...forwards.map((forward) => `          - { ${forward} }`),
  ].join('\n');
}

describe('a config file as kportal has it', () => {
  const kportal = `
healthCheck:
  interval: 3s
  timeout: 2s
  method: data-transfer
  maxConnectionAge: 25m
  maxIdleTime: 10m
reliability:
  tcpKeepalive: 30s
  dialTimeout: 30s
  retryOnStale: true
  watchdogPeriod: 30s
mdns:
  enabled: false
contexts:
  - name: prod
    namespaces:
      - name: shop
        forwards:
          - resource: service/api
            protocol: tcp
            port: 80
            localPort: 8080
            alias: api-gateway
            httpLog: true
          - resource: pod/web
            port: 3000
            localPort: 3000
            httpLog: { enabled: true, logFile: /tmp/web.log, filterPath: /api/*, includeHeaders: true, maxBodySize: 0 }
          - resource: pod
            selector: app=db,tier=back
            port: 5432
            localPort: 5432
            alias: db
`;

  it('loads as it is', () => {
    const { specs, broken, problems } = loaded(kportal);
    expect(problems).toEqual([]);
    expect(broken).toEqual([]);
    expect(specs).toEqual([
      {
        id: '127.0.0.1:8080',
        alias: 'api-gateway',
        group: 'prod',
        context: 'prod',
        namespace: 'shop',
        target: { kind: 'service', name: 'api' },
        port: 80,
        bindAddress: '127.0.0.1',
        localPort: 8080,
        onHang: 'reconnect',
        autostart: true,
        upkeep: {
          probe: null,
          maxAgeMs: 1_500_000,
          maxIdleMs: 600_000,
          renewsWorn: true,
          dialMs: 30_000,
          keepAliveMs: 30_000,
        },
      },
      expect.objectContaining({ alias: 'web', target: { kind: 'pod', name: 'web' } }),
      expect.objectContaining({ alias: 'db', target: { kind: 'selector', selector: 'app=db,tier=back' } }),
    ]);
  });

  it('may use anchors and merge keys, as Go does', () => {
    const { specs } = loaded(
      withForwards('<<: &base { resource: service/api, port: 80 }, localPort: 1', '<<: *base, localPort: 2'),
    );
    expect(specs.map(({ localPort, port }) => [localPort, port])).toEqual([
      [1, 80],
      [2, 80],
    ]);
  });

  it('may have no contexts yet', () => {
    expect(loaded('contexts: []').specs).toEqual([]);
  });
});

describe('the keys that Portwatch adds', () => {
  it('set group, address, autostart and what to do when hung', () => {
    const { specs } = loaded(
      withForwards(
        'resource: service/api, port: http, localPort: 1, group: payments, bindAddress: "::1", autostart: false, onHang: notify',
      ),
    );
    expect(specs).toEqual([
      expect.objectContaining({
        id: '[::1]:1',
        port: 'http',
        group: 'payments',
        bindAddress: '::1',
        autostart: false,
        onHang: 'notify',
      }),
    ]);
  });

  it.each(['deployment', 'statefulset', 'daemonset', 'replicaset'])('may lead to a %s', (kind) => {
    const { specs } = loaded(withForwards(`resource: ${kind}/api.v2, port: 80, localPort: 1`));
    expect(specs[0]?.target).toEqual({ kind, name: 'api.v2' });
  });

  it('set the watchdog and the lanes, with defaults for the rest', () => {
    expect(loaded('contexts: []').settings).toEqual({
      watchdog: { pollMs: 5_000, checkMs: 5_000, thresholdMs: 15_000 },
      lanes: null,
    });
    expect(loaded('contexts: []\nwatchdog: { poll: 1s, threshold: 2500ms }\nlanes: 2').settings).toEqual({
      watchdog: { pollMs: 1_000, checkMs: 5_000, thresholdMs: 2_500 },
      lanes: 2,
    });
  });
});

describe('a fault in one forward', () => {
  const fine = 'resource: service/fine, port: 80, localPort: 9999';

  it.each([
    ['port: 0, localPort: 1, resource: service/a', '6:21 port is 0: it must be a whole number from 1 to 65535.'],
    [
      'port: 70000, localPort: 1, resource: service/a',
      '6:21 port is 70000: it must be a whole number from 1 to 65535.',
    ],
    ['port: 1, localPort: 0, resource: service/a', '6:35 localPort is 0: it must be a whole number from 1 to 65535.'],
    [
      'port: 1, localPort: 70000, resource: service/a',
      '6:35 localPort is 70000: it must be a whole number from 1 to 65535.',
    ],
    ['port: 1, localPort: -1, resource: service/a', '6:35 localPort is -1: it must be a whole number from 1 to 65535.'],
    [
      'port: 1, localPort: 1.5, resource: service/a',
      '6:35 localPort is 1.5: it must be a whole number from 1 to 65535.',
    ],
    [
      'port: 1, localPort: .nan, resource: service/a',
      '6:35 localPort is NaN: it must be a whole number from 1 to 65535.',
    ],
    [
      'port: "8080", localPort: 1, resource: service/a',
      '6:21 port is "8080": it must be a whole number from 1 to 65535, without quotes, or the name of a port.',
    ],
    ['port: 1, localPort:, resource: service/a', '6:34 localPort is empty: it must be a whole number from 1 to 65535.'],
    ['port: 1, resource: service/a', '6:13 localPort is missing. It must be a whole number from 1 to 65535.'],
    [
      'port: 1, localPort: 1, resource: svc/a',
      '6:48 resource is "svc/a": it must be one of pod/NAME, service/NAME, deployment/NAME, statefulset/NAME, daemonset/NAME, replicaset/NAME, or pod with a selector. Did you mean "service/a"?',
    ],
    [
      'port: 1, localPort: 1, resource: service/Api',
      '6:48 resource is "service/Api": it must be one of pod/NAME, service/NAME, deployment/NAME, statefulset/NAME, daemonset/NAME, replicaset/NAME, or pod with a selector. Did you mean "service/api"?',
    ],
    [
      'port: 1, localPort: 1, resource: pod',
      '6:48 resource is "pod" without a selector. Add selector: app=NAME, or write pod/NAME.',
    ],
    [
      'port: 1, localPort: 1, resource: service/a, selector: a=b',
      '6:69 selector cannot be combined with service/a. Remove it, or write resource: pod.',
    ],
    [
      'port: 1, localPort: 1, resource: service/a, protocol: udp',
      '6:69 protocol is "udp": it must be tcp: nothing else can be forwarded.',
    ],
    [
      'port: 1, localPort: 1, resource: service/a, localport: 2',
      '6:59 Unknown key "localport". Did you mean "localPort"?',
    ],
    [
      'port: 1, localPort: 1, resource: service/a, wobble: 2',
      '6:59 Unknown key "wobble". The keys here are resource, selector, protocol, port, localPort, alias, httpLog, group, bindAddress, autostart, lazy, idleTimeout, onHang, openPath, probe, notify.',
    ],
    [
      'port: 1, localPort: 1, resource: service/a, httpLog: { maxBody: 1 }',
      '6:70 Unknown key "maxBody". Did you mean "maxBodySize"?',
    ],
    [
      'port: 1, localPort: 1, resource: service/a, httpLog: { maxBodySize: -1 }',
      '6:83 maxBodySize is -1: it must not be negative.',
    ],
    [
      'port: 1, localPort: 1, resource: service/a, httpLog: often',
      '6:68 httpLog is "often": it must be true, false or a block of keys.',
    ],
    [
      'port: 1, localPort: 1, resource: service/a, bindAddress: everywhere',
      '6:72 bindAddress is "everywhere": it must be an IP address of this machine.',
    ],
    [
      'port: 1, localPort: 1, resource: service/a, autostart: maybe',
      '6:70 autostart is "maybe": it must be true or false.',
    ],
    [
      'port: 1, localPort: 1, resource: service/a, __proto__: { polluted: 1 }',
      '6:59 Unknown key "__proto__". The keys here are resource, selector, protocol, port, localPort, alias, httpLog, group, bindAddress, autostart, lazy, idleTimeout, onHang, openPath, probe, notify.',
    ],
    [
      'port: 1, localPort: 1, resource: service/a, constructor: 1',
      '6:59 Unknown key "constructor". The keys here are resource, selector, protocol, port, localPort, alias, httpLog, group, bindAddress, autostart, lazy, idleTimeout, onHang, openPath, probe, notify.',
    ],
  ])('%s', (forward, expected) => {
    const result = loaded(withForwards(forward, fine));
    expect(sentences(result)).toEqual([expected]);
    expect(result.specs.map(({ alias }) => alias)).toEqual(['fine']);
    expect(result.broken).toHaveLength(1);
  });

  it.each(['null', '3', 'text', '[]'])('that is %s instead of a block', (entry) => {
    const result = loaded(`${withForwards(fine)}\n          - ${entry}`);
    expect(result.specs).toHaveLength(1);
    expect(result.problems[0]?.message).toMatch(/^forwards\[1\] is .*: it must be a block of keys$/);
    expect(result.broken[0]).toMatchObject({ id: 'line:7', context: 'prod', namespace: 'shop' });
  });

  it('is shown on a broken forward, with file, line and column', () => {
    const { broken } = loaded(
      withForwards(fine, 'resource: service/orders, alias: orders-db, group: data, port: 70000, localPort: 8081, x: 1'),
    );
    expect(broken).toEqual([
      {
        id: 'line:7',
        alias: 'orders-db',
        group: 'data',
        context: 'prod',
        namespace: 'shop',
        target: 'service/orders',
        address: '127.0.0.1:8081',
        problem: {
          code: 'bad-config',
          message: 'pw.yaml:7:78: port is 70000: it must be a whole number from 1 to 65535 (and 1 more)',
          hint: '',
          suspect: 'local',
        },
      },
    ]);
  });

  it('is reported with all the others at once, in the order of the file', () => {
    const result = loaded(
      withForwards('resource: service/a, port: 0, localPort: 0, x: 1', 'resource: b', fine, 'port: 1, localPort: 1'),
    );
    expect(result.problems.map(({ line, path }) => [line, path.replace(/.*forwards/, '')])).toEqual([
      [6, '[0].port'],
      [6, '[0].localPort'],
      [6, '[0].x'],
      [7, '[1].port'],
      [7, '[1].localPort'],
      [7, '[1].resource'],
      [9, '[3].resource'],
    ]);
    expect(result.broken).toHaveLength(3);
  });

  it('names the whole path', () => {
    expect(loaded(withForwards(fine, 'resource: service/a, port: 1')).problems[0]?.path).toBe(
      'contexts[0].namespaces[0].forwards[1].localPort',
    );
  });
});

describe('a local port that is used twice', () => {
  const first = 'resource: service/a, port: 80, localPort: 8080, alias: gateway';

  it('breaks the second, which names the line of the first', () => {
    const result = loaded(withForwards(first, 'resource: pod/b, port: 80, localPort: 8080'));
    expect(result.specs.map(({ alias }) => alias)).toEqual(['gateway']);
    expect(sentences(result)).toEqual([
      '7:53 localPort 8080 is already used by gateway (service/a) in line 6. Choose another local port for one of them.',
    ]);
  });

  it.each(['0.0.0.0', '"::"', 'localhost', '127.0.0.1'])('collides on %s too', (address) => {
    const result = loaded(withForwards(first, `resource: pod/b, port: 80, localPort: 8080, bindAddress: ${address}`));
    expect(result.broken).toHaveLength(1);
  });

  it('is fine on different addresses', () => {
    const result = loaded(withForwards(first, 'resource: pod/b, port: 80, localPort: 8080, bindAddress: 127.0.0.2'));
    expect(result.problems).toEqual([]);
  });

  it('is fine when the first cannot run anyway', () => {
    const result = loaded(withForwards(`${first}, oops: 1`, 'resource: pod/b, port: 80, localPort: 8080'));
    expect(result.specs.map(({ alias }) => alias)).toEqual(['b']);
  });
});

describe('a fault above the forwards', () => {
  it('breaks the forwards below it and no others', () => {
    const result = loaded(`
contexts:
  - name: prod
    namespace: oops
    namespaces:
      - name: shop
        forwards:
          - { resource: service/a, port: 80, localPort: 1 }
          - { resource: service/b, port: 80, localPort: 2 }
  - name: dev
    namespaces:
      - name: Shop!
        forwards:
          - { resource: service/c, port: 80, localPort: 3 }
      - name: shop
        forwards:
          - { resource: service/d, port: 80, localPort: 4 }
      - name: empty
`);
    expect(result.specs.map(({ alias }) => alias)).toEqual(['d']);
    expect(result.broken.map(({ alias }) => alias)).toEqual(['a', 'b', 'c']);
    expect(sentences(result)).toEqual([
      '4:5 Unknown key "namespace". Did you mean "namespaces"?',
      '12:15 name is "Shop!": it must be a Kubernetes name: lower-case letters, digits, "-" and ".".',
      '18:9 forwards is missing. It must be a list.',
    ]);
  });

  it('gives every broken forward an id of its own, even where an anchor puts one into two places', () => {
    const result = loaded(`
contexts:
  - name: prod
    namespaces:
      - { name: a, forwards: &same [ { resource: x }, { resource: y } ] }
      - { name: b, forwards: *same }
`);
    const ids = result.broken.map(({ id }) => id);
    expect(ids).toHaveLength(4);
    expect(new Set(ids).size).toBe(4);
  });
});

describe('a fault of the file as a whole rejects it', () => {
  it.each([
    ['', '0:0 The file is empty. It needs at least a list named contexts.'],
    ['# only a remark\n', '0:0 The file is empty. It needs at least a list named contexts.'],
    ['{}', '1:1 contexts is missing. It must be a list.'],
    ['contexts:', '1:10 contexts is empty: it must be a list.'],
    ['contexts: {}', '1:11 contexts is a block of keys: it must be a list.'],
    ['- a\n- b', '1:1 The file is a list: it must be a block of keys.'],
    ['just text', '1:1 The file is "just text": it must be a block of keys.'],
    ['contexts: []\ncontext: []', '2:1 Unknown key "context". Did you mean "contexts"?'],
    ['contexts: []\nlanes: 17', '2:8 lanes is 17: it must be a whole number from 1 to 16.'],
    ['contexts: []\nlanes: 0', '2:8 lanes is 0: it must be a whole number from 1 to 16.'],
    [
      'contexts: []\nwatchdog: { poll: 5 }',
      '2:19 poll is 5: it must be a duration with a unit, such as 500ms, 15s or 1m30s.',
    ],
    ['contexts: []\nwatchdog: { poll: 0s }', '2:19 poll is "0s": it must be between 1ms and 24h.'],
    ['contexts: []\nwatchdog: { check: 100h }', '2:20 check is "100h": it must be between 1ms and 24h.'],
    [
      'contexts: []\nwatchdog: { poll: 10s }',
      '2:19 threshold of 15 s is less than two polls of 10 s. Healthy forwards would be called hung: raise threshold, or poll more often.',
    ],
    ['contexts: []\nhealthCheck: { method: ping }', '2:24 method is "ping": it must be data-transfer or tcp-dial.'],
    [
      'contexts: []\nreliability: { watchdogPeriod: 1d }',
      '2:32 watchdogPeriod is "1d": it must be a duration with a unit, such as 500ms, 15s or 1m30s.',
    ],
    ['contexts: []\nmdns: { enable: true }', '2:9 Unknown key "enable". Did you mean "enabled"?'],
  ])('%j', (text, expected) => {
    expect(sentences(rejected(text))).toEqual([expected]);
  });

  it('with the bad settings named even when a forward is broken too', () => {
    const problems = rejected(`${withForwards('resource: x')}\nwatchdog: { poll: 20s }`).problems;
    expect(problems.map(({ line }) => line)).toEqual([6, 6, 6, 7]);
  });

  it.each([
    ['contexts: [', 1],
    ['contexts:\n  - name: a\n   namespaces: []', 3],
    ['contexts: []\ncontexts: []', 2],
    ['contexts: []\n---\ncontexts: []', 2],
    ['contexts: *missing', 1],
    ['contexts:\n\t- name: a', 2],
    ['a: "unfinished', 1],
  ])('malformed YAML, with the line: %j', (text, line) => {
    const { problems } = rejected(text);
    expect(problems[0]).toMatchObject({ line, hint: 'The file is not valid YAML; nothing in it was used.' });
    expect(problems[0]?.column).toBeGreaterThan(0);
    expect(problems[0]?.message).not.toContain('\n');
  });

  it('an alias bomb, quickly', () => {
    const levels = Array.from({ length: 12 }, (_, level) =>
      level === 0
        ? 'l0: &l0 [x, x]'
        : `l${level}: &l${level} [${Array(9)
            .fill(`*l${level - 1}`)
            .join(', ')}]`,
    );
    const { problems } = rejected([...levels, 'contexts: *l11'].join('\n'));
    expect(problems[0]?.message).toContain('alias');
  });

  it.each([
    ['lists', '['.repeat(100_000)],
    ['blocks', '{a: '.repeat(50_000)],
    ['indented lists', '- '.repeat(50_000)],
    ['an indented block', Array.from({ length: 1_000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
  ])('nesting without end, of %s', (_, text) => {
    expect(rejected(text).problems.map(({ message }) => message)).toEqual(['The file is nested too deeply']);
    expect(rejected(`contexts: []\nx:\n ${text.replaceAll('\n', '\n ')}`).problems[0]?.line).toBeGreaterThan(2);
  });

  it('but not for brackets within text', () => {
    expect(
      loaded(withForwards(`resource: pod/a, port: 1, localPort: 1, alias: "${'['.repeat(100)}"`)).problems,
    ).toEqual([]);
  });

  it('and leaves prototypes alone', () => {
    rejected('__proto__: { polluted: true }\nconstructor: { prototype: { polluted: true } }');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
