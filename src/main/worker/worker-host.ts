import type { ForwardSpec, ForwardState } from '../../shared/forward';
import type { Problem } from '../../shared/problem';
import type { Clock } from '../base/clock';
import type { Slabs } from './gathered-writes';
import type { OpenListener } from './listener';
import type { WearNews, WorkerTimings } from './protocol';
import type { ResolvedTarget } from './resolved-target';
import type { Ticker } from './ticker';
import type { ConnectUpstream } from './upstream';

/** What a worker needs from its lane. */
export interface WorkerHost {
  readonly clock: Clock;
  readonly ticker: Ticker;
  readonly random: () => number;
  readonly timings: WorkerTimings;
  readonly slabs: Slabs;
  readonly openListener: OpenListener;
  readonly connectUpstream: ConnectUpstream;
  /** `afresh` forgets what is known of the target first. Rejects with a `ProblemError`. */
  resolve(spec: ForwardSpec, afresh: boolean, signal: AbortSignal): Promise<ResolvedTarget>;
  credentialsRefused(spec: ForwardSpec): void;
  publishState(spec: ForwardSpec, state: ForwardState, connectMs: number | null): void;
  publishListening(spec: ForwardSpec, descriptor: number | null): void;
  publishConnectionError(spec: ForwardSpec, problem: Problem): void;
  publishWear(spec: ForwardSpec, news: WearNews): void;
}
