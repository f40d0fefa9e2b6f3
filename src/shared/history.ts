import type { EpochMs, ForwardId } from './forward';
import type { Beat } from './view';

/** What one heartbeat said of a forward, for its charts. Values only. */
export interface Sample {
  readonly at: EpochMs;
  /** Of the heartbeat; begins anew with the counters below. */
  readonly count: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
  readonly openConnections: number;
  /** As in `Beat`. */
  readonly roundTripMs: number | null;
}

/** Oldest first. */
export interface History {
  readonly id: ForwardId;
  readonly samples: readonly Sample[];
}

/** How far back the charts of one forward go, and the list's. Milliseconds. */
export const historyMs = 600_000;
export const recentMs = 60_000;

/** Heartbeats that come faster than this are thinned out: no chart is fine enough to show them. Milliseconds. */
const spacingMs = 4_000;

export function sampleOf({ at, count, traffic, roundTripMs }: Beat): Sample {
  const { bytesUp, bytesDown, openConnections } = traffic;
  return { at, count, bytesUp, bytesDown, openConnections, roundTripMs };
}

/**
 * The samples of the last `keepMs` with one more. The latest is always there; of older ones no three come within
 * `spacingMs`. When the computer's clock was set back, nothing is kept from before: it would seem to come later.
 */
export function withSample(samples: readonly Sample[], sample: Sample, keepMs: number): readonly Sample[] {
  const last = samples.at(-1);
  if (last && last.at > sample.at) return [sample];
  const beforeLast = samples.at(-2);
  const isCrowded = beforeLast !== undefined && sample.at - beforeLast.at < spacingMs;
  const first = samples.findIndex((known) => sample.at - known.at <= keepMs);
  if (first === -1) return [sample];
  return [...samples.slice(first, isCrowded ? -1 : undefined), sample];
}

/** Those of the last `keepMs`, by `now`. */
export function since(samples: readonly Sample[], keepMs: number, now: EpochMs): readonly Sample[] {
  return samples.filter(({ at }) => now - at <= keepMs);
}
