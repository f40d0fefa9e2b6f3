import type { EpochMs } from '../../shared/forward';

/** A value that held from one moment to another, both in milliseconds since 1970. */
export interface Stretch {
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly value: number;
}

/** One line of a chart. Stretches come in order; where there is none, nothing is known. */
export interface Series {
  readonly name: string;
  /** Areas and lines are told apart without colour. */
  readonly look: 'area' | 'line';
  readonly stretches: readonly Stretch[];
}

/** The part of a chart that is drawn, in the units of what it shows. */
export interface Frame {
  readonly start: EpochMs;
  readonly end: EpochMs;
  /** The value at its upper edge; its lower edge is 0. */
  readonly top: number;
}

/** Charts are drawn on this many units and stretched to their room. */
export const chartWidth = 600;
export const chartHeight = 100;

/** The next of 1, 2, 5, 10, 20, 50 … that is no lower; never lower than `least`. */
export function niceTop(value: number, least: number): number {
  const wanted = Math.max(value, least);
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = [1, 2, 5, 10].find((times) => times * power >= wanted * (1 - 1e-9)) ?? 10;
  return step * power;
}

export function highest(series: readonly Series[]): number {
  return Math.max(0, ...series.flatMap(({ stretches }) => stretches.map(({ value }) => value)));
}

/** The path of a series; of an area, closed along the lower edge. Stretches that touch are one line. */
export function pathOf({ look, stretches }: Series, frame: Frame): string {
  const path: string[] = [];
  let reached: EpochMs | null = null;
  for (const { from, to, value } of stretches) {
    if (to <= frame.start) continue;
    const left = xOf(Math.max(from, frame.start), frame);
    const height = yOf(value, frame);
    const joins = reached === from;
    if (!joins && reached !== null && look === 'area') path.push(`V${String(chartHeight)}Z`);
    if (joins) path.push(`V${height}`);
    else path.push(look === 'area' ? `M${left} ${String(chartHeight)}V${height}` : `M${left} ${height}`);
    path.push(`H${xOf(to, frame)}`);
    reached = to;
  }
  if (reached !== null && look === 'area') path.push(`V${String(chartHeight)}Z`);
  return path.join('');
}

/** What was so at that moment; null where nothing is known. */
export function valueAt({ stretches }: Series, time: EpochMs): number | null {
  return stretches.find(({ from, to }) => from <= time && time <= to)?.value ?? null;
}

/** What is so since `since`, the moment of the latest news; null where that told nothing. */
export function latestOf({ stretches }: Series, since: EpochMs): number | null {
  const last = stretches.at(-1);
  return last !== undefined && last.to >= since ? last.value : null;
}

function xOf(time: EpochMs, { start, end }: Frame): string {
  return rounded(((Math.min(time, end) - start) / (end - start)) * chartWidth);
}

function yOf(value: number, { top }: Frame): string {
  return rounded(chartHeight - Math.min(1, value / top) * chartHeight);
}

/** A tenth of a unit is finer than any screen. */
function rounded(value: number): string {
  return String(Math.round(value * 10) / 10);
}
