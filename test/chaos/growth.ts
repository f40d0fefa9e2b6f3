import { median } from '../bench/figures';
import type { Rule } from './observation';
import type { Footprint } from './processes';

/** A footprint at its time, in milliseconds since the start. */
export interface Sample extends Footprint {
  readonly atMs: number;
}

export interface Growth {
  readonly rule: Rule;
  readonly what: keyof Footprint;
  readonly start: number;
  readonly middle: number;
  readonly end: number;
  readonly allowed: number;
  readonly grew: boolean;
}

const mebibyte = 1024 * 1024;

/**
 * What the program takes at the start, in the middle and at the end of a run, and whether that is flat. The middle is a
 * third of the run, so that a leak of a long one stands out from its first growth; a short one has only the start.
 * `forwards` bounds what may legitimately be open: a forward keeps tunnels in reserve for a minute after it was busy.
 */
export function growthOf(samples: readonly Sample[], durationMs: number, forwards: number): readonly Growth[] {
  const within = (from: number, to: number) => samples.filter(({ atMs }) => atMs >= from && atMs <= to);
  const isLong = durationMs >= 10 * 60_000;
  const start = within(0, Math.max(8_000, durationMs * 0.05));
  const middle = within(durationMs / 3, (durationMs * 2) / 3);
  const end = within(durationMs - Math.max(5_000, durationMs * 0.05), Infinity);
  const row = (rule: Rule, what: keyof Footprint, allow: (base: number) => number): Growth => {
    const of = (some: readonly Sample[]) => median(some.map((sample) => sample[what]));
    const base = isLong ? Math.max(of(start), of(middle)) : of(start);
    const allowed = allow(base);
    return { rule, what, start: of(start), middle: of(middle), end: of(end), allowed, grew: of(end) > allowed };
  };
  return [
    row('memory grows', 'residentBytes', (base) => (isLong ? base * 1.15 + 16 * mebibyte : base * 1.5 + 64 * mebibyte)),
    row('descriptors grow', 'descriptors', (base) => base + (isLong ? 2 : 4) * forwards),
    row('threads grow', 'threads', (base) => base),
  ];
}
