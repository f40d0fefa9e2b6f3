import { describe, expect, it } from 'vitest';
import { latestOf } from '../../../../src/renderer/model/chart';
import { chartsOf, edgeText } from '../../../../src/renderer/model/forward-charts';
import type { Sample } from '../../../../src/shared/history';

function sample(second: number, changes: Partial<Sample> = {}): Sample {
  return {
    at: second * 1_000,
    count: 100 + second,
    bytesUp: 0,
    bytesDown: 0,
    openConnections: 0,
    roundTripMs: 18,
    ...changes,
  };
}

function chartOf(title: string, samples: readonly Sample[]) {
  const chart = chartsOf(samples, samples.at(-1)?.at ?? 0).find((one) => one.title === title);
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

  it('show what a ping took from the heartbeat that sent it to the one that tells of it', () => {
    const samples = [sample(0, { roundTripMs: 9 }), sample(5, { roundTripMs: 21 }), sample(10, { roundTripMs: 0.4 })];
    expect(stretchesOf('Heartbeat latency', samples)).toEqual([
      [
        [0, 5_000, 21],
        [5_000, 10_000, 0.4],
      ],
    ]);
  });

  it('show no latency where no ping was answered, rather than an older one', () => {
    const samples = [sample(0), sample(5), sample(10, { roundTripMs: null }), sample(15, { roundTripMs: 40 })];
    expect(stretchesOf('Heartbeat latency', samples)).toEqual([
      [
        [0, 5_000, 18],
        [10_000, 15_000, 40],
      ],
    ]);
  });

  it('have a gap where no heartbeats came', () => {
    const samples = [0, 5, 10, 60, 65].map((second) => sample(second));
    for (const chart of chartsOf(samples, 65_000)) {
      expect(chart.series[0]?.stretches.map(({ from }) => from)).toEqual([0, 5_000, 60_000]);
    }
  });

  it('have no value of now when the latest heartbeat told none, or is overdue', () => {
    const latencyOf = (samples: readonly Sample[], now: number) => {
      const chart = chartsOf(samples, now).find(({ title }) => title === 'Heartbeat latency');
      return chart?.series.map((series) => latestOf(series, chart.latestAt));
    };
    const samples = [sample(0), sample(5), sample(10, { roundTripMs: 21 })];
    expect(latencyOf(samples, 12_000)).toEqual([21]);
    expect(latencyOf(samples, 30_000)).toEqual([null]);
    expect(latencyOf([...samples, sample(15, { roundTripMs: null })], 16_000)).toEqual([null]);
  });

  it('say their numbers in their own units', () => {
    const texts = chartsOf([], 0).map((chart) => [edgeText(chart, 0), edgeText(chart, 5_000), chart.text(2)]);
    expect(texts).toEqual([
      ['0', '5 kB/s', '2 B/s'],
      ['0', '5000', '2'],
      ['0', '5 s', '2.0 ms'],
    ]);
  });
});
