import type { PodNews } from '../engine/clusters';
import { isNamedBy } from './choose-pod';
import type { PodTable } from './pod-table';

/** What one forward wants to know of a table. */
export interface Interest {
  /** Only pods that this prefix names; null when the selector says it all. */
  readonly prefix: string | null;
  /** The uid of the pod that the forward leads to; null when it waits for one. */
  readonly uid: string | null;
  /** Since when it wants to know, on the monotonic clock. */
  readonly since: number;
  /** The table's `readyCount` of which this forward has been told already. */
  readonly toldReady: number;
}

export interface Judgement {
  readonly news: PodNews | null;
  /** When the same table may mean something else, on the monotonic clock; null when it will not. */
  readonly lookAgainAt: number | null;
}

/** A pod that fails a probe may be ready again the next moment: it is not left for less than this, in milliseconds. */
const unreadyMs = 5_000;

const nothing: Judgement = { news: null, lookAgainAt: null };

/**
 * Whether a forward should leave its pod: at once when it is gone or going, after some seconds when it is not ready and
 * another one is. For one that has none: whether a pod has become ready that it has not been told of.
 */
export function judge(table: PodTable, interest: Interest, now: number): Judgement {
  if (table.listedAt === null) return nothing;
  if (interest.uid === null) return judgeWaiting(table, interest);
  const pod = table.pods.get(interest.uid);
  if (!pod) {
    const isGone = table.gone.includes(interest.uid) || table.listedAt >= interest.since;
    return isGone ? leave('gone') : nothing;
  }
  if (pod.terminating) return leave('terminating');
  if (pod.ended) return leave('ended');
  if (pod.unreadySince === null || !hasReady(table, interest.prefix)) return nothing;
  const leaveAt = pod.unreadySince + unreadyMs;
  return now >= leaveAt ? leave('unready') : { news: null, lookAgainAt: leaveAt };
}

function judgeWaiting(table: PodTable, { prefix, toldReady }: Interest): Judgement {
  const isNews = table.readyCount > toldReady && hasReady(table, prefix);
  return isNews ? { news: { kind: 'ready' }, lookAgainAt: null } : nothing;
}

/** As `podsWithPrefix` has it: a pod of exactly that name is the only one that is meant. */
function hasReady(table: PodTable, prefix: string | null): boolean {
  let isOneReady = false;
  for (const { name, ready } of table.pods.values()) {
    if (name === prefix) return ready;
    isOneReady ||= ready && (prefix === null || isNamedBy(name, prefix));
  }
  return isOneReady;
}

function leave(why: Extract<PodNews, { kind: 'leave' }>['why']): Judgement {
  return { news: { kind: 'leave', why }, lookAgainAt: null };
}
