import { describe, expect, it } from 'vitest';
import { appActions, forwardActions } from '../../../../src/renderer/model/commands';
import { entriesOf, pieces, remembered, search, type PaletteWorld } from '../../../../src/renderer/model/palette';
import { hung, someView } from '../../../support/views';

const file = { kind: 'file', path: '/portwatch.yaml' } as const;
const orders = someView();
const cache = someView({
  alias: 'cache',
  address: '127.0.0.1:6379',
  target: 'service/redis',
  state: { kind: 'stopped' },
});
const ill = someView({ alias: 'ledger', address: '127.0.0.1:7070', target: 'service/ledger', state: hung });

function world(changes: Partial<PaletteWorld> = {}): PaletteWorld {
  return {
    ...{ forwards: [orders, cache], watching: true, source: file, currentId: undefined, filtered: false },
    ...{ mutes: [], theme: 'system' },
    ...changes,
  };
}

function titles(text: string, of: PaletteWorld = world(), recent: readonly string[] = []): readonly string[] {
  return search(entriesOf(of), text, recent).map(({ entry }) => entry.title);
}

describe('the palette', () => {
  it('offers every action, on every forward and on all', () => {
    const kinds = new Set(
      [
        world({ forwards: [orders, cache, ill], filtered: true }),
        world({ watching: false, mutes: [{ subject: { kind: 'all' }, until: null }] }),
      ]
        .flatMap(entriesOf)
        .map(({ command }) => command.kind),
    );
    // Opening the palette is what it cannot offer.
    const all = [
      ...forwardActions,
      ...appActions.filter((kind) => kind !== 'palette'),
      'show-only',
      'mute',
      'unmute',
      'theme',
    ];
    expect([...kinds].sort()).toEqual(all.sort());
  });

  it('offers nothing that would be refused', () => {
    expect(titles('', world({ forwards: [cache] }))).not.toContain('Open cache in the browser');
    expect(titles('', world({ forwards: [cache] }))).not.toContain('Stop all');
    expect(titles('', world())).not.toContain('Restart all hung');
    expect(titles('edit', world({ source: { kind: 'demo', reason: 'asked' } }))).toEqual([]);
  });

  it('begins with the forward that the keyboard is at', () => {
    expect(titles('', world({ currentId: cache.id }))[0]).toBe('Show details of cache');
    expect(titles('', world({ currentId: cache.id }))).toContain('Start cache');
    expect(titles('', world({ forwards: [orders, ill], currentId: ill.id }))[0]).toBe('Restart ledger');
  });

  it('finds a command by parts of its words in any order', () => {
    expect(titles('orders rest')[0]).toBe('Restart orders-db');
    expect(titles('stop ord')[0]).toBe('Stop orders-db');
    expect(titles('odb')[0]).toContain('orders-db');
  });

  it('finds a forward by its port and its target, and a command by other names', () => {
    expect(titles('6379 start')[0]).toBe('Start cache');
    expect(titles('redis')[0]).toBe('Show details of cache');
    expect(titles('preferences')).toEqual(['Settings']);
    expect(titles('nothing like this')).toEqual([]);
  });

  it('puts what was used last first, and among equals, too', () => {
    const recent = [`copy ${cache.id}`, 'settings'];
    expect(titles('', world(), recent).slice(0, 2)).toEqual(['Copy the address of cache', 'Settings']);
    expect(titles('cache', world(), [`restart ${cache.id}`])[0]).toBe('Restart cache');
  });

  it('shows which characters were found', () => {
    const [found] = search(entriesOf(world()), 'orders res', []);
    const hits = pieces(found?.entry.title ?? '', found?.at ?? new Set()).filter((piece) => piece.hit);
    expect(hits.map((piece) => piece.text)).toEqual(['Res', 'orders']);
  });

  it('remembers each command once', () => {
    expect(remembered(['a', 'b'], 'b')).toEqual(['b', 'a']);
    expect(remembered(Array.from({ length: 40 }, String), 'x')).toHaveLength(20);
  });

  it('finds among 500 forwards in less than a frame or two', () => {
    const forwards = Array.from({ length: 500 }, (_, index) =>
      someView({ alias: `service-${String(index)}`, address: `127.0.0.1:${String(20_000 + index)}` }),
    );
    const entries = entriesOf(world({ forwards }));
    const start = performance.now();
    search(entries, 'service 499 rest', []);
    expect(entries.length).toBeGreaterThan(3_000);
    // Ten times what it takes, so that a loaded machine does not fail it, and one that is quadratic does.
    expect(performance.now() - start).toBeLessThan(400);
  });
});
