/** Bounds and times of a pool of tunnels to one pod; see `defaultPoolLimits`. */
export interface PoolLimits {
  /** Usable tunnels at most. */
  readonly cap: number;
  /** Tunnels at most, those counted that are only waiting for their stalled streams to end. */
  readonly hardCap: number;
  /** Stalled for this long, a tunnel gets no new streams while there is another. Milliseconds. */
  readonly suspectMs: number;
  /** Stalled for this long while another is usable, it never gets any again and ends with its last stream. Milliseconds. */
  readonly quarantineMs: number;
  /**
   * Without a sign of life for this long while another is usable, it is dead when nothing was sent that its peer could be
   * stuck on, or else when the system knows that nothing arrives: its connections are ended, because nobody will ever
   * answer them. Milliseconds.
   */
  readonly deadMs: number;
  /** Idle for this long, it is closed if another is idle. Milliseconds. */
  readonly idleMs: number;
  /** Pause after a failure to open a further tunnel. Milliseconds. */
  readonly retryMs: number;
}

export const defaultPoolLimits: PoolLimits = {
  cap: 8,
  hardCap: 32,
  suspectMs: 1_000,
  quarantineMs: 10_000,
  deadMs: 15_000,
  idleMs: 60_000,
  retryMs: 5_000,
};

/** What counts when tunnels are compared. */
export interface Load {
  readonly streams: number;
  readonly stalledMs: number;
  /** Time since the last byte from the peer. */
  readonly silentMs: number;
  /** For how long it has owed an answer that no app can hold up. */
  readonly unansweredMs: number;
  /** It is a stream's reader that it waits for, not the peer. */
  readonly blocked: boolean;
  /** It has to be asked before it gets a stream. */
  readonly doubtful: boolean;
  readonly quarantined: boolean;
  /** Time without a stream; 0 while there is one. */
  readonly idleMs: number;
}

export function isUsable(load: Load, limits: PoolLimits): boolean {
  return !load.quarantined && load.stalledMs < limits.suspectMs;
}

/**
 * Held up for so long that it is no passing thing, by one of its streams. A peer whose stream is not read stops reading all
 * of them, so that no answer comes although the way is open: at the cap, where no idle tunnel is left that would show
 * whether it is, that is assumed of those with streams.
 */
function isStuck(load: Load, loads: readonly Load[], limits: PoolLimits): boolean {
  const maybe = load.streams > 0 && loads.length >= limits.cap;
  return (load.blocked || maybe) && load.stalledMs >= limits.suspectMs;
}

/**
 * Which tunnel a new stream goes to, as an index: an idle one, because one unread stream blocks all others of its tunnel;
 * else the least loaded, those before that may be stuck without our knowing. Of equals the one that owes least, then the oldest, so that the youngest become superfluous.
 * While none is usable, a silent one may yet recover, but not one that may wait for a stream's reader.
 * null when no tunnel takes streams.
 */
export function choose(loads: readonly Load[], limits: PoolLimits): number | null {
  let best: number | null = null;
  for (const [index, load] of loads.entries()) {
    if (load.quarantined || load.stalledMs === Infinity || isStuck(load, loads, limits)) continue;
    const rival = best === null ? undefined : loads[best];
    if (!rival || compare(load, rival, limits) < 0) best = index;
  }
  return best;
}

function compare(a: Load, b: Load, limits: PoolLimits): number {
  const usable = Number(isUsable(b, limits)) - Number(isUsable(a, limits));
  const proven = Number(a.doubtful) - Number(b.doubtful);
  return usable || proven || a.streams - b.streams || a.stalledMs - b.stalledMs;
}

/**
 * Whether a further tunnel should be opened: streams are open and no idle tunnel is in reserve, or streams hold up every
 * tunnel there is. When none is usable for another reason, although none failed to open, the pod or the way to it is silent as a whole: that is not hidden by trying on, but left
 * to whoever watches `silentMs`. `lastFailed`: the last attempt to open one did.
 */
export function wantsAnother(loads: readonly Load[], lastFailed: boolean, limits: PoolLimits): boolean {
  const usable = loads.filter((load) => isUsable(load, limits));
  if (usable.length >= limits.cap || loads.length >= limits.hardCap) return false;
  if (usable.length === 0) {
    const isDraining = loads.some((load) => load.stalledMs === Infinity);
    return lastFailed || isDraining || loads.every((load) => load.quarantined || isStuck(load, loads, limits));
  }
  const isBusy = loads.some((load) => load.streams > 0);
  return isBusy && !usable.some((load) => load.streams === 0);
}

/** Which tunnels are beyond hope while another is usable, as indices. */
export function hopeless(loads: readonly Load[], limits: PoolLimits): readonly number[] {
  if (!loads.some((load) => isUsable(load, limits))) return [];
  return [...loads.entries()].flatMap(([index, load]) => (load.stalledMs >= limits.quarantineMs ? [index] : []));
}

/** Which tunnels are dead, as indices: not the peer's reader is what they wait for, but any answer at all. */
export function dead(loads: readonly Load[], limits: PoolLimits): readonly number[] {
  return hopeless(loads, limits).filter((index) => {
    const load = loads[index];
    return load !== undefined && !mayBeStuck(load, limits) && load.stalledMs >= limits.deadMs;
  });
}

/**
 * Of which tunnels the system has to be asked whether anything arrives, as indices: they have been silent for so long that
 * they are dead, if it is not a stream's reader that they wait for. From here both look the same.
 */
export function suspicious(loads: readonly Load[], limits: PoolLimits): readonly number[] {
  return hopeless(loads, limits).filter((index) => {
    const load = loads[index];
    return load !== undefined && load.streams > 0 && mayBeStuck(load, limits) && load.silentMs >= limits.deadMs;
  });
}

/** The answer that no app can hold up may have been asked for only a moment ago, after one that an app does hold up. */
function mayBeStuck(load: Load, { deadMs }: PoolLimits): boolean {
  return load.blocked || load.doubtful || load.stalledMs === Infinity || load.unansweredMs < deadMs / 3;
}

/**
 * Whether a tunnel that has just lost its last stream is to end: in quarantine, or still held up by what that stream sent,
 * while another is usable.
 */
export function isSpent(load: Load, loads: readonly Load[], limits: PoolLimits): boolean {
  const isHeldUp = load.blocked && !isUsable(load, limits);
  return load.quarantined || (isHeldUp && loads.some((other) => isUsable(other, limits)));
}

/** Which tunnels have been idle for too long, as indices; one idle tunnel always stays. */
export function superfluous(loads: readonly Load[], limits: PoolLimits): readonly number[] {
  const idle = [...loads.entries()].filter(([, load]) => load.streams === 0 && isUsable(load, limits));
  return idle.slice(1).flatMap(([index, load]) => (load.idleMs >= limits.idleMs ? [index] : []));
}

/**
 * Which tunnel has to make room, as an index, when streams hold up as many as there may be: the one that has been held up
 * for longest. null while there is room, or one is usable, or none is beyond hope.
 */
export function expendable(loads: readonly Load[], limits: PoolLimits): number | null {
  if (loads.length < limits.hardCap || loads.some((load) => isUsable(load, limits))) return null;
  let longest: number | null = null;
  for (const [index, load] of loads.entries()) {
    if (!isStuck(load, loads, limits) || load.stalledMs === Infinity || load.stalledMs < limits.quarantineMs) continue;
    if (longest === null || load.stalledMs > (loads[longest]?.stalledMs ?? 0)) longest = index;
  }
  return longest;
}
