import { assertNever } from '../../shared/assert-never';
import type { ForwardState, Phase, Transport } from '../../shared/forward';
import { isPermanent, type Problem, type ProblemCode } from '../../shared/problem';
import { backoffMs, defaultBackoff, nextAttempt, type BackoffPolicy } from '../base/backoff';
import type { Progress } from './progress';
import type { WorkerTimings } from './protocol';
import { doubtedSince } from './refusals';
import type { ResolvedTarget } from './resolved-target';

/**
 * A forward's life as a state machine: pure transitions on values, time and chance included. All times are monotonic
 * milliseconds. `ForwardWorker` runs what each state stands for and feeds back what came of it.
 */
export type WorkerState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'binding'; readonly since: number }
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
  | { readonly kind: 'failed'; readonly since: number; readonly problem: Problem };

interface Attempt {
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
  | { readonly type: 'unauthorized' }
  /** Whatever this state was doing came to nothing. */
  | { readonly type: 'trouble'; readonly problem: Problem }
  | { readonly type: 'waited' }
  /** A local connection waits for a tunnel: long waits are for when nobody does. */
  | { readonly type: 'wanted' }
  /** There is reason to believe that trying now will work. */
  | { readonly type: 'good-news' }
  /** Give up the present tunnel and get another, at once. */
  | { readonly type: 'reconnect'; readonly cause: Problem };

/** A pod that is about to be ready is asked for often: it is cheap, and somebody is waiting for the answer. */
const shortBackoff: BackoffPolicy = { ...defaultBackoff, capMs: 1_000 };

/**
 * The worker keeps its own deadlines; the watchdog is told a later one, so that it accuses only a worker that could
 * not keep them. Milliseconds.
 */
const overrunSlackMs = 2_000;

/** The next state; the same object when the input means nothing in this state. `random` is in [0, 1). */
export function transition(state: WorkerState, input: WorkerInput, now: number, random: number): WorkerState {
  switch (input.type) {
    case 'start':
      return state.kind === 'idle' ? { kind: 'binding', since: now } : state;
    case 'stop':
      return state.kind === 'idle' ? state : { kind: 'idle' };
    case 'bound':
      return state.kind === 'binding' ? resolving(now, 0, null) : state;
    case 'resolved':
      return state.kind === 'resolving' ? { ...state, kind: 'connecting', since: now, target: input.target } : state;
    case 'connected':
      return state.kind === 'connecting' ? forwarding(state, input.transport, now) : state;
    case 'unauthorized':
      return state.kind === 'connecting' ? afterRefusal(state, now, random) : state;
    case 'trouble':
      return afterTrouble(state, input.problem, now, random);
    case 'waited':
      return state.kind === 'waiting' ? resolving(now, state.attempt, state.cause, state.refusedSince) : state;
    case 'wanted':
      return afterWanted(state, now, random);
    case 'good-news':
      return afterGoodNews(state, now);
    case 'reconnect':
      return afterReconnect(state, input.cause, now);
    default:
      return assertNever(input);
  }
}

function resolving(
  now: number,
  attempt: number,
  cause: Problem | null,
  refusedSince: number | null = null,
): WorkerState {
  return { kind: 'resolving', since: now, startedAt: now, attempt, cause, refreshed: false, refusedSince };
}

function forwarding(
  state: Extract<WorkerState, { kind: 'connecting' }>,
  transport: Transport,
  now: number,
): WorkerState {
  return {
    kind: 'forwarding',
    since: now,
    target: state.target,
    transport,
    attempt: state.attempt,
    connectMs: now - state.startedAt,
  };
}

function afterRefusal(state: Extract<WorkerState, { kind: 'connecting' }>, now: number, random: number): WorkerState {
  if (!state.refreshed) return { ...state, kind: 'resolving', since: now, refreshed: true };
  const problem: Problem = {
    code: 'login-needed',
    message: 'The API server refuses the credentials, also after they were renewed.',
    hint: 'Log in to the cluster again (the way you do for kubectl), then restart the forward.',
    suspect: 'credentials',
  };
  return afterPermanent(state, problem, now, random);
}

function afterPermanent(state: Attempt, problem: Problem, now: number, random: number): WorkerState {
  const since = doubtedSince(problem, state, now);
  if (since === null) return { kind: 'failed', since: now, problem };
  return waiting(problem, state.attempt + 1, now, random, since);
}

function afterTrouble(state: WorkerState, problem: Problem, now: number, random: number): WorkerState {
  switch (state.kind) {
    case 'idle':
    case 'failed':
    case 'waiting':
      return state;
    case 'binding':
      return { kind: 'failed', since: now, problem };
    case 'resolving':
    case 'connecting':
      if (isPermanent(problem)) return afterPermanent(state, problem, now, random);
      return waiting(problem, state.attempt + 1, now, random);
    case 'forwarding':
      return waiting(problem, nextAttempt(state.attempt, now - state.since), now, random);
    default:
      return assertNever(state);
  }
}

/** What waits for somebody to mend it outside of Portwatch: nobody tells, so it is tried again when things look up. */
const mendedElsewhere: readonly ProblemCode[] = [
  'login-needed',
  'forbidden',
  'context-not-found',
  'kubeconfig-unreadable',
];

/**
 * Programs that get credentials often fail only because the network is away, so that failure is worth another try
 * when the machine or its network is back. How often they are run for it, whoever asks, is decided where they are run.
 */
function afterGoodNews(state: WorkerState, now: number): WorkerState {
  if (state.kind === 'waiting') return resolving(now, state.attempt, state.cause, state.refusedSince);
  if (state.kind === 'failed' && mendedElsewhere.includes(state.problem.code)) return resolving(now, 1, state.problem);
  return state;
}

function afterReconnect(state: WorkerState, cause: Problem, now: number): WorkerState {
  switch (state.kind) {
    case 'idle':
    case 'binding':
    case 'failed':
      return state;
    case 'resolving':
    case 'connecting':
    case 'waiting':
      return resolving(now, Math.max(1, state.attempt), cause);
    case 'forwarding':
      return resolving(now, nextAttempt(state.attempt, now - state.since), cause);
    default:
      return assertNever(state);
  }
}

function afterWanted(state: WorkerState, now: number, random: number): WorkerState {
  if (state.kind !== 'waiting' || state.until - now <= shortBackoff.capMs) return state;
  return { ...state, since: now, until: now + backoffMs(state.attempt, random, shortBackoff) };
}

function waiting(
  cause: Problem,
  attempt: number,
  now: number,
  random: number,
  refusedSince: number | null = null,
): WorkerState {
  const isSoonOver = cause.code === 'no-ready-pod' || cause.code === 'pod-gone' || refusedSince !== null;
  const until = now + backoffMs(attempt, random, isSoonOver ? shortBackoff : defaultBackoff);
  return { kind: 'waiting', since: now, until, attempt, cause, refusedSince };
}

/** The state as everybody else sees it. `wallOffset` is wall time minus monotonic time. */
export function publicState(state: WorkerState, wallOffset: number): ForwardState {
  switch (state.kind) {
    case 'idle':
      return { kind: 'stopped' };
    case 'binding':
      return { kind: 'starting', phase: 'binding' };
    case 'resolving':
    case 'connecting':
      if (state.cause === null) return { kind: 'starting', phase: state.kind };
      return reconnecting(state.cause, state.attempt, state.startedAt + wallOffset);
    case 'waiting':
      return reconnecting(state.cause, state.attempt, state.until + wallOffset);
    case 'forwarding':
      return {
        kind: 'active',
        pod: state.target.pod,
        since: Math.round(state.since + wallOffset),
        transport: state.transport,
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
    case 'resolving':
      return within('resolving', state.since, timings.resolveMs);
    case 'connecting':
      return within('connecting', state.since, timings.connectMs);
    case 'waiting':
      return within('waiting', state.since, state.until - state.since);
    case 'forwarding':
      return { phase: 'forwarding', elapsedMs: now - state.since, deadlineMs: null, silentMs };
    default:
      return assertNever(state);
  }
}
