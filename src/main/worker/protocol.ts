import type { ForwardId, ForwardSpec, ForwardState, Transport } from '../../shared/forward';
import type { Problem } from '../../shared/problem';
import type { Traffic } from '../../shared/view';
import type { ResolvedTarget } from './resolved-target';
import type { Progress } from './progress';
import type { Wear } from './wear';

/** Times of a worker's life, in milliseconds. */
export interface WorkerTimings {
  readonly bindMs: number;
  readonly resolveMs: number;
  readonly connectMs: number;
  /** How long new local connections wait for a tunnel. */
  readonly holdMs: number;
}

/** Why a worker should not wait any longer before its next attempt. It says nothing of a tunnel that is up. */
export type GoodNews = 'pod-ready' | 'access-changed';

/**
 * What happened to the machine or to Portwatch, so that a tunnel may be dead without knowing. All but `stood-still`, the
 * program itself for a while, are also reasons not to wait any longer before the next attempt.
 */
export type Shock = 'resumed' | 'network-changed' | 'stood-still';

/** Main to lane. */
export type LaneCommand =
  | { readonly type: 'start'; readonly spec: ForwardSpec }
  | { readonly type: 'stop'; readonly id: ForwardId }
  /** Drop the tunnel, keep the port, connect anew. */
  | { readonly type: 'reconnect'; readonly id: ForwardId; readonly cause: Problem }
  /** Give this pod no new connections and look for another one; those that are open may finish. */
  | { readonly type: 'leave'; readonly id: ForwardId; readonly podUid: string; readonly cause: Problem }
  /** Its spec is another one, on the same local port. `cause`: why it needs another tunnel; null when it does not. */
  | { readonly type: 'change'; readonly spec: ForwardSpec; readonly cause: Problem | null }
  /** Let go of everything, the port too, and begin from nothing. */
  | { readonly type: 'restart'; readonly id: ForwardId }
  | { readonly type: 'good-news'; readonly news: GoodNews; readonly ids: readonly ForwardId[] }
  /** To all: tunnels that are up have `verifyMs` milliseconds to show that they are alive. */
  | { readonly type: 'shock'; readonly shock: Shock; readonly verifyMs: number }
  | { readonly type: 'poll'; readonly sequence: number }
  | { readonly type: 'resolved'; readonly request: number; readonly answer: ResolveAnswer };

export type ResolveAnswer =
  | { readonly kind: 'target'; readonly target: ResolvedTarget }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** What became of a tunnel that has passed a limit of age or idle time. */
export type WearNews =
  | ({ readonly kind: 'stays'; readonly problem: Problem | null } & Wear)
  | ({ readonly kind: 'renewed'; readonly pod: string; readonly transport: Transport; readonly tookMs: number } & Wear);

/** A worker's answer to a poll. */
export interface WorkerReport {
  readonly id: ForwardId;
  readonly progress: Progress;
  readonly traffic: Traffic;
  /** As in `Beat`. */
  readonly roundTripMs: number | null;
}

/** Lane to main. */
export type LaneMessage =
  | { readonly type: 'ready'; readonly osThreadId: number | null }
  | { readonly type: 'state'; readonly id: ForwardId; readonly state: ForwardState; readonly connectMs: number | null }
  | { readonly type: 'connection-error'; readonly id: ForwardId; readonly problem: Problem }
  | { readonly type: 'wear'; readonly id: ForwardId; readonly news: WearNews }
  /** The listener's descriptor, so that main can free the port of a lane that no longer runs; null before it closes. */
  | { readonly type: 'listening'; readonly id: ForwardId; readonly descriptor: number | null }
  | { readonly type: 'stopped'; readonly id: ForwardId }
  | { readonly type: 'reports'; readonly sequence: number; readonly reports: readonly WorkerReport[] }
  | { readonly type: 'resolve'; readonly request: number; readonly id: ForwardId; readonly afresh: boolean }
  /** Nobody waits for that answer any more. */
  | { readonly type: 'resolve-abandoned'; readonly request: number }
  | { readonly type: 'credentials-refused'; readonly id: ForwardId };
