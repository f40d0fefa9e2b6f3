import { assertNever } from '../../shared/assert-never';
import { isReady } from './choose-pod';
import type { WatchedPod } from './objects';

/** What is kept of a watched pod, and nothing else of it. */
export interface PodGlance {
  readonly name: string;
  readonly uid: string;
  /** Running, ready, and not on its way out. */
  readonly ready: boolean;
  readonly terminating: boolean;
  /** It has run to its end, or was evicted: its containers do not run any more. */
  readonly ended: boolean;
}

interface Row extends PodGlance {
  /** Since when it has been seen not to be ready, on the monotonic clock; null while it is. */
  readonly unreadySince: number | null;
}

/** The pods of one selector as a watch knows them. Times are monotonic milliseconds. */
export interface PodTable {
  /** By uid: a name may be used again. */
  readonly pods: ReadonlyMap<string, Row>;
  /** The uids that went last. A pod that is in neither list has not been seen yet. */
  readonly gone: readonly string[];
  /** When the last complete list was asked for; null when there has been none. */
  readonly listedAt: number | null;
  /** How many times a pod has become ready. */
  readonly readyCount: number;
}

export type TableChange =
  | { readonly type: 'listed'; readonly pods: readonly PodGlance[]; readonly askedAt: number }
  | { readonly type: 'changed'; readonly pod: PodGlance }
  | { readonly type: 'deleted'; readonly uid: string };

export const emptyTable: PodTable = { pods: new Map(), gone: [], listedAt: null, readyCount: 0 };

/** More go in a moment only where nobody can have been told of them yet. */
const maxGone = 256;

export function glanceOf(pod: WatchedPod): PodGlance {
  const { metadata, status } = pod;
  return {
    name: metadata.name,
    uid: metadata.uid ?? '',
    ready: isReady(pod),
    terminating: Boolean(metadata.deletionTimestamp),
    ended: status?.phase === 'Failed' || status?.phase === 'Succeeded',
  };
}

/** The table after a change; the same object when nothing has changed of what is kept, as with most updates of pods. */
export function updated(table: PodTable, change: TableChange, now: number): PodTable {
  switch (change.type) {
    case 'listed':
      return listed(table, change.pods, change.askedAt, now);
    case 'changed': {
      const { pod } = change;
      const known = table.pods.get(pod.uid);
      if (known && isSame(pod, known)) return table;
      return {
        ...table,
        pods: new Map(table.pods).set(pod.uid, rowOf(pod, known, now)),
        gone: table.gone.filter((uid) => uid !== pod.uid),
        readyCount: table.readyCount + (becameReady(pod, known) ? 1 : 0),
      };
    }
    case 'deleted': {
      const pods = new Map(table.pods);
      pods.delete(change.uid);
      return { ...table, pods, gone: remembered(table.gone, [change.uid]) };
    }
    default:
      return assertNever(change);
  }
}

function listed(table: PodTable, glances: readonly PodGlance[], askedAt: number, now: number): PodTable {
  const pods = new Map(glances.map((pod) => [pod.uid, rowOf(pod, table.pods.get(pod.uid), now)]));
  const lost = [...table.pods.keys()].filter((uid) => !pods.has(uid));
  const newlyReady = glances.filter((pod) => becameReady(pod, table.pods.get(pod.uid))).length;
  return {
    pods,
    gone: remembered(table.gone, lost).filter((uid) => !pods.has(uid)),
    listedAt: askedAt,
    readyCount: table.readyCount + newlyReady,
  };
}

function rowOf(pod: PodGlance, known: Row | undefined, now: number): Row {
  return { ...pod, unreadySince: pod.ready ? null : (known?.unreadySince ?? now) };
}

function isSame(pod: PodGlance, known: PodGlance): boolean {
  return pod.ready === known.ready && pod.terminating === known.terminating && pod.ended === known.ended;
}

function becameReady(pod: PodGlance, known: Row | undefined): boolean {
  return pod.ready && known?.ready !== true;
}

function remembered(gone: readonly string[], more: readonly string[]): readonly string[] {
  return [...gone, ...more].slice(-maxGone);
}
