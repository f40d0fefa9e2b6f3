import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../chaos/outcome';
import { besideText, durationText, resultRows, tableText } from '../../chaos/result-table';

const outcome = (change: Partial<Outcome>): Outcome => ({
  fault: 1,
  kind: 'pod silent',
  forward: 'north-web-1',
  detectedMs: 3_000,
  recoveredMs: 200,
  lost: 1,
  unnoticed: false,
  ...change,
});

describe('the table', () => {
  it('has a row for each kind, with how often it was injected and what it cost', () => {
    const rows = resultRows([
      outcome({}),
      outcome({ forward: 'north-web-2', detectedMs: 3_400, recoveredMs: 900 }),
      outcome({ fault: 2, kind: 'pod deleted', detectedMs: 20, recoveredMs: 700, lost: 0 }),
    ]);
    expect(rows.map(({ fault, injected, connectionsLost }) => [fault, injected, connectionsLost])).toEqual([
      ['pod deleted', 1, 0],
      ['pod silent', 1, 2],
    ]);
    expect(rows[1]?.detectedP95).toBe(3_400);
  });

  it('leaves out forwards that a fault did not touch, and says so of kinds that touched none', () => {
    const rows = resultRows([outcome({ unnoticed: true, detectedMs: null })]);
    expect(rows[0]).toMatchObject({ injected: 1, detectedP50: undefined, recoveredP50: undefined });
  });

  it('counts never as longer than anything', () => {
    const rows = resultRows([outcome({}), outcome({ recoveredMs: null })]);
    expect(rows[0]).toMatchObject({ recoveredP50: null, recoveredP95: null });
  });

  it('says never of what has to be reported and was not, and nothing of what has not to be', () => {
    const rows = resultRows([outcome({ detectedMs: null }), outcome({ kind: 'app stalled', detectedMs: null })]);
    expect(rows.map(({ detectedP50 }) => detectedP50)).toEqual([null, undefined]);
  });

  it('stands beside that of another program', () => {
    const theirs = resultRows([outcome({ detectedMs: null, recoveredMs: null, lost: 7 })]);
    const ours = resultRows([outcome({}), outcome({ kind: 'lane crashed' })]);
    expect(besideText(ours, theirs, 'kubectl').split('\n').slice(2, 4)).toEqual([
      '| pod silent | 1 | 3.0 s / 3.0 s | 200 ms / 200 ms | 1 | 1 | never / never | never / never | 7 |',
      '| lane crashed | 1 | 3.0 s / 3.0 s | 200 ms / 200 ms | 1 |  |  |  |  |',
    ]);
  });

  it('is Markdown, with times that people can read', () => {
    expect(tableText(resultRows([outcome({})])).split('\n')[2]).toBe(
      '| pod silent | 1 | 3.0 s | 3.0 s | 200 ms | 200 ms | 1 |',
    );
    expect([durationText(undefined), durationText(null), durationText(999), durationText(12_345)]).toEqual([
      '–',
      'never',
      '999 ms',
      '12.3 s',
    ]);
  });
});
