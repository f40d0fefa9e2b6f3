import type { DisposableStore } from '../base/disposable';
import type { Load } from './pool-policy';
import type { Tunnel } from './tunnel';

/** A tunnel of a pool, and what the pool has made of it. */
export interface Member {
  readonly tunnel: Tunnel;
  readonly subscriptions: DisposableStore;
  quarantined: boolean;
  /** Since when it has no stream, on the monotonic clock. */
  idleSince: number;
}

/** `now`: on the monotonic clock. */
export function loadOf({ tunnel, quarantined, idleSince }: Member, now: number): Load {
  return {
    // Those that share nothing weigh nothing: there is no use in a second such tunnel.
    streams: tunnel.transport === 'v4' ? 0 : tunnel.streamCount,
    stalledMs: tunnel.stalledMs(),
    silentMs: tunnel.silentMs(),
    unansweredMs: tunnel.unansweredMs(),
    blocked: tunnel.isBlocked,
    doubtful: tunnel.isDoubtful,
    quarantined,
    idleMs: tunnel.streamCount > 0 ? 0 : now - idleSince,
  };
}
