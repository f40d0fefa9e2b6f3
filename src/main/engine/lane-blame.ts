import type { ForwardId } from '../../shared/forward';
import { backoffMs, type BackoffPolicy } from '../base/backoff';

/** One loss of the lane that a forward ran on. `at` is monotonic milliseconds. */
interface Loss {
  readonly at: number;
  /** False for a lane that fell silent and was replaced. */
  readonly crashed: boolean;
}

interface Conduct {
  readonly losses: readonly Loss[];
  /** Shared by those who were parted in the same step: what convicts some of them acquits the rest. */
  readonly parting: number | null;
  /** It has crashed too many lanes that ran nothing else. */
  readonly convicted: boolean;
}

/** What is held against forwards whose lanes were lost: a thread dies without saying which of its forwards did it. */
export interface LaneBlame {
  readonly records: ReadonlyMap<ForwardId, Conduct>;
  readonly partings: number;
}

/** The end of a lane, and what there is to put its forwards on. */
export interface LaneLoss {
  readonly aboard: readonly ForwardId[];
  readonly crashed: boolean;
  readonly now: number;
  /** How many lanes may be started for them. */
  readonly room: number;
}

/** What becomes of the forwards of a lane that was lost. */
export interface LaneVerdict {
  readonly blame: LaneBlame;
  /** They have failed, and get no lane. */
  readonly convicted: readonly ForwardId[];
  /** Each of these gets a fresh lane. */
  readonly groups: readonly (readonly ForwardId[])[];
  /** Those of the groups that were one until now. */
  readonly parted: readonly (readonly ForwardId[])[];
  /** How long to wait before that, in milliseconds. */
  readonly waitMs: number;
}

export const noBlame: LaneBlame = { records: new Map(), partings: 0 };

/** Losses count for this long, in milliseconds. */
export const lossWindowMs = 10 * 60_000;

/** A forward that was aboard this many lost lanes is kept apart from those that were not. */
export const suspectAfter = 2;

/**
 * How many lanes there may be beyond the usual number, to find out who it is: each halving of the suspects takes one more.
 * Enough for two among 500 who do it.
 */
export const spareLanes = 24;

/** Crashes within the window after which a forward that runs alone is not started again. */
export const crashLimit = 5;

/** The first loss is mended at once; who goes on is slowed down. */
const crashBackoff: BackoffPolicy = { baseMs: 500, capMs: 10_000, resetAfterMs: lossWindowMs };

/** How long to wait after so many losses in a row that nothing was learnt from, in milliseconds. */
export function crashWaitMs(losses: number): number {
  return losses <= 1 ? 0 : backoffMs(losses - 1, 1, crashBackoff);
}

/** Times that a lane with this forward aboard was lost lately. */
export function lossesOf({ records }: LaneBlame, id: ForwardId, now: number): number {
  return recent(records.get(id), now).length;
}

/** Whether the forward may be what its lanes die of, so that nobody else should be put on its lane. */
export function isSuspect(blame: LaneBlame, id: ForwardId, now: number): boolean {
  return blame.records.get(id)?.convicted === true || lossesOf(blame, id, now) >= suspectAfter;
}

/** All of those. */
export function suspectsOf(blame: LaneBlame, now: number): readonly ForwardId[] {
  return [...blame.records.keys()].filter((id) => isSuspect(blame, id, now));
}

/**
 * After the loss of a lane. A first loss moves all its forwards together; after a further one the suspects are parted in
 * halves, each in a lane of its own, until the one that does it is alone. Parting goes on without delay, as it comes to
 * an end by itself; a forward that is alone, or whose group cannot be parted for want of room, waits ever longer.
 */
export function blameFor(before: LaneBlame, { aboard, crashed, now, room }: LaneLoss): LaneVerdict {
  const blame = withLoss(acquitted(before, aboard), aboard, { at: now, crashed });
  const suspects = aboard.filter((id) => isSuspect(blame, id, now));
  const others = aboard.filter((id) => !isSuspect(blame, id, now));
  const rest = others.length > 0 ? [others] : [];
  const [first] = suspects;
  const together: LaneVerdict = { blame, convicted: [], groups: [aboard], parted: [], waitMs: 0 };
  if (first === undefined) return together;
  const waitMs = crashed ? crashWaitMs(Math.max(...suspects.map((id) => lossesOf(blame, id, now)))) : 0;
  if (suspects.length > 1 || rest.length > 0) {
    const parts = halves(suspects);
    if (room < parts.length + rest.length) return { ...together, waitMs };
    return { ...together, blame: parted(blame, suspects), groups: [...parts, ...rest], parted: parts };
  }
  const crashes = recent(blame.records.get(first), now).filter((loss) => loss.crashed).length;
  if (crashes < crashLimit) return { ...together, waitMs };
  return { ...together, blame: withConduct(blame, first, { convicted: true }), convicted: aboard, groups: [] };
}

/** The user starts it again: its losses are forgiven, but it stays apart if it was convicted. */
export function pardoned(blame: LaneBlame, id: ForwardId): LaneBlame {
  return blame.records.has(id) ? withConduct(blame, id, { losses: [], parting: null }) : blame;
}

/** It is gone, or another forward by now. */
export function forgotten(blame: LaneBlame, id: ForwardId): LaneBlame {
  if (!blame.records.has(id)) return blame;
  const records = new Map(blame.records);
  records.delete(id);
  return { ...blame, records };
}

/** One half of those that were parted has lost its lane again: the other half has not done it. */
function acquitted(blame: LaneBlame, aboard: readonly ForwardId[]): LaneBlame {
  const lost = new Set(aboard);
  const partings = new Set(aboard.map((id) => blame.records.get(id)?.parting ?? null));
  const records = new Map(blame.records);
  for (const [id, record] of records) {
    if (record.parting === null || !partings.has(record.parting) || lost.has(id)) continue;
    records.set(id, { ...record, losses: [], parting: null });
  }
  return { ...blame, records };
}

function withLoss(blame: LaneBlame, aboard: readonly ForwardId[], loss: Loss): LaneBlame {
  const records = new Map(blame.records);
  for (const id of aboard) {
    const record = records.get(id) ?? innocent;
    records.set(id, { ...record, losses: [...recent(record, loss.at), loss] });
  }
  return { ...blame, records };
}

function parted(blame: LaneBlame, ids: readonly ForwardId[]): LaneBlame {
  const parting = blame.partings + 1;
  const records = new Map(blame.records);
  for (const id of ids) records.set(id, { ...(records.get(id) ?? innocent), parting });
  return { records, partings: parting };
}

function halves(ids: readonly ForwardId[]): readonly (readonly ForwardId[])[] {
  const middle = Math.ceil(ids.length / 2);
  return [ids.slice(0, middle), ids.slice(middle)].filter((half) => half.length > 0);
}

const innocent: Conduct = { losses: [], parting: null, convicted: false };

function withConduct(blame: LaneBlame, id: ForwardId, change: Partial<Conduct>): LaneBlame {
  const record = blame.records.get(id) ?? innocent;
  return { ...blame, records: new Map(blame.records).set(id, { ...record, ...change }) };
}

function recent(record: Conduct | undefined, now: number): readonly Loss[] {
  return (record?.losses ?? []).filter(({ at }) => now - at < lossWindowMs);
}
