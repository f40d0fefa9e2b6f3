import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { editConfigText, EntryGoneError, forwardsOf, removeForwards } from '../../../src/main/config/edit-text';
import { UneditableError } from '../../../src/main/config/uneditable';
import { editForwards } from '../../../src/main/config/forward-edit';
import { readConfig } from '../../../src/main/config/read-config';
import { clusterIdOf, clusterRefOf } from '../../../src/shared/cluster-ref';
import type { ForwardEdit } from '../../../src/shared/forward-edit';
import type { ForwardDraft } from '../../../src/shared/import-plan';
import { seededRandom } from '../../support/seeded-random';

const file = `# Forwards of the shop team.
lanes: 2 # enough

contexts:
  - name: staging # the usual one
    namespaces:
      - name: shop
        forwards:
          # Of the web team.
          - resource: service/web # ask Ada
            port: 'http'
            localPort:   8080

          # For tests only:
          - { resource: pod/cache, port: 6379, localPort: 6379 } # redis
          - alias: db   # the big one
            resource: pod/db
            port: 5432
            # agreed upon with ops
            localPort: 5432
            probe:
              method: tcp-dial # it is slow
              interval: 10s
      - name: stock
        forwards: [{ resource: service/items, port: 80, localPort: 8081 }] # one
# The end.
`;

/** Comments in every place that they can be in; those of an entry name its resource. */
const commented = `# Top.
contexts:
  # Above staging.
  - name: staging # Behind staging.
    # In staging.
    namespaces: # Behind its namespaces.
      # Above shop.
      - name: shop # Behind shop.
        # In shop.
        forwards: # Behind its forwards.
          # Above the first, or all.
          - resource: service/web # service/web, first line
            # service/web, inside
            port: 80
            localPort: 8080 # service/web, last line
            # service/web, below
          # Above pod/db.
          # Above pod/db, too.
          - { resource: pod/db, port: 5432, localPort: 5432 } # pod/db, in braces
        # Below the forwards of shop.
      # Above stock.
      - name: stock # Behind stock.
        # In stock.
        forwards:
          # Above service/items.
          - port: 80 # service/items, first line
            localPort: 8081
            # service/items, inside
            resource: service/items
      - name: lines
        forwards: [
            # Above service/one.
            { resource: service/one, port: 80, localPort: 8082 }, # service/one, behind
            # Above service/two.
            { resource: service/two, port: 80, localPort: 8083 } # service/two, behind
            # At the end of the lines.
          ] # Behind the lines.
  # Above live.
  - name: live # Behind live.
    production: true # Mind.
    namespaces:
    # Above its namespace.
    - name: far # Behind far.
      forwards:
      # Above deployment/far.
      - resource: deployment/far # deployment/far, first line
        port: 80
        localPort: 8084
# The end.
`;

/** Contexts with one forward each, which any edit may take away. */
const keyed = `contexts:
  # Of the customer.
  - name: live
    kubeconfig: ~/k.yaml # theirs
    production: true
    namespaces:
      - name: shop # Theirs, too.
        forwards:
          - { resource: service/a, port: 80, localPort: 1 }
  - namespaces:
      # Far away.
      - { name: stock, forwards: [{ resource: pod/b, port: 80, localPort: 2 }] }
    # At the end of live.
    production: true # ours
    name: live
  - { name: staging, production: true, namespaces: [{ name: new, forwards: [{ resource: pod/c, port: 80, localPort: 3 }] }] } # in braces
  - name: other
    kubeconfig: other.yaml
    namespaces: [] # nothing yet
`;

const named = (resource: string, text = file): ForwardDraft => {
  const found = forwardsOf(text).find(({ forward }) => forward.resource === resource);
  if (!found) throw new Error(`${resource} is not there`);
  return found;
};

const changedBy = (resource: string, change: Partial<ForwardDraft['forward']>): ForwardEdit => {
  const forward = named(resource);
  return { kind: 'change', forward, to: { ...forward, forward: { ...forward.forward, ...change } } };
};

/** The lines that are different, as in a patch. */
function patch(edit: ForwardEdit, text = file): string[] {
  const after = editConfigText(text, edit).split('\n');
  const before = text.split('\n');
  return [
    ...before.filter((line) => !after.includes(line)).map((line) => `-${line.trim()}`),
    ...after.filter((line) => !before.includes(line)).map((line) => `+${line.trim()}`),
  ];
}

describe('an edit of a config file', () => {
  it('changes a value and nothing beside it', () => {
    expect(patch(changedBy('service/web', { localPort: 9090 }))).toEqual(['-localPort:   8080', '+localPort: 9090']);
    expect(patch(changedBy('service/web', { resource: 'service/page' }))).toEqual([
      '-- resource: service/web # ask Ada',
      '+- resource: service/page # ask Ada',
    ]);
    expect(patch(changedBy('pod/db', { probe: { method: 'tcp-dial', interval: '20s' } }))).toEqual([
      '-interval: 10s',
      '+interval: 20s',
    ]);
  });

  it('adds keys in the style of the entry', () => {
    expect(patch(changedBy('service/web', { alias: 'page: one', autostart: false }))).toEqual([
      '+alias: "page: one"',
      '+autostart: false',
    ]);
    expect(patch(changedBy('pod/cache', { group: 'g' }))).toEqual([
      '-- { resource: pod/cache, port: 6379, localPort: 6379 } # redis',
      '+- { resource: pod/cache, port: 6379, localPort: 6379, group: g } # redis',
    ]);
    expect(patch(changedBy('service/web', { probe: { path: '/healthz' } }))).toEqual(['+probe: { path: /healthz }']);
  });

  it('takes keys away, and leaves their comments', () => {
    const forward = named('pod/db');
    expect(patch({ kind: 'change', forward, to: { ...forward, forward: bare(forward) } }).join('\n')).toContain(
      '# the big one',
    );
  });

  it('disables and enables', () => {
    const off = editConfigText(file, { kind: 'disable', forward: named('service/web') });
    expect(named('service/web', off).forward.autostart).toBe(false);
    const on = editConfigText(off, { kind: 'enable', forward: named('service/web', off) });
    expect(named('service/web', on).forward.autostart).toBe(true);
    expect(editConfigText(file, { kind: 'enable', forward: named('service/web') })).toBe(file);
  });

  it('deletes an entry, and what would be empty without it', () => {
    expect(patch({ kind: 'delete', forward: named('pod/cache') })).toEqual([
      '-- { resource: pod/cache, port: 6379, localPort: 6379 } # redis',
    ]);
    expect(patch({ kind: 'delete', forward: named('service/items') })).toEqual([
      '-- name: stock',
      '-forwards: [{ resource: service/items, port: 80, localPort: 8081 }] # one',
      '+# one',
    ]);
    const all = forwardsOf(file).reduce((text, forward) => editConfigText(text, { kind: 'delete', forward }), file);
    expect(forwardsOf(all)).toEqual([]);
    expect(all).toContain('contexts: []');
    expect(all).toContain('# Forwards of the shop team.');
    expect(all).toContain('# The end.');
    const back = editConfigText(all, { kind: 'add', forward: named('service/web') });
    expect(forwardsOf(back)).toEqual([named('service/web')]);
  });

  it('moves an entry with the comments above it', () => {
    const text = editConfigText(file, { kind: 'move', forward: named('pod/cache'), before: named('service/web') });
    expect(forwardsOf(text).map(({ forward }) => forward.resource)).toEqual([
      'pod/cache',
      'service/web',
      'pod/db',
      'service/items',
    ]);
    expect(text).toMatch(/# For tests only:\n +- \{ resource: pod\/cache/);
    expect(text.split('\n').sort()).toEqual(file.split('\n').sort());
    const [one, two] = [named('service/one', commented), named('service/two', commented)];
    expect(editConfigText(commented, { kind: 'move', forward: two, before: one })).toContain(`
            # Above service/one.
            # Above service/two.
            { resource: service/two, port: 80, localPort: 8083 }, # service/two, behind
            { resource: service/one, port: 80, localPort: 8082 } # service/one, behind
            # At the end of the lines.
`);
    const last = editConfigText(file, { kind: 'move', forward: named('service/web'), before: null });
    expect(forwardsOf(last)[2]).toEqual(named('service/web'));
  });

  it('takes a forward to another namespace as it is written, with the comments inside and right above it', () => {
    const forward = named('pod/cache');
    const text = editConfigText(file, { kind: 'change', forward, to: { ...forward, namespace: 'new' } });
    expect(named('pod/cache', text).namespace).toBe('new');
    expect(text).toMatch(/# For tests only:\n +- \{ resource: pod\/cache, port: 6379, localPort: 6379 \} # redis\n/);
    const far = named('pod/db', commented);
    const to = { ...far, context: 'live', namespace: 'far', forward: { ...far.forward, localPort: 5433 } };
    expect(editConfigText(commented, { kind: 'change', forward: far, to })).toContain(`
        localPort: 8084
      # Above pod/db.
      # Above pod/db, too.
      - { resource: pod/db, port: 5432, localPort: 5433 } # pod/db, in braces
# The end.
`);
  });

  it('leaves the comments above the first of several forwards behind, and takes those above the only one along', () => {
    const [first, only] = [named('service/web', commented), named('service/items', commented)];
    const withoutFirst = editConfigText(commented, {
      kind: 'change',
      forward: first,
      to: { ...first, namespace: 'stock' },
    });
    expect(withoutFirst).toMatch(/# Above the first, or all\.\n +# Above pod\/db\./);
    expect(withoutFirst).toContain(`
          - resource: service/web # service/web, first line
            # service/web, inside
            port: 80
            localPort: 8080 # service/web, last line
            # service/web, below
`);
    const withoutOnly = editConfigText(commented, {
      kind: 'change',
      forward: only,
      to: { ...only, namespace: 'shop' },
    });
    expect(withoutOnly).toMatch(/# Above service\/items\.\n +- port: 80 # service\/items, first line/);
  });

  it('writes the comments of a forward above a list in brackets that it comes into', () => {
    const forward = named('service/web', commented);
    const text = editConfigText(commented, { kind: 'change', forward, to: { ...forward, namespace: 'lines' } });
    expect(text).toMatch(/- name: lines\n( +# service\/web, .*\n){4} +forwards: \[\n/);
  });

  it('leaves the comments of a namespace, and of a context, in their place when the last forward is deleted', () => {
    const gone = editConfigText(commented, { kind: 'delete', forward: named('service/items', commented) });
    expect(gone).toContain(`
      # Above stock.
      # Behind stock.
      # In stock.
      # Above service/items.
      - name: lines
`);
    const plain = commented.replace('    production: true # Mind.\n', '');
    const far = editConfigText(plain, { kind: 'delete', forward: named('deployment/far', plain) });
    expect(far).toContain(`
  # Above live.
  # Behind live.
  # Above its namespace.
  # Behind far.
  # Above deployment/far.
# The end.
`);
  });

  it('leaves what a context says of itself, without forwards, and adds the next one there', () => {
    const only = named('deployment/far', commented);
    const gone = editConfigText(commented, { kind: 'delete', forward: only });
    expect(gone).toContain(`
  # Above live.
  - name: live # Behind live.
    production: true # Mind.
    namespaces: []
    # Above its namespace.
    # Behind far.
    # Above deployment/far.
# The end.
`);
    expect(readConfig('x', gone)).toMatchObject({ kind: 'loaded', problems: [] });
    const { context, forward } = only;
    const again = editConfigText(gone, { kind: 'add', forward: { context, namespace: 'near', forward } });
    expect(again).toContain(`
    production: true # Mind.
    namespaces:
      - name: near
        forwards:
          - resource: deployment/far
`);
    for (const text of [
      'contexts: [{ name: live, kubeconfig: k.yaml, namespaces: [{ name: n, forwards: [{ resource: pod/a, port: 1, localPort: 1 }] }] }]\n',
      'contexts:\n- name: live\n  namespaces:\n  - name: n\n    forwards:\n    - { resource: pod/a, port: 1, localPort: 1 }\n  kubeconfig: k.yaml # theirs\n',
      '{ "contexts": [{ "name": "live", "kubeconfig": "k.yaml", "namespaces": [{ "name": "n", "forwards": [{ "resource": "pod/a", "port": 1, "localPort": 1 }] }] }] }\n',
    ]) {
      const [there] = forwardsOf(text);
      if (!there) throw new Error('There is one');
      const emptied = editConfigText(text, { kind: 'delete', forward: there });
      expect(emptied).toMatch(/"?kubeconfig"?: "?k\.yaml/);
      expect(editConfigText(emptied, { kind: 'add', forward: there }).match(/kubeconfig/g)).toHaveLength(1);
    }
  });

  it('takes the last forward of a context to another namespace of it, and leaves what the context says', () => {
    const forward = named('deployment/far', commented);
    const moved = editConfigText(commented, { kind: 'change', forward, to: { ...forward, namespace: 'near' } });
    expect(moved.match(/name: live/g)).toHaveLength(1);
    expect(moved).toMatch(/production: true # Mind\.\n {4}namespaces:\n(.*\n)*.*- name: near\n/);
    const away = editConfigText(commented, { kind: 'change', forward, to: { ...forward, context: 'staging' } });
    expect(away).toContain('    production: true # Mind.\n    namespaces: []\n');
    const back = named('deployment/far', away);
    expect(named('deployment/far', editConfigText(away, { kind: 'change', forward: back, to: forward }))).toEqual(
      forward,
    );
  });

  it('refuses an edit that would cost a context what it says of itself', () => {
    const text = `contexts:
  - name: live
    production: true
    namespaces: &all
      - { name: n, forwards: [{ resource: pod/a, port: 1, localPort: 1 }] }
`;
    expect(() => editConfigText(text, { kind: 'delete', forward: named('pod/a', text) })).toThrow(UneditableError);
  });

  it('keeps, whichever forwards go, every comment that is not their own', () => {
    const forwards = forwardsOf(commented);
    for (let chosen = 1; chosen < 2 ** forwards.length; chosen += 1) {
      const going = forwards.filter((_, at) => (chosen >> at) % 2 === 1);
      const text = removeForwards(commented, going);
      const own = (comment: string | undefined) =>
        going.some(({ forward }) => comment?.startsWith(`# ${forward.resource},`) === true);
      const kept = commentsIn(commented).filter((comment) => !own(comment));
      expect(commentsIn(text), text).toEqual(expect.arrayContaining(kept));
      expect(commentsIn(text).length, text).toBeLessThanOrEqual(commentsIn(commented).length);
    }
  });

  it('goes on with a file that somebody else has changed elsewhere, and not with another entry than was seen', () => {
    const edit = changedBy('service/web', { localPort: 9090 });
    const elsewhere = file.replace('6379 }', '6380 }');
    expect(named('service/web', editConfigText(elsewhere, edit)).forward.localPort).toBe(9090);
    const meanwhile = file.replace('8080', '8088');
    expect(() => editConfigText(meanwhile, edit)).toThrow(EntryGoneError);
    expect(() => editConfigText(meanwhile, edit)).toThrow('service/web on port 8080 is not there any more');
  });

  it('keeps anchors and aliases, and refuses what would change more than one forward', () => {
    const text = `x: 1
contexts:
  - name: a
    namespaces:
      - name: n
        forwards: &all
          - &one { resource: service/one, port: 80, localPort: 1 }
          - resource: service/two
            port: 80
            localPort: 2
      - name: m
        forwards:
          - { <<: *one, localPort: 3 }
`.replace('x: 1\n', '');
    const inherited = forwardsOf(text)[2];
    if (!inherited) throw new Error('It has three');
    const moved = { ...inherited, forward: { ...inherited.forward, localPort: 4, port: 81 } };
    const after = editConfigText(text, { kind: 'change', forward: inherited, to: moved });
    expect(after).toContain('{ <<: *one, localPort: 4, port: 81 }');
    const change = {
      kind: 'change',
      forward: named('service/one', text),
      to: { ...named('service/one', text) },
    } as const;
    const harmful = { ...change, to: { ...change.to, forward: { ...change.to.forward, port: 90 } } };
    expect(() => editConfigText(text, harmful)).toThrow(UneditableError);
    expect(() => editConfigText(text, { kind: 'delete', forward: named('service/one', text) })).toThrow(
      UneditableError,
    );
    const two = named('service/two', text);
    expect(forwardsOf(editConfigText(text, { kind: 'disable', forward: two }))[1]?.forward.autostart).toBe(false);
  });

  describe('of contexts that have the same name in two files', () => {
    const two = `contexts:
  - name: live
    kubeconfig: ~/customer.yaml # theirs
    namespaces:
      - name: shop
        forwards:
          - { resource: service/web, port: 80, localPort: 1 }
  - name: live # ours
    namespaces:
      - name: shop
        forwards:
          - { resource: service/web, port: 80, localPort: 2 }
`;
    const forward = { resource: 'service/api', port: 80, localPort: 3 };
    const theirs = { context: 'live', kubeconfig: '~/customer.yaml', namespace: 'shop', forward };
    const ours = { context: 'live', namespace: 'shop', forward };
    const placesIn = (text: string) => forwardsOf(text).map((draft) => [draft.kubeconfig, draft.forward.localPort]);

    it('adds to the one that is meant, or a new one', () => {
      expect(placesIn(editConfigText(two, { kind: 'add', forward: theirs }))).toEqual([
        ['~/customer.yaml', 1],
        ['~/customer.yaml', 3],
        [undefined, 2],
      ]);
      expect(placesIn(editConfigText(two, { kind: 'add', forward: ours })).at(-1)).toEqual([undefined, 3]);
      const another = editConfigText(two, { kind: 'add', forward: { ...ours, kubeconfig: 'other.yaml' } });
      expect(another).toContain('  - name: live\n    kubeconfig: other.yaml\n    namespaces:');
      expect(another.startsWith(two)).toBe(true);
    });

    it('takes a forward from one to the other, and deletes it where it is', () => {
      const [first, second] = forwardsOf(two);
      if (!first || !second) throw new Error('There are two');
      const to = { context: 'live', namespace: 'shop', forward: { ...first.forward, localPort: 4 } };
      expect(placesIn(editConfigText(two, { kind: 'change', forward: first, to }))).toEqual([
        [undefined, 2],
        [undefined, 4],
      ]);
      const left = editConfigText(two, { kind: 'delete', forward: second });
      expect(left).toContain('kubeconfig: ~/customer.yaml # theirs');
      expect(placesIn(left)).toEqual([['~/customer.yaml', 1]]);
    });
  });

  it('keeps line ends', () => {
    const text = editConfigText(file.replaceAll('\n', '\r\n'), changedBy('service/web', { alias: 'page' }));
    expect(text.replaceAll('\r\n', '')).not.toContain('\n');
  });

  it.each([
    ['a file', file],
    ['a file with line ends of Windows', file.replaceAll('\n', '\r\n')],
    ['a file full of comments', commented],
    ['contexts that say more than their name', keyed],
  ])(
    'comes, with any others, to what a list of forwards comes to, and keeps every comment: %s (seeds 1 to 40)',
    { timeout: 60_000 },
    (_, start) => {
      for (let seed = 1; seed <= 40; seed += 1) {
        const random = seededRandom(seed);
        let text = start;
        for (let step = 0; step < 8; step += 1) {
          const forwards = forwardsOf(text);
          const edit = anyEdit(forwards, random, step);
          const expected = editForwards(forwards, edit);
          const failed = `seed ${String(seed)}, step ${String(step)}: ${JSON.stringify(edit)}\n${text}`;
          const after = attempt(() => editConfigText(text, edit), failed);
          const hint = `seed ${String(seed)}, step ${String(step)}: ${JSON.stringify(edit)}\n${text}\n=>\n${after}`;
          expect(sortedTexts(forwardsOf(after)), hint).toEqual(sortedTexts(expected ?? []));
          expect(readConfig('x', after).kind, hint).toBe('loaded');
          const mayGo = (comment: string) => edit.kind === 'delete' && ownComments(edit.forward).includes(comment);
          const lost = missing(commentsIn(text), commentsIn(after)).filter((comment) => !mayGo(comment));
          expect(lost, hint).toEqual([]);
          expect(missing(saidIn(text), saidIn(after)), hint).toEqual([]);
          text = after;
        }
      }
    },
  );
});

/** What contexts say of themselves, in any form. */
function saidIn(text: string): readonly string[] {
  const { contexts } = parse(text) as { readonly contexts: readonly Readonly<Record<string, unknown>>[] };
  return contexts.flatMap(({ namespaces: _, ...own }) => (Object.keys(own).length > 1 ? [JSON.stringify(own)] : []));
}

/** Those of the first text that are not in the other, each as often as it is missing there. */
function missing(comments: readonly string[], there: readonly string[]): readonly string[] {
  const left = [...there];
  return comments.filter((comment) => {
    const at = left.indexOf(comment);
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
}

/** What stands inside an entry, or behind it in its line. */
function ownComments({ forward: { resource } }: ForwardDraft): readonly string[] {
  const known: Readonly<Record<string, readonly string[]>> = {
    'service/web': ['# ask Ada'],
    'pod/cache': ['# redis'],
    'pod/db': ['# the big one', '# agreed upon with ops', '# it is slow'],
  };
  return [
    ...(known[resource] ?? []),
    ...commentsIn(commented).filter((comment) => comment.startsWith(`# ${resource},`)),
  ];
}

/** Names the round when it cannot be done. */
function attempt(work: () => string, round: string): string {
  try {
    return work();
  } catch (error) {
    throw new Error(`${String(error)} ${round}`, { cause: error });
  }
}

const commentsIn = (text: string) => [...text.matchAll(/(?:^|\s)(#[^\r\n]*)/gm)].map(([, comment = '']) => comment);

const sortedTexts = (forwards: readonly ForwardDraft[]) =>
  forwards
    .map((draft) =>
      JSON.stringify(draft, Object.keys({ ...draft, ...draft.forward, interval: 0, path: 0, method: 0 }).sort()),
    )
    .sort();

/** Without alias and probe. */
function bare({ forward }: ForwardDraft): ForwardDraft['forward'] {
  const { resource, port, localPort, group, autostart } = forward;
  return {
    resource,
    port,
    localPort,
    ...(group === undefined ? {} : { group }),
    ...(autostart === undefined ? {} : { autostart }),
  };
}

function anyEdit(forwards: readonly ForwardDraft[], random: () => number, step: number): ForwardEdit {
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const clusters = [
    { context: 'staging' },
    { context: 'live' },
    { context: 'live', kubeconfig: '~/k.yaml' },
    { context: 'other', kubeconfig: 'other.yaml' },
  ] as const;
  const draft = (): ForwardDraft => ({
    ...pick(clusters),
    namespace: pick(['shop', 'stock', 'new']),
    forward: {
      resource: pick(['service/a', 'pod/b']),
      port: 80,
      localPort: 20_000 + Math.floor(random() * 40_000) + step,
    },
  });
  const kind = pick(['add', 'change', 'change', 'delete', 'delete', 'enable', 'disable', 'move'] as const);
  if (kind === 'add' || forwards.length === 0) return { kind: 'add', forward: draft() };
  const forward = pick(forwards);
  if (kind === 'move') {
    const alike = forwards.filter(
      (other) =>
        other !== forward && clusterIdOf(other) === clusterIdOf(forward) && other.namespace === forward.namespace,
    );
    return { kind, forward, before: alike.length === 0 || random() < 0.3 ? null : pick(alike) };
  }
  if (kind !== 'change') return { kind, forward };
  const changes: readonly Partial<ForwardDraft['forward']>[] = [
    { localPort: 1 + Math.floor(random() * 19_000) },
    { alias: pick(['x y', 'a: b', '# no comment', "it's", 'yes']) },
    { probe: { path: '/p' } },
    { probe: { method: 'tcp-dial', interval: '30s' } },
    { group: 'g', autostart: true },
  ];
  const to = random() < 0.25 ? bare(forward) : { ...forward.forward, ...pick(changes) };
  const isMoved = random() < 0.3;
  const namespace = isMoved ? pick(['stock', 'shop', 'lines', 'new']) : forward.namespace;
  const cluster = isMoved ? pick([...clusters, { context: 'other' }]) : clusterRefOf(forward);
  return { kind, forward, to: { ...cluster, namespace, forward: to } };
}
