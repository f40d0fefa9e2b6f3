import { describe, expect, it } from 'vitest';
import type { UiFigures } from '../../bench/ui/figures';
import { bundleRow, uiRows, uiTable } from '../../bench/ui/report';

const figures = (forwards: number, changes: Partial<UiFigures> = {}): UiFigures => ({
  forwards,
  firstPaintMs: 200,
  batchMs: 4,
  changeMs: 2,
  framesPerSecond: 60,
  lateFrames: 0,
  frameMs: 3,
  visibleCpu: 0.02,
  hiddenCpu: 0,
  memoryMiB: 90,
  ...changes,
});

const rowNamed = (name: string, rounds: readonly UiFigures[]) => {
  const row = uiRows(rounds, 20, 500).find((one) => one.name === name);
  if (!row) throw new Error(`There is no row ${name}`);
  return row;
};

describe("The benchmark of the window's table", () => {
  it('has medians of the rounds, with few forwards and with many', () => {
    const rounds = [4, 30, 5].flatMap((batchMs) => [figures(20), figures(500, { batchMs })]);
    expect(rowNamed('A batch of heartbeats', rounds)).toMatchObject({ few: 4, many: 5, target: '≤ 8 ms', met: true });
  });

  it('judges by what many forwards take', () => {
    const row = rowNamed('CPU while it is looked at', [figures(20), figures(500, { visibleCpu: 0.051 })]);
    expect(row).toMatchObject({ few: 2, many: 5.1, met: false });
  });

  it('meets no target where nothing was measured', () => {
    expect(uiRows([figures(20)], 20, 500).filter(({ met }) => met)).toEqual([]);
  });

  it('says of each row whether its target is met, in a line of its own', () => {
    const table = uiTable([...uiRows([figures(20), figures(500)], 20, 500), bundleRow(150_001)], 20, 500);
    expect(table).toContain('| A batch of heartbeats (ms) | 4 | 4 | ≤ 8 ms | yes |\n');
    expect(table).toContain('| Script and style, gzipped (kB) | 150 | 150 | ≤ 150 kB | **no** |\n');
    expect(table).toContain("| Memory of the page's process (MiB) | 90 | 90 |  |  |\n");
  });
});
