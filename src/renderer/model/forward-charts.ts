import type { Sample } from '../../shared/history';
import { chartWords, rateText, trafficWords } from '../../shared/words-list';
import type { Series, Stretch } from './chart';
import { ratesOf, runsOf } from './traffic';

/** A chart of one forward: what it shows, and how its numbers are said. */
export interface ForwardChart {
  readonly title: string;
  /** What it means, for whom the title does not say it. */
  readonly hint: string;
  readonly series: readonly Series[];
  /** The top of the chart when all values are lower. */
  readonly least: number;
  readonly text: (value: number) => string;
}

/** The charts in the details of a forward. */
export function chartsOf(samples: readonly Sample[]): readonly ForwardChart[] {
  const rates = ratesOf(samples);
  const way = (of: 'up' | 'down') => rates.map((rate) => ({ from: rate.from, to: rate.to, value: rate[of] }));
  return [
    {
      title: chartWords.traffic,
      hint: '',
      series: [
        { name: trafficWords.received, look: 'area', stretches: way('down') },
        { name: trafficWords.sent, look: 'line', stretches: way('up') },
      ],
      least: 1_000,
      text: rateText,
    },
    {
      title: chartWords.connections,
      hint: '',
      series: [{ name: '', look: 'area', stretches: heldUntilNext(samples, ({ openConnections }) => openConnections) }],
      least: 2,
      text: String,
    },
    {
      title: chartWords.heartbeat,
      hint: chartWords.heartbeatHint,
      series: [{ name: '', look: 'line', stretches: heldUntilNext(samples, ({ ageMs }) => ageMs) }],
      least: 5_000,
      text: chartWords.ageText,
    },
  ];
}

/** Each value stands until the next heartbeat, unless that was long in coming. */
function heldUntilNext(samples: readonly Sample[], valueOf: (sample: Sample) => number): readonly Stretch[] {
  return runsOf(samples).flatMap((run) =>
    run.slice(1).map((next, index): Stretch => {
      const sample = run[index] ?? next;
      return { from: sample.at, to: next.at, value: valueOf(sample) };
    }),
  );
}

/** `1 MB/s`, `0`: what stands at the edges of a chart. */
export function edgeText(chart: ForwardChart, value: number): string {
  return value === 0 ? '0' : chart.text(value).replace(/\.0 /, ' ');
}
