import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LoadedConfig } from '../../../src/main/config/config-result';
import { clusterIdOf } from '../../../src/shared/cluster-ref';
import { readConfig } from '../../../src/main/config/read-config';

interface Parts {
  readonly top?: string;
  readonly context?: string;
}

/** A file around forwards that are given as flow maps, one a line from line 6 on. */
function textOf(forwards: readonly string[], { top = 'lanes: 1', context = '' }: Parts = {}): string {
  return [
    top,
    'contexts:',
    `  - { name: prod, ${context} namespaces: [{ name: shop, forwards: [`,
    ...forwards.map((forward) => `      { resource: service/api, port: 80, ${forward} },`),
    '    ] }] }',
  ].join('\n');
}

function load(forwards: readonly string[], parts?: Parts): LoadedConfig {
  const result = readConfig('pw.yaml', textOf(forwards, parts));
  if (result.kind !== 'loaded') throw new Error(JSON.stringify(result.problems));
  return result;
}

function sentences(text: string): readonly string[] {
  return readConfig('pw.yaml', text).problems.map(({ message, hint }) => `${message}. ${hint}`.trim());
}

describe('defaults', () => {
  it('stand for what a forward leaves out, and for nothing else', () => {
    const top =
      'defaults: { group: all, bindAddress: 127.0.0.9, autostart: false, onHang: notify, openPath: /ui, notify: false }';
    const { specs } = load(
      ['localPort: 1', 'localPort: 2, group: own, bindAddress: 127.0.0.1, autostart: true, notify: true'],
      {
        top,
      },
    );
    expect(specs).toMatchObject([
      { group: 'all', bindAddress: '127.0.0.9', autostart: false, onHang: 'notify', openPath: '/ui', notify: false },
      { group: 'own', bindAddress: '127.0.0.1', autostart: true, onHang: 'notify', openPath: '/ui' },
    ]);
    expect(specs[1]?.notify).toBeUndefined();
  });

  it('have a probe, which a forward may have otherwise or not at all', () => {
    const { specs } = load(
      ['localPort: 1', 'localPort: 2, probe: { method: tcp-dial }', 'localPort: 3, probe: false'],
      {
        top: 'defaults: { probe: { path: /healthz } }',
      },
    );
    expect(specs.map(({ upkeep }) => upkeep?.probe?.method)).toEqual(['http', 'tcp-dial', undefined]);
  });

  it('count when ports are compared', () => {
    const { problems } = load(['localPort: 1', 'localPort: 1, bindAddress: 127.0.0.1'], {
      top: 'defaults: { bindAddress: 0.0.0.0 }',
    });
    expect(problems.map(({ message }) => message)).toEqual([
      'localPort 1 is already used by api (service/api) in line 4',
    ]);
  });

  it.each([
    [
      '{ localPort: 1 }',
      'Unknown key "localPort". The keys here are httpLog, group, bindAddress, autostart, lazy, idleTimeout, onHang, openPath, probe, notify.',
    ],
    ['{ onHang: restart }', 'onHang is "restart": it must be reconnect or notify.'],
    ['{ probe: { method: tcp-dial, path: / } }', 'path has no meaning for tcp-dial. Add method: http, or remove it.'],
    ['{ probe: { interval: 1ms } }', 'interval is "1ms": it must be between 1s and 24h.'],
  ])('that are wrong reject the file: %s', (defaults, expected) => {
    const text = textOf(['localPort: 1'], { top: `defaults: ${defaults}` });
    expect(readConfig('pw.yaml', text).kind).toBe('rejected');
    expect(sentences(text)).toEqual([expected]);
  });
});

describe('a context that is production', () => {
  it('marks its forwards', () => {
    expect(load(['localPort: 1'], { context: 'production: true,' }).specs[0]?.production).toBe(true);
    expect(load(['localPort: 1'], { context: 'production: false,' }).specs[0]?.production).toBeUndefined();
  });
});

describe('a forward that need not have a tunnel all the time', () => {
  it.each([
    ['lazy: true', { lazy: true }],
    ['lazy: false', {}],
    ['idleTimeout: 1m30s', { idleMs: 90_000 }],
    ['idleTimeout: 0s', {}],
    ['lazy: true, idleTimeout: 5m', { lazy: true, idleMs: 300_000 }],
  ])('%s', (keys, expected) => {
    const [spec] = load([`localPort: 1, ${keys}`]).specs;
    const { lazy, idleMs } = spec ?? {};
    expect({ ...(lazy === undefined ? {} : { lazy }), ...(idleMs === undefined ? {} : { idleMs }) }).toEqual(expected);
  });

  it('may be all of them, but for those that say otherwise', () => {
    const defaults = 'defaults: { lazy: true, idleTimeout: 10m }\n';
    const { specs } = load(['localPort: 1', 'localPort: 2, lazy: false, idleTimeout: 0s'], { top: defaults });
    expect(specs.map(({ lazy, idleMs }) => [lazy, idleMs])).toEqual([
      [true, 600_000],
      [undefined, undefined],
    ]);
  });

  it.each(['idleTimeout: 5', 'idleTimeout: 500ms', 'idleTimeout: 25h', 'lazy: first'])('not as %s', (keys) => {
    expect(readConfig('pw.yaml', textOf([`localPort: 1, ${keys}`]))).toMatchObject({ broken: [{ alias: 'api' }] });
  });
});

describe('a context that is looked up in a file of its own', () => {
  const fileOf = (kubeconfig: string) => {
    const text = textOf(['localPort: 1'], { context: `kubeconfig: "${kubeconfig}",` });
    const result = readConfig('/home/ada/work/pw.yaml', text);
    return result.kind === 'loaded' ? result.specs[0]?.kubeconfig : result.problems[0]?.message;
  };

  it.each([
    ['/etc/customer.yaml', '/etc/customer.yaml'],
    ['customer.yaml', '/home/ada/work/customer.yaml'],
    ['../clusters/customer', '/home/ada/clusters/customer'],
    ['~/.kube/customer', join(homedir(), '.kube/customer')],
    ['~customer', '/home/ada/work/~customer'],
  ])('%s is %s', (written, expected) => {
    expect(fileOf(written)).toBe(expected);
  });

  it("is told from one of that name in the user's own kubeconfig", () => {
    const [theirs] = load(['localPort: 1'], { context: 'kubeconfig: /etc/k,' }).specs;
    const [own] = load(['localPort: 1']).specs;
    expect([theirs, own].map((spec) => spec && clusterIdOf(spec))).toEqual([
      clusterIdOf({ context: 'prod', kubeconfig: '/etc/k' }),
      'prod',
    ]);
    expect(own).not.toHaveProperty('kubeconfig');
  });

  it('is named by a path', () => {
    expect(readConfig('pw.yaml', textOf(['localPort: 1'], { context: 'kubeconfig: 5,' }))).toMatchObject({
      specs: [],
      broken: [{ alias: 'api', problem: { message: expect.stringContaining('must be the path of a file') as string } }],
    });
  });
});

describe('optional keys without a value', () => {
  it('mean the same as none, everywhere', () => {
    const top = 'healthCheck:\nmdns:\n  enabled:\nwatchdog: { poll: }\ndefaults:';
    const result = readConfig('pw.yaml', textOf(['localPort: 1, alias: , probe: { path: }, httpLog: '], { top }));
    expect(result).toMatchObject({ kind: 'loaded', problems: [], specs: [{ alias: 'api' }] });
  });

  it('but what must be there is told to be empty', () => {
    expect(sentences(textOf(['localPort: ']))).toEqual([
      'localPort is empty: it must be a whole number from 1 to 65535.',
    ]);
  });
});

describe('names that look like numbers', () => {
  it('are told to want quotes', () => {
    expect(sentences(textOf(['localPort: 1, alias: 8080']))).toEqual([
      'alias is 8080: it must be text of 1 to 200 characters. Put it in quotes: "8080".',
    ]);
  });
});

describe('addresses that are compared for a port', () => {
  it.each([
    ['0.0.0.0', '127.0.0.2', true],
    ['0.0.0.0', '::1', false],
    ['0.0.0.0', '::', true],
    ['::', '127.0.0.1', true],
    ['::1', '0:0:0:0:0:0:0:1', true],
    ['::ffff:127.0.0.1', 'localhost', true],
    ['::ffff:127.0.0.1', '0.0.0.0', true],
    ['::1', '127.0.0.1', false],
    ['127.0.0.1', '127.0.0.2', false],
  ])('%s and %s', (one, other, collide) => {
    for (const [a, b] of [
      [one, other],
      [other, one],
    ]) {
      const result = load([`localPort: 1, bindAddress: "${String(a)}"`, `localPort: 1, bindAddress: "${String(b)}"`]);
      expect(result.broken).toHaveLength(collide ? 1 : 0);
    }
  });
});

describe('what is worth knowing and no fault', () => {
  const notesOf = (text: string) => {
    const result = readConfig('pw.yaml', text);
    if (result.kind !== 'loaded') throw new Error(JSON.stringify(result.problems));
    expect(result.problems).toEqual([]);
    return result.notes.map(({ line, column, message }) => `${String(line)}:${String(column)} ${message}`);
  };

  it('is nothing in most files', () => {
    expect(
      notesOf(
        textOf(['localPort: 1, httpLog: false, alias: a', 'localPort: 2, httpLog: { enabled: false }, alias: b']),
      ),
    ).toEqual([]);
  });

  it('names each key without effect once, where it stands first', () => {
    const top = 'reliability: { watchdogPeriod: 30s }\nmdns: { enabled: true }';
    expect(
      notesOf(textOf(['localPort: 1', 'localPort: 2, httpLog: true', 'localPort: 3, httpLog: {}'], { top })),
    ).toEqual([
      '1:16 watchdogPeriod has no effect here',
      '2:1 mdns has no effect here',
      '6:56 httpLog has no effect here',
    ]);
    expect(notesOf(textOf(['localPort: 2'], { top: 'defaults: { httpLog: true }' }))).toEqual([
      '1:13 httpLog has no effect here',
    ]);
  });

  it('names an alias that is used twice', () => {
    expect(notesOf(textOf(['localPort: 1, alias: db', 'localPort: 2, alias: db', 'localPort: 3']))).toEqual([
      '5:63 alias db is used in line 4 too',
    ]);
  });
});
