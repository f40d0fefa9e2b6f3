import { describe, expect, it } from 'vitest';
import { addForwards } from '../../../src/main/config/edit-yaml';
import { UneditableError } from '../../../src/main/config/uneditable';
import { readConfig } from '../../../src/main/config/read-config';
import type { ForwardDraft } from '../../../src/shared/import-plan';
import { seededRandom } from '../../support/seeded-random';

function draft(localPort: number, context = 'staging', namespace = 'shop'): ForwardDraft {
  return { context, namespace, forward: { resource: `service/new-${String(localPort)}`, port: 80, localPort } };
}

/** Lines of `before` that are in `after` in the same order: all of them. */
function keepsEveryLine(before: string, after: string): boolean {
  const lines = after.split('\n');
  let at = 0;
  return before
    .replace(/\n$/, '')
    .split('\n')
    .every((line) => {
      at = lines.indexOf(line, at) + 1;
      return at > 0;
    });
}

const file = `# Forwards of the shop team.
watchdog: { poll: 5s,   check: 5s, threshold: 15s }   # slow VPN

contexts:
  - name:   staging   # the usual one
    namespaces:
      - name: shop
        forwards:
          - resource: service/web   # the shop itself
            port: http
            localPort: 8080
            # alias: web
          # - resource: service/old
          #   port: 1

      - name: 'data'
        forwards:
          - {resource: pod/db, port: 5432, localPort: 5432}   # flow

# Production is read only.
  - name: production
    namespaces:
      - name: shop
        forwards: [ { resource: service/web, port: 80, localPort: 9080 } ]
lanes: 2 # the end
`;

describe('adding forwards to a config file', () => {
  it('puts one behind the last of its namespace and the comments there', () => {
    expect(addForwards(file, [draft(7000)])).toBe(
      file.replace(
        '          #   port: 1\n',
        `          #   port: 1
          - resource: service/new-7000
            port: 80
            localPort: 7000
`,
      ),
    );
  });

  it('begins a namespace, and a context, where there is none', () => {
    const text = addForwards(file, [draft(7000, 'staging', 'queue'), draft(7001, 'dev', 'shop')]);
    expect(text).toContain(`   # flow
      - name: queue
        forwards:
          - resource: service/new-7000
            port: 80
            localPort: 7000
`);
    expect(text).toContain(`localPort: 9080 } ]
  - name: dev
    namespaces:
      - name: shop
        forwards:
          - resource: service/new-7001
            port: 80
            localPort: 7001
lanes: 2 # the end
`);
    expect(keepsEveryLine(file, text)).toBe(true);
  });

  it('adds to a list in braces in braces', () => {
    expect(addForwards(file, [draft(7000, 'production')])).toContain(
      '[ { resource: service/web, port: 80, localPort: 9080 }, { resource: service/new-7000, port: 80, localPort: 7000 } ]',
    );
  });

  it('adds a line for each to a list in braces that has a line for each', () => {
    const before = `contexts:
- name: staging
  namespaces:
  - name: shop
    forwards: [
      { resource: service/a, port: 1, localPort: 1 }, # first, with a comma
      { resource: service/b, port: 2, localPort: 2 } # last
    ]
`;
    expect(addForwards(before, [draft(7000), draft(7001)])).toBe(
      before.replace(
        'localPort: 2 } # last',
        `localPort: 2 }, # last
      { resource: service/new-7000, port: 80, localPort: 7000 },
      { resource: service/new-7001, port: 80, localPort: 7001 }`,
      ),
    );
  });

  it('indents lists as the file does, and ends lines as the file does', () => {
    const before =
      'contexts:\r\n- name: staging\r\n  namespaces:\r\n  - name: shop\r\n    forwards:\r\n    - {resource: pod/a, port: 1, localPort: 1}\r\n';
    expect(addForwards(before, [draft(7000), draft(7001, 'dev')])).toBe(
      `${before}    - resource: service/new-7000\r\n      port: 80\r\n      localPort: 7000\r\n` +
        '- name: dev\r\n  namespaces:\r\n  - name: shop\r\n    forwards:\r\n    - resource: service/new-7001\r\n      port: 80\r\n      localPort: 7001\r\n',
    );
  });

  it('leaves a comment with the key that it stands above', () => {
    const before = `contexts:
- name: staging
  namespaces:
  - name: shop
    forwards:
    - {resource: pod/a, port: 1, localPort: 1}
# How many threads.
lanes: 2
`;
    expect(addForwards(before, [draft(7000, 'dev')])).toMatch(/localPort: 7000\n# How many threads.\nlanes: 2\n$/);
  });

  it.each([
    ['an empty file', ''],
    ['comments only', '# mine\n'],
    ['a document mark', '---\n# mine\n'],
    ['no contexts', '# mine\nlanes: 2 # two\n'],
    ['contexts without a value', 'contexts: # none yet\nlanes: 2\n'],
    ['contexts of null', 'contexts: ~ # none yet\nlanes: 2\n'],
    ['an empty list of contexts', 'contexts: [] # none yet\nlanes: 2\n'],
    ['an empty list with a comment in it', 'contexts: [ # none yet\n  ]\nlanes: 2\n'],
    ['no line break at the end', 'lanes: 2'],
  ])('begins the list of contexts in %s', (_what, before) => {
    const text = addForwards(before, [draft(7000), draft(7001)]);
    const result = readConfig('file', text);
    expect(result).toMatchObject({ kind: 'loaded', problems: [] });
    expect(result.kind === 'loaded' && result.specs.map(({ localPort }) => localPort)).toEqual([7000, 7001]);
    for (const comment of before.match(/#.*/g) ?? []) expect(text).toContain(comment);
  });

  it('writes JSON into JSON', () => {
    const before = JSON.stringify({
      contexts: [{ name: 'staging', namespaces: [{ name: 'shop', forwards: [draft(1).forward] }] }],
    });
    const text = addForwards(before, [draft(7000), draft(7001, 'dev')]);
    expect(JSON.parse(text)).toMatchObject({
      contexts: [{ namespaces: [{ forwards: [{ localPort: 1 }, { localPort: 7000 }] }] }, { name: 'dev' }],
    });
    expect(JSON.parse(addForwards('{"contexts": []}', [draft(7000)]))).toHaveProperty('contexts[0].name', 'staging');
  });

  it('adds nothing to a list that other places share', () => {
    const before = `contexts:
  - name: staging
    namespaces:
      - name: shop
        forwards: &common
          - { resource: pod/a, port: 1, localPort: 1 }
  - name: dev
    namespaces:
      - { name: shop, forwards: *common }
`;
    const text = addForwards(before, [draft(7000), draft(7001, 'dev')]);
    expect(text.match(/new-7000/g)).toHaveLength(1);
    expect(keepsEveryLine(before, text)).toBe(true);
  });

  it.each([
    ['what is not YAML', 'contexts: [', /Line \d is not valid YAML/],
    ['a list', '- a\n', /not a block of keys/],
    ['text', 'hello\n', /not a block of keys/],
    ['contexts that are no list', 'contexts: 5\n', /not a list/],
    ['several documents', 'contexts: []\n---\ncontexts: []\n', /not valid YAML/],
  ])('refuses %s', (_what, before, message) => {
    expect(() => addForwards(before, [draft(7000)])).toThrow(UneditableError);
    expect(() => addForwards(before, [draft(7000)])).toThrow(message);
  });

  it('writes texts so that they are read as the same', () => {
    const alias = 'a: b # "c" \'d\' - [e] {f} &g *h !i %j @k `l 012 yes';
    const text = addForwards('', [
      { ...draft(7000, 'yes', 'on'), forward: { ...draft(7000).forward, alias, group: 'null' } },
    ]);
    const result = readConfig('file', text);
    expect(result.kind === 'loaded' && result.specs[0]).toMatchObject({
      alias,
      group: 'null',
      context: 'yes',
      namespace: 'on',
    });
  });

  it('loses no line of any file, however often something is added', { timeout: 30_000 }, () => {
    const random = seededRandom(6);
    const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
    for (let round = 0; round < 10; round += 1) {
      let text = pick([file, '', '# mine\nlanes: 1\n', 'contexts: []\n', file.replaceAll('\n', '\r\n')]);
      const ports = new Set<number>();
      for (let step = 0; step < 6; step += 1) {
        const before = text;
        const drafts = Array.from({ length: 1 + Math.floor(random() * 4) }, () => {
          const port = 10_000 + round * 100 + ports.size;
          ports.add(port);
          return draft(port, pick(['staging', 'production', 'dev']), pick(['shop', 'data', 'queue']));
        });
        text = addForwards(before, drafts);
        for (const comment of before.match(/#.*/g) ?? []) expect(text).toContain(comment);
        const result = readConfig('file', text);
        expect(result.problems).toEqual([]);
        const read = result.kind === 'loaded' ? result.specs.map(({ localPort }) => localPort) : [];
        expect(read.filter((port) => port >= 10_000).sort()).toEqual([...ports].sort());
      }
    }
  });
});
