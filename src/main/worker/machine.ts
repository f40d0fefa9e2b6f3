import { assertNever } from '../../shared/assert-never';
import type { Transport } from '../../shared/forward';
import { isPermanent, type Problem, type ProblemCode } from '../../shared/problem';
import { backoffMs, defaultBackoff, nextAttempt, type BackoffPolicy } from '../base/backoff';
import { doubtedSince } from './refusals';
import { encouraged, restingAfterUse, restingInstead, standingFailure, unburdened } from './rest';
import type { Attempt, WorkerInput, WorkerState } from './worker-state';

/** A pod that is about to be ready is asked for often: it is cheap, and somebody is waiting for the answer. */
const shortBackoff: BackoffPolicy = { ...defaultBackoff, capMs: 1_000 };

/**
 * A pod that is not ready after so many is not about to be. The watch still tells when it is, and a local connection that
 * waits still makes attempts frequent.
 */
const urgentAttempts = 20;

/**
 * The next state; the same object when the input means nothing in this state. `random` is in [0, 1). `isNeeded`: somebody
 * needs a tunnel at this moment, or the forward is one that has one all the time.
 */
export function transition(
  state: WorkerState,
  input: WorkerInput,
  now: number,
  random: number,
  isNeeded = true,
): WorkerState {
  const next = step(state, input, now, random);
  return isNeeded || next === state ? next : restingInstead(next, input, now);
}

function step(state: WorkerState, input: WorkerInput, now: number, random: number): WorkerState {
  switch (input.type) {
    case 'start':
      return state.kind === 'idle' ? binding(now, 0, null) : state;
    case 'stop':
      return state.kind === 'idle' ? state : { kind: 'idle' };
    case 'bound':
      return state.kind === 'binding' ? resolving(now, 0, null) : state;
    case 'resolved':
      return state.kind === 'resolving' ? { ...state, kind: 'connecting', since: now, target: input.target } : state;
    case 'connected':
      return state.kind === 'connecting' ? forwarding(state, input.transport, now) : state;
    case 'renewed':
      return state.kind === 'forwarding' ? { ...state, target: input.target, transport: input.transport } : state;
    case 'unauthorized':
      return state.kind === 'connecting' ? afterRefusal(state, now, random) : state;
    case 'trouble':
      return afterTrouble(state, input.problem, now, random);
    case 'waited':
      return afterWait(state, now);
    case 'wanted':
      return afterWanted(state, now, random);
    case 'idle':
      return state.kind === 'forwarding' ? restingAfterUse(now, input.idleMs) : state;
    case 'good-news':
      return afterGoodNews(state, now);
    case 'reconnect':
      return afterReconnect(state, input.cause, now);
    default:
      return assertNever(input);
  }
}

function binding(now: number, attempt: number, cause: Problem | null): WorkerState {
  return { kind: 'binding', since: now, attempt, cause };
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
    case 'listening':
    case 'unbound':
    case 'waiting':
      return state;
    case 'binding':
      if (isPermanent(problem)) return { kind: 'failed', since: now, problem };
      return unbound(problem, state.attempt + 1, now, random);
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

function afterWait(state: WorkerState, now: number): WorkerState {
  if (state.kind === 'unbound') return binding(now, state.attempt, state.cause);
  return state.kind === 'waiting' ? resolving(now, state.attempt, state.cause, state.refusedSince) : state;
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
  if (state.kind === 'waiting' || state.kind === 'unbound') return afterWait(state, now);
  if (state.kind === 'listening') return encouraged(state, now);
  if (state.kind === 'failed' && mendedElsewhere.includes(state.problem.code)) return resolving(now, 1, state.problem);
  return state;
}

function afterReconnect(state: WorkerState, cause: Problem, now: number): WorkerState {
  switch (state.kind) {
    case 'idle':
    case 'binding':
    case 'unbound':
    case 'failed':
      return state;
    case 'listening':
      return unburdened(state);
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
  if (state.kind === 'listening') {
    const failure = standingFailure(state, now);
    if (failure === null) return resolving(now, 0, null);
    const { problem: cause, ...rest } = failure;
    if (failure.until <= now) return resolving(now, rest.attempt, cause, rest.refusedSince);
    return afterWanted({ kind: 'waiting', since: now, cause, ...rest }, now, random);
  }
  if (state.kind !== 'waiting' || state.until - now <= shortBackoff.capMs) return state;
  return { ...state, since: now, until: now + backoffMs(state.attempt, random, shortBackoff) };
}

function unbound(cause: Problem, attempt: number, now: number, random: number): WorkerState {
  return { kind: 'unbound', since: now, until: now + backoffMs(attempt, random, defaultBackoff), attempt, cause };
}

function waiting(
  cause: Problem,
  attempt: number,
  now: number,
  random: number,
  refusedSince: number | null = null,
): WorkerState {
  const isSoonReady = (cause.code === 'no-ready-pod' || cause.code === 'pod-gone') && attempt <= urgentAttempts;
  const isUrgent = isSoonReady || refusedSince !== null;
  const until = now + backoffMs(attempt, random, isUrgent ? shortBackoff : defaultBackoff);
  return { kind: 'waiting', since: now, until, attempt, cause, refusedSince };
}
