import type { EpochMs } from '../../shared/forward';
import type { Sample } from '../../shared/history';

/** What went through a forward between two heartbeats, in bytes per second. Times are milliseconds since 1970. */
export interface Rate {
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly up: number;
  readonly down: number;
}

/** Two heartbeats that are further apart than this say nothing about the time between them, in milliseconds. */
const gapMs = 12_500;
/** Unless heartbeats are that rare: so many times their usual distance is no gap. */
const usualTimes = 2.5;

/**
 * Rates between neighbouring samples. Where nothing is known there is none: after a pause in the heartbeats, and where the
 * counters began anew.
 */
export function ratesOf(samples: readonly Sample[]): readonly Rate[] {
  const longest = longestStep(samples);
  return samples.flatMap((next, index) => {
    const before = samples[index - 1];
    return before && next.at - before.at <= longest ? rateBetween(before, next) : [];
  });
}

/** Runs of samples without a pause between them, oldest first: each is a line of its own in a chart. */
export function runsOf(samples: readonly Sample[]): readonly (readonly Sample[])[] {
  const longest = longestStep(samples);
  const runs: Sample[][] = [];
  for (const sample of samples) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run && last && sample.at - last.at <= longest) run.push(sample);
    else runs.push([sample]);
  }
  return runs;
}

/** The moment of the latest heartbeat; infinitely far off when the next one should have come by now. */
export function latestNews(samples: readonly Sample[], now: EpochMs): EpochMs {
  const last = samples.at(-1);
  return last && now - last.at <= longestStep(samples) ? last.at : Infinity;
}

/** What went through lately; null when the last heartbeat is too old to tell. */
export function latestRate(rates: readonly Rate[], now: EpochMs): Rate | null {
  const last = rates.at(-1);
  return last && now - last.to <= Math.max(gapMs, usualTimes * (last.to - last.from)) ? last : null;
}

function rateBetween(before: Sample, next: Sample): readonly Rate[] {
  const up = next.bytesUp - before.bytesUp;
  const down = next.bytesDown - before.bytesDown;
  const seconds = (next.at - before.at) / 1_000;
  if (seconds <= 0 || next.count < before.count || up < 0 || down < 0) return [];
  return [{ from: before.at, to: next.at, up: up / seconds, down: down / seconds }];
}

function longestStep(samples: readonly Sample[]): number {
  const steps = samples.slice(1).map((sample, index) => sample.at - (samples[index]?.at ?? sample.at));
  const usual = steps.sort((a, b) => a - b)[Math.floor((steps.length - 1) / 2)] ?? 0;
  return Math.max(gapMs, usual * usualTimes);
}

/** Bytes each way in all of these together. */
export function totalsOf(rates: readonly Rate[]): { readonly up: number; readonly down: number } {
  const sum = (way: 'up' | 'down') => rates.reduce((all, rate) => all + (rate[way] * (rate.to - rate.from)) / 1_000, 0);
  return { up: sum('up'), down: sum('down') };
}
