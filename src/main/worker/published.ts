import { assertNever } from '../../shared/assert-never';
import type { ForwardState, Phase } from '../../shared/forward';
import type { Problem } from '../../shared/problem';
import type { Progress } from './progress';
import type { WorkerTimings } from './protocol';
import type { WorkerState } from './worker-state';

/**
 * The worker keeps its own deadlines; the watchdog is told a later one, so that it accuses only a worker that could
 * not keep them. Milliseconds.
 */
const overrunSlackMs = 2_000;

/**
 * The state as everybody else sees it. `wallOffset` is wall time minus monotonic time; `ailment` is what is wrong besides,
 * if anything.
 */
export function publicState(state: WorkerState, wallOffset: number, ailment: Problem | null = null): ForwardState {
  const besides = ailment === null ? {} : { ailment };
  switch (state.kind) {
    case 'idle':
      return { kind: 'stopped' };
    case 'binding':
      if (state.cause === null) return { kind: 'starting', phase: 'binding' };
      return reconnecting(state.cause, state.attempt, state.since + wallOffset);
    case 'unbound':
      return reconnecting(state.cause, state.attempt, state.until + wallOffset);
    case 'listening': {
      const { idleMs, failure } = state;
      const since = Math.round(state.since + wallOffset);
      return { kind: 'listening', since, idleMs, problem: failure?.problem ?? null };
    }
    case 'resolving':
    case 'connecting':
      if (state.cause === null) return { kind: 'starting', phase: state.kind };
      return { ...reconnecting(state.cause, state.attempt, state.startedAt + wallOffset), ...besides };
    case 'waiting':
      return { ...reconnecting(state.cause, state.attempt, state.until + wallOffset), ...besides };
    case 'forwarding':
      return {
        kind: 'active',
        pod: state.target.pod,
        since: Math.round(state.since + wallOffset),
        transport: state.transport,
        ...besides,
      };
    case 'failed':
      return { kind: 'failed', problem: state.problem };
    default:
      return assertNever(state);
  }
}

function reconnecting(cause: Problem, attempt: number, retryAt: number): ForwardState {
  return { kind: 'reconnecting', cause, attempt, retryAt: Math.round(retryAt) };
}

/** What the watchdog is told; null when nothing is expected of the worker. */
export function progressOf(state: WorkerState, now: number, timings: WorkerTimings, silentMs: number): Progress | null {
  const within = (phase: Phase, since: number, ms: number): Progress => ({
    phase,
    elapsedMs: now - since,
    deadlineMs: ms + overrunSlackMs,
    silentMs: 0,
  });
  switch (state.kind) {
    case 'idle':
    case 'failed':
      return null;
    case 'binding':
      return within('binding', state.since, timings.bindMs);
    case 'listening':
      return { phase: 'listening', elapsedMs: now - state.since, deadlineMs: null, silentMs: 0 };
    case 'resolving':
      return within('resolving', state.since, timings.resolveMs);
    case 'connecting':
      return within('connecting', state.since, timings.connectMs);
    case 'unbound':
    case 'waiting':
      return within('waiting', state.since, state.until - state.since);
    case 'forwarding':
      return { phase: 'forwarding', elapsedMs: now - state.since, deadlineMs: null, silentMs };
    default:
      return assertNever(state);
  }
}
