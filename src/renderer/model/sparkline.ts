import type { EpochMs } from '../../shared/forward';
import type { Rate } from './traffic';

/** One bar of a sparkline, in parts of its width and of half its height: sent above the middle, received below. */
export interface Bar {
  readonly x: number;
  readonly width: number;
  readonly up: number;
  readonly down: number;
}

/** In pixels. Twelve bars of a minute are whole pixels wide. */
export const sparkWidth = 60;
export const sparkHeight = 29;

/** Of half the sparkline, without the line in its middle. */
const half = (sparkHeight - 1) / 2;

/** Below this, in bytes per second, a bar is lower than the sparkline is high: a few bytes must not look like a flood. */
const smallPeak = 2_000;

/**
 * The bars of the last `spanMs` until `end`; the highest fills the sparkline, and both ways go by the same measure. Heights
 * are square roots: a trickle beside a flood is still seen, and the numbers stand next to it.
 */
export function barsOf(rates: readonly Rate[], end: EpochMs, spanMs: number): readonly Bar[] {
  const start = end - spanMs;
  const shown = rates.filter(({ to }) => to > start && to <= end);
  const peak = Math.max(smallPeak, ...shown.flatMap(({ up, down }) => [up, down]));
  return shown.map(({ from, to, up, down }) => {
    const x = Math.max(0, (from - start) / spanMs);
    return { x, width: (to - start) / spanMs - x, up: Math.sqrt(up / peak), down: Math.sqrt(down / peak) };
  });
}

/** What is drawn of the bars: the part above, the part below, or the line in the middle where anything is known. */
export function barPath(bars: readonly Bar[], part: 'up' | 'down' | 'known'): string {
  return bars.map((bar) => rectangle(bar, part)).join('');
}

function rectangle(bar: Bar, part: 'up' | 'down' | 'known'): string {
  const x = Math.round(bar.x * sparkWidth);
  const width = Math.max(1, Math.round((bar.x + bar.width) * sparkWidth) - x);
  if (part === 'known') return box(x, half, width, 1);
  // The least that went through is seen, and nothing is not. Bars stand apart, so that each is seen as one measurement.
  const height = bar[part] > 0 ? Math.max(1, Math.round(bar[part] * half)) : 0;
  return height === 0 ? '' : box(x, part === 'up' ? half - height : half + 1, Math.max(1, width - 1), height);
}

function box(x: number, y: number, width: number, height: number): string {
  return `M${String(x)} ${String(y)}h${String(width)}v${String(height)}h${String(-width)}z`;
}
