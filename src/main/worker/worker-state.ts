import type { Transport } from '../../shared/forward';
import type { Problem } from '../../shared/problem';
import type { ResolvedTarget } from './resolved-target';

/**
 * A forward's life as a state machine: pure transitions on values, time and chance included. All times are monotonic
 * milliseconds. `ForwardWorker` runs what each state stands for and feeds back what came of it.
 */
export type WorkerState =
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'binding';
      readonly since: number;
      readonly attempt: number;
      /** Why the port could not be opened before; null for the first attempt. */
      readonly cause: Problem | null;
    }
  /** The port could not be opened, for a reason that may pass. */
  | {
      readonly kind: 'unbound';
      readonly since: number;
      readonly until: number;
      readonly attempt: number;
      readonly cause: Problem;
    }
  | ({ readonly kind: 'resolving' } & Attempt)
  | ({ readonly kind: 'connecting'; readonly target: ResolvedTarget } & Attempt)
  | {
      readonly kind: 'forwarding';
      readonly since: number;
      readonly target: ResolvedTarget;
      readonly transport: Transport;
      /** The attempt that succeeded. Counts on if this uptime turns out to be too short to be called a success. */
      readonly attempt: number;
      /** From the start of the attempt to the open tunnel. */
      readonly connectMs: number;
    }
  | {
      readonly kind: 'waiting';
      readonly since: number;
      readonly until: number;
      readonly attempt: number;
      readonly cause: Problem;
      readonly refusedSince: number | null;
    }
  /** The port is open, and nobody needs a tunnel. */
  | {
      readonly kind: 'listening';
      readonly since: number;
      /** As in `ForwardState`. */
      readonly idleMs: number | null;
      readonly failure: Failure | null;
    }
  | { readonly kind: 'failed'; readonly since: number; readonly problem: Problem };

/** What the last attempt came to, or the last tunnel: whoever comes next does not begin from nothing. */
export interface Failure {
  readonly problem: Problem;
  /** The number of the attempt that comes next. */
  readonly attempt: number;
  /** Not before this moment, or soon, since somebody waits. */
  readonly until: number;
  readonly refusedSince: number | null;
}

export interface Attempt {
  readonly since: number;
  /** When the attempt began, which is when its first phase did. */
  readonly startedAt: number;
  /** 0 for the first ever, then 1, 2, … for retries. */
  readonly attempt: number;
  /** Why there has to be an attempt; null for the first. */
  readonly cause: Problem | null;
  /** The credentials have been refused once and are new now: a second refusal is final. */
  readonly refreshed: boolean;
  /** Since when an API server that was away before refuses what it may know nothing of yet; null when it does not. */
  readonly refusedSince: number | null;
}

export type WorkerInput =
  | { readonly type: 'start' }
  | { readonly type: 'stop' }
  | { readonly type: 'bound' }
  | { readonly type: 'resolved'; readonly target: ResolvedTarget }
  | { readonly type: 'connected'; readonly transport: Transport }
  /** Another tunnel has taken the present one's place, without a gap. */
  | { readonly type: 'renewed'; readonly target: ResolvedTarget; readonly transport: Transport }
  | { readonly type: 'unauthorized' }
  /** Whatever this state was doing came to nothing. */
  | { readonly type: 'trouble'; readonly problem: Problem }
  | { readonly type: 'waited' }
  /** A local connection waits for a tunnel: long waits are for when nobody does. */
  | { readonly type: 'wanted' }
  /** Nobody has used the tunnel for so long that it is closed, in milliseconds. */
  | { readonly type: 'idle'; readonly idleMs: number }
  /** There is reason to believe that trying now will work. */
  | { readonly type: 'good-news' }
  /** Give up the present tunnel and get another, at once. */
  | { readonly type: 'reconnect'; readonly cause: Problem };

/** Whether that is the pod to which a tunnel is open, or is being opened. */
export function leadsTo(state: WorkerState, podUid: string): boolean {
  return (state.kind === 'forwarding' || state.kind === 'connecting') && state.target.podUid === podUid;
}
