import { describe, expect, it } from 'vitest';
import { chartsOf, edgeText } from '../../../../src/renderer/model/forward-charts';
import type { Sample } from '../../../../src/shared/history';

function sample(second: number, changes: Partial<Sample> = {}): Sample {
  return {
    at: second * 1_000,
    ageMs: 800,
    count: 100 + second,
    bytesUp: 0,
    bytesDown: 0,
    openConnections: 0,
    ...changes,
  };
}

function chartOf(title: string, samples: readonly Sample[]) {
  const chart = chartsOf(samples).find((one) => one.title === title);
  if (!chart) throw new Error(`No chart is called ${title}`);
  return chart;
}

const stretchesOf = (title: string, samples: readonly Sample[]) =>
  chartOf(title, samples).series.map(({ stretches }) => stretches.map(({ from, to, value }) => [from, to, value]));

describe('The charts of a forward', () => {
  it('show traffic both ways, each told apart without colour', () => {
    const samples = [sample(0), sample(5, { bytesUp: 5_000, bytesDown: 50_000 })];
    const { series } = chartOf('Traffic', samples);
    expect(series.map(({ name, look }) => [name, look])).toEqual([
      ['received', 'area'],
      ['sent', 'line'],
    ]);
    expect(stretchesOf('Traffic', samples)).toEqual([[[0, 5_000, 10_000]], [[0, 5_000, 1_000]]]);
  });

  it('show open connections as they were until the next heartbeat', () => {
    const samples = [sample(0, { openConnections: 3 }), sample(5, { openConnections: 1 }), sample(10)];
    expect(stretchesOf('Open connections', samples)).toEqual([
      [
        [0, 5_000, 3],
        [5_000, 10_000, 1],
      ],
    ]);
  });

  it('show how old the proof of life was', () => {
    const samples = [sample(0, { ageMs: 400 }), sample(5)];
    expect(stretchesOf('Age of heartbeats', samples)).toEqual([[[0, 5_000, 400]]]);
  });

  it('have a gap where no heartbeats came', () => {
    const samples = [0, 5, 10, 60, 65].map((second) => sample(second));
    for (const chart of chartsOf(samples)) {
      expect(chart.series[0]?.stretches.map(({ from }) => from)).toEqual([0, 5_000, 60_000]);
    }
  });

  it('say their numbers in their own units', () => {
    const texts = chartsOf([]).map((chart) => [edgeText(chart, 0), edgeText(chart, 5_000), chart.text(2)]);
    expect(texts).toEqual([
      ['0', '5 kB/s', '2 B/s'],
      ['0', '5000', '2'],
      ['0', '5 s', '2 ms'],
    ]);
  });
});
