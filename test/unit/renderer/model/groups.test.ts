import { describe, expect, it } from 'vitest';
import {
  chipCounts,
  chunksOf,
  concernsOf,
  groupsOf,
  matches,
  noFilter,
  rowCountOf,
  rowsOf,
  toggled,
  type Shown,
} from '../../../../src/renderer/model/groups';
import { failed, hung, someView } from '../../../support/views';

const api = someView({ address: '127.0.0.1:8080', alias: 'api', target: 'service/api', group: 'dev', context: 'kind' });
const database = someView({ state: hung });
const cache = someView({ address: '127.0.0.1:6379', alias: 'cache', state: failed });
const old = someView({ address: '127.0.0.1:7070', alias: 'ledger', stale: true });
const all = [database, api, cache, old];

describe('the list', () => {
  it('puts the hung and the failed first, whatever their group', () => {
    const groups = groupsOf(all, noFilter);
    expect(groups.map((group) => [group.name, group.ill])).toEqual([
      ['Needs attention', true],
      ['dev', false],
      ['prod', false],
    ]);
    expect(groups[0]?.forwards).toEqual([database, cache]);
  });

  it('has no such section while nothing is ill', () => {
    expect(groupsOf([api, old], noFilter).map((group) => group.name)).toEqual(['dev', 'prod']);
  });

  it('folds the groups that it is told to, but neither the ill nor, while a filter looks for something, any', () => {
    const folded = new Set(['ill', 'group dev', 'group prod']);
    const shown = (filter = noFilter) => groupsOf(all, filter, folded).map((group) => [group.name, group.folded]);
    expect(shown()).toEqual([
      ['Needs attention', false],
      ['dev', true],
      ['prod', true],
    ]);
    expect(shown({ text: 'api', states: new Set() })).toEqual([['dev', false]]);
    expect(rowsOf(groupsOf(all, noFilter, folded))).toEqual([database.id, cache.id]);
  });

  it('says of a folded group what is not simply well', () => {
    const [group] = groupsOf([api, { ...old, group: 'dev' }, { ...api, state: { kind: 'stopped' } }], noFilter);
    expect(group && concernsOf(group)).toEqual([
      ['stale', 1],
      ['stopped', 1],
    ]);
  });

  it('has no heading without rows', () => {
    expect(groupsOf(all, { text: 'api', states: new Set() }).map((group) => group.name)).toEqual(['dev']);
  });
});

describe('the filter', () => {
  it.each(['API', 'service/api', 'localhost:8080', '127.0.0.1:8080', '8080', 'kind', 'active', 'orders-db-7f9c'])(
    'finds a forward by %s',
    (text) => {
      expect(matches(api, { text, states: new Set() })).toBe(true);
    },
  );

  it('wants every word, in any order', () => {
    expect(matches(api, { text: '8080  api ', states: new Set() })).toBe(true);
    expect(matches(api, { text: 'api 9090', states: new Set() })).toBe(false);
  });

  it('shows only the chosen states, and stale is not active', () => {
    const names = (states: ReadonlySet<Shown>) =>
      all.filter((view) => matches(view, { text: '', states })).map((view) => view.alias);
    expect(names(new Set(['active']))).toEqual(['api']);
    expect(names(new Set(['stale', 'failed']))).toEqual(['cache', 'ledger']);
  });

  it('counts what each chip would show, within the text', () => {
    expect(Object.fromEntries(chipCounts(all, ''))).toEqual({ hung: 1, active: 1, failed: 1, stale: 1 });
    expect(Object.fromEntries(chipCounts(all, 'cache'))).toEqual({ failed: 1 });
  });

  it('toggles a state without changing the old choice', () => {
    const before = new Set(['hung'] as const);
    expect([...toggled(before, 'failed')]).toEqual(['hung', 'failed']);
    expect([...toggled(before, 'hung')]).toEqual([]);
    expect([...before]).toEqual(['hung']);
  });
});

describe('a long list', () => {
  const many = Array.from({ length: 60 }, (_, index) =>
    someView({ address: `127.0.0.1:${String(index)}`, group: index < 10 ? 'small' : 'large' }),
  );

  it('is drawn in chunks, each within its group', () => {
    const chunks = chunksOf(groupsOf(many, noFilter)).map((group) => group.chunks.map(({ views }) => views.length));
    expect(chunks).toEqual([
      [8, 2],
      [8, 8, 8, 8, 8, 8, 2],
    ]);
  });

  it('begins with as many as a window may show', () => {
    const early = chunksOf(groupsOf(many, noFilter)).flatMap((group) => group.chunks.map(({ isEarly }) => isEarly));
    expect(early).toEqual([true, true, true, true, ...Array<boolean>(5).fill(false)]);
  });

  it('numbers its rows through, headings and the row of column heads included', () => {
    const groups = groupsOf(many, noFilter);
    expect(chunksOf(groups).flatMap(({ chunks }) => chunks.map(({ rowIndex }) => rowIndex))).toEqual([
      3, 11, 14, 22, 30, 38, 46, 54, 62,
    ]);
    expect(rowCountOf(groups)).toBe(63);
  });

  it('has no rows in a folded group', () => {
    const groups = groupsOf(many, noFilter, new Set(['group small']));
    expect(chunksOf(groups)[0]?.chunks).toEqual([]);
    expect(chunksOf(groups)[1]?.chunks[0]?.rowIndex).toBe(4);
    expect(rowCountOf(groups)).toBe(53);
  });
});
