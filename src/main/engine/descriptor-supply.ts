/** What is known of whether this program can open files and connections. Times are monotonic milliseconds. */
export interface DescriptorSupply {
  readonly isOut: boolean;
  /** Since when every look has found some again, while it still counts as out; null when none has. */
  readonly calmSince: number | null;
  /** When it last counted as free again. */
  readonly freeSince: number;
  /** How often in a row it has run out again soon after that. */
  readonly relapses: number;
}

export const plenty: DescriptorSupply = { isOut: false, calmSince: null, freeSince: -Infinity, relapses: 0 };

/** Running out again within this time shows that being free was none, in milliseconds. */
const relapseWithinMs = 120_000;

/** How long all looks must find some before it counts as free, after one relapse and at most, in milliseconds. */
const firstCalmMs = 6_000;
const longestCalmMs = 60_000;

/**
 * The supply after a look. What waits for descriptors tries again as soon as some are free, and may take the last ones by
 * that: so the first time they are free at once, and each time that does not last it takes twice as long to be believed.
 */
export function supplyAfter(before: DescriptorSupply, canOpen: boolean, now: number): DescriptorSupply {
  if (!canOpen) return before.isOut ? { ...before, calmSince: null } : ranOut(before, now);
  if (!before.isOut) return before;
  const calmSince = before.calmSince ?? now;
  if (now - calmSince < calmMs(before.relapses)) return { ...before, calmSince };
  return { isOut: false, calmSince: null, freeSince: now, relapses: before.relapses };
}

function ranOut({ freeSince, relapses }: DescriptorSupply, now: number): DescriptorSupply {
  const isRelapse = now - freeSince < relapseWithinMs;
  return { isOut: true, calmSince: null, freeSince, relapses: isRelapse ? relapses + 1 : 0 };
}

function calmMs(relapses: number): number {
  return relapses === 0 ? 0 : Math.min(longestCalmMs, firstCalmMs * 2 ** (relapses - 1));
}
