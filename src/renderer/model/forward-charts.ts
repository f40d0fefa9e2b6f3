import type { EpochMs } from '../../shared/forward';
import type { Sample } from '../../shared/history';
import { chartWords, rateText, trafficWords } from '../../shared/words-list';
import type { Series, Stretch } from './chart';
import { latestNews, ratesOf, runsOf } from './traffic';

/** A chart of one forward: what it shows, and how its numbers are said. */
export interface ForwardChart {
  readonly title: string;
  /** What it means, for whom the title does not say it. */
  readonly hint: string;
  readonly series: readonly Series[];
  /** The top of the chart when all values are lower. */
  readonly least: number;
  readonly text: (value: number) => string;
  /** Values that do not reach so far are none of now. */
  readonly latestAt: EpochMs;
}

/** The charts in the details of a forward, as of `now`. */
export function chartsOf(samples: readonly Sample[], now: EpochMs): readonly ForwardChart[] {
  const latestAt = latestNews(samples, now);
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
      latestAt,
    },
    {
      title: chartWords.connections,
      hint: '',
      series: [{ name: '', look: 'area', stretches: heldUntilNext(samples, ({ openConnections }) => openConnections) }],
      least: 2,
      text: String,
      latestAt,
    },
    {
      title: chartWords.latency,
      hint: chartWords.latencyHint,
      series: [{ name: '', look: 'line', stretches: latencies(samples) }],
      least: 10,
      text: chartWords.latencyText,
      latestAt,
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

/** Each ping was sent with the heartbeat before the one that tells what it took. */
function latencies(samples: readonly Sample[]): readonly Stretch[] {
  return runsOf(samples).flatMap((run) =>
    run.slice(1).flatMap((sample, index): Stretch | readonly [] => {
      const before = run[index] ?? sample;
      return sample.roundTripMs === null ? [] : { from: before.at, to: sample.at, value: sample.roundTripMs };
    }),
  );
}

/** `1 MB/s`, `0`: what stands at the edges of a chart. */
export function edgeText(chart: ForwardChart, value: number): string {
  return value === 0 ? '0' : chart.text(value).replace(/\.0 /, ' ');
}
