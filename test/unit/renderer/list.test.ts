import { describe, expect, it } from 'vitest';
import { ForwardsList } from '../../../src/renderer/list.svelte';
import type { BulkRun } from '../../../src/renderer/model/bulk';
import { hung, someView } from '../../support/views';

const forward = (name: string, group: string, changes = {}) =>
  someView({ id: name, address: name, alias: name, group, ...changes });

/** Two groups, one ill: `x` | `a1 a2` | `b1 b2`. */
function prepared(views = [forward('a1', 'a'), forward('a2', 'a'), forward('b1', 'b'), forward('b2', 'b')]) {
  const focused: string[] = [];
  const actions = { bulk: null as BulkRun | null };
  const store = { forwards: new Map(views.map((view) => [view.id, view])) };
  const list = new ForwardsList({ store, actions, focus: (id) => focused.push(id) });
  return { list, actions, focused, at: () => focused.at(-1) };
}

const down = { kind: 'move', by: 1 } as const;
const up = { kind: 'move', by: -1 } as const;

describe('The list of forwards', () => {
  it('is about the row that the keyboard is at, at first the first', () => {
    const { list, at } = prepared();
    expect(list.targets()).toEqual(['a1']);
    list.obey(down);
    list.obey(down);
    expect([list.targets(), at()]).toEqual([['a2'], 'row-a2']);
  });

  it('selects with Ctrl and Shift as lists do, and shows details only of a plain click', () => {
    const { list } = prepared();
    list.click('a1', 'toggle');
    list.click('b2', 'range');
    expect(list.selected).toEqual(['a1', 'a2', 'b1', 'b2']);
    list.click('a2', 'toggle');
    expect([list.selected, list.detailsOpen]).toEqual([['a1', 'b1', 'b2'], false]);
    list.click('b1', 'plain');
    expect([list.selected, list.detailsOpen, list.current?.id]).toEqual([[], true, 'b1']);
  });

  it('selects by keyboard: one, further ones, all', () => {
    const { list } = prepared();
    list.click('a2', 'plain');
    list.obey({ kind: 'select' });
    list.obey({ ...down, extend: true });
    expect(list.selected).toEqual(['a2', 'b1']);
    list.obey({ ...up, extend: true });
    expect(list.selected).toEqual(['a2']);
    list.obey({ kind: 'select-all' });
    expect(list.selected).toHaveLength(4);
  });

  it('is about all that is selected, first the one that the keyboard is at', () => {
    const { list } = prepared();
    list.obey({ kind: 'select-all' });
    list.currentId = 'b1';
    expect(list.targets()).toEqual(['b1', 'a1', 'a2', 'b2']);
  });

  it('is not about what a filter hides', () => {
    const { list } = prepared();
    list.obey({ kind: 'select-all' });
    list.filter = { text: 'a2', states: new Set() };
    expect(list.selected).toEqual(['a2']);
  });

  it('closes the last that was opened first: selection, outcome, details, filter', () => {
    const { list, actions } = prepared();
    list.filter = { text: 'a', states: new Set() };
    list.click('a1', 'plain');
    list.obey({ kind: 'select' });
    actions.bulk = { action: 'stop', ids: ['a1', 'a2'], askedAt: 0, refusals: new Map() };
    const state = () => [list.selected.length, actions.bulk !== null, list.detailsOpen, list.filter.text];
    expect(state()).toEqual([1, true, true, 'a']);
    list.obey({ kind: 'close' });
    expect(state()).toEqual([0, true, true, 'a']);
    list.obey({ kind: 'close' });
    expect(state()).toEqual([0, false, true, 'a']);
    list.obey({ kind: 'close' });
    expect(state()).toEqual([0, false, false, 'a']);
    list.obey({ kind: 'close' });
    expect(state()).toEqual([0, false, false, '']);
  });

  it('keeps what became of an action that main has not answered yet', () => {
    const { list, actions } = prepared();
    actions.bulk = { action: 'stop', ids: ['a1', 'a2'], askedAt: 0, refusals: null };
    list.obey({ kind: 'close' });
    expect(actions.bulk).not.toBeNull();
  });

  it('folds the group of the row, keeps the keyboard at its heading, and goes on from there', () => {
    const { list, at } = prepared();
    list.click('b2', 'plain');
    list.obey({ kind: 'fold' });
    expect([list.rows, at()]).toEqual([['a1', 'a2'], 'heading-group b']);
    list.obey(up);
    expect(at()).toBe('row-a2');
  });

  it('goes on below a folded group', () => {
    const { list, at } = prepared();
    list.click('a1', 'plain');
    list.obey({ kind: 'fold' });
    list.obey(down);
    expect(at()).toBe('row-b1');
  });

  it('unfolds a group with its row', () => {
    const { list, at } = prepared();
    list.click('a2', 'plain');
    list.obey({ kind: 'fold' });
    list.obey({ kind: 'unfold' });
    expect([list.rows.length, at()]).toEqual([4, 'row-a2']);
  });

  it('never folds away what needs attention', () => {
    const { list } = prepared([forward('x', 'a', { state: hung }), forward('a1', 'a')]);
    list.click('x', 'plain');
    list.obey({ kind: 'fold' });
    expect(list.rows).toEqual(['x', 'a1']);
  });

  it('brings in sight what was asked for elsewhere, whatever the filter and the folded groups', () => {
    const { list, at } = prepared();
    list.toggleFold('group b');
    list.filter = { text: 'a1', states: new Set() };
    list.show('b2');
    expect([list.rows.includes('b2'), list.detailsOpen, at()]).toEqual([true, true, 'row-b2']);
  });

  it('leads to the row below those that are gone, else to the one above', () => {
    const { list, at } = prepared();
    list.leaving(['a2', 'b1'])(true);
    expect(at()).toBe('row-b2');
    list.leaving(['b2'])(true);
    expect(at()).toBe('row-b1');
  });

  it('goes back to what was to go and has not', () => {
    const { list, at } = prepared();
    list.leaving(['a2'])(false);
    expect(at()).toBe('row-a2');
  });

  it('goes nowhere when the last one is gone', () => {
    const { list, focused } = prepared([forward('a1', 'a')]);
    list.leaving(['a1'])(true);
    expect(focused).toEqual([]);
  });
});
