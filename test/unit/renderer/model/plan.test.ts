import { describe, expect, it } from 'vitest';
import {
  chosenForwards,
  chosenOf,
  matches,
  planGroups,
  portOf,
  sheetOf,
  withChosen,
  withPort,
} from '../../../../src/renderer/model/plan';
import { portFaults } from '../../../../src/renderer/model/plan-faults';
import { planSummary } from '../../../../src/renderer/model/plan-summary';
import { someConflict, someDraft, somePlanned } from '../../../support/plans';

const nobody = () => null;

describe('the preview of an import', () => {
  it('chooses what can be added, and leaves out what is in conflict until somebody wants it', () => {
    const other = someDraft({ localPort: 5433 });
    const sheet = sheetOf(
      somePlanned({ adds: [someDraft({ localPort: 8080 })], conflicts: [someConflict({ kind: 'port' })] }, [other]),
      true,
    );
    expect(sheet.rows.map(({ draft, chosen, port }) => [draft.forward.localPort, chosen, port])).toEqual([
      [8080, true, '8080'],
      [5433, false, '5433'],
    ]);
    expect(chosenForwards(sheet)).toHaveLength(1);
    expect(chosenForwards(withChosen(sheet, [1], true))).toHaveLength(2);
  });

  it('chooses nothing of what a cluster has', () => {
    const sheet = sheetOf(somePlanned({ adds: [someDraft({}), someDraft({ localPort: 1 })] }), false);
    expect(chosenForwards(sheet)).toEqual([]);
  });

  it('only tells of what is there already, of what has no way out of its conflict, and of what is lost', () => {
    const note = { kind: 'unsupported', what: 'UDP', why: 'it is UDP', where: 'entry 1' } as const;
    const sheet = sheetOf(
      somePlanned(
        {
          conflicts: [someConflict({ kind: 'same' }), someConflict({ kind: 'port' })],
          cannot: [
            { ...note, costsForward: true },
            { ...note, costsForward: false },
          ],
        },
        [null, null],
      ),
      true,
    );
    expect(sheet.rows).toEqual([]);
    expect([sheet.same, sheet.stuck, sheet.lost, sheet.without].map(({ length }) => length)).toEqual([1, 1, 1, 1]);
    expect(planSummary(sheet)).toBe('1 forward is in conflict, 1 is there already, 1 cannot be taken over.');
  });

  it('adds a forward with the port that was typed for it, and chooses it', () => {
    const sheet = withPort(sheetOf(somePlanned({ adds: [someDraft({})] }), false), 0, '9000');
    expect(chosenForwards(sheet).map(({ forward }) => forward.localPort)).toEqual([9000]);
  });

  it('is in groups of one context and namespace, in the order of what was read', () => {
    const shop = someDraft({ localPort: 1 });
    const adds = [shop, { ...someDraft({ localPort: 2 }), namespace: 'data' }, someDraft({ localPort: 3 })];
    const groups = planGroups(sheetOf(somePlanned({ adds }), true).rows);
    expect(groups.map(({ context, namespace, rows }) => [context, namespace, rows.map(({ key }) => key)])).toEqual([
      ['prod', 'shop', [0, 2]],
      ['prod', 'data', [1]],
    ]);
  });

  it('is searched by every word, in all that a row shows', () => {
    const { rows } = sheetOf(somePlanned({ adds: [someDraft({ alias: 'Orders', localPort: 8080 })] }), true);
    const [row] = rows;
    const found = ['orders', '8080', 'prod shop', 'service/orders-db', 'orders staging'].map(
      (text) => row && matches(row, text),
    );
    expect(found).toEqual([true, true, true, true, false]);
  });

  it('says whether all, some or none of several are chosen', () => {
    const sheet = sheetOf(somePlanned({ adds: [someDraft({}), someDraft({ localPort: 1 })] }), true);
    const states = [[], [0], [0, 1]].map((keys) => chosenOf(withChosen(sheet, keys, false).rows));
    expect(states).toEqual(['all', 'some', 'none']);
  });
});

describe('a local port', () => {
  it.each([
    ['8080', 8080],
    [' 1 ', 1],
    ['65535', 65_535],
    ['0', null],
    ['65536', null],
    ['80a', null],
    ['1e3', null],
    ['', null],
    ['-1', null],
  ])('typed as %j is %j', (port, number) => {
    expect(portOf({ port })).toBe(number);
  });

  it('is wrong where it is none, and only where it is to be added', () => {
    const sheet = withPort(sheetOf(somePlanned({ adds: [someDraft({})] }), true), 0, 'x');
    expect([...portFaults(sheet.rows, nobody).keys()]).toEqual([0]);
    expect(portFaults(withChosen(sheet, [0], false).rows, nobody).size).toBe(0);
  });

  it('is wrong where another one that is to be added has it, or a forward that is there', () => {
    const adds = [someDraft({ localPort: 1, alias: 'one' }), someDraft({ localPort: 2 })];
    const sheet = withPort(sheetOf(somePlanned({ adds }), true), 1, '1');
    expect([...portFaults(sheet.rows, nobody)]).toEqual([[1, 'Port 1 is taken by one.']]);
    const holder = (address: string) => (address === '127.0.0.1:1' ? 'api' : null);
    expect([...portFaults(withPort(sheet, 1, '2').rows, holder)]).toEqual([[0, 'Port 1 is taken by api.']]);
  });

  it('may be the same on another address, and on localhost is the same as on 127.0.0.1', () => {
    const adds = [
      someDraft({ localPort: 1 }),
      someDraft({ localPort: 1, bindAddress: '127.0.0.2' }),
      someDraft({ localPort: 1, bindAddress: 'localhost' }),
    ];
    expect([...portFaults(sheetOf(somePlanned({ adds }), true).rows, nobody).keys()]).toEqual([2]);
  });
});
