import { isDeepStrictEqual } from 'node:util';
import { clusterRefOf } from '../../shared/cluster-ref';
import type { Credential } from '../../shared/credentials';
import type { EventPayloads, EventType } from '../../shared/events';
import {
  addressText,
  ailmentOf,
  stopped,
  targetText,
  type BrokenForward,
  type ForwardSpec,
  type ForwardState,
} from '../../shared/forward';
import type { Beat, ForwardView } from '../../shared/view';

/** What the engine knows of one forward. Replaced, never changed in place, so that a view can be compared. */
export interface ForwardRecord {
  readonly spec: ForwardSpec;
  /** What its worker last said, or `stopped` when it has none. */
  readonly state: ForwardState;
  /** The watchdog's word, which stands above the worker's until the worker says something new. */
  readonly hung: Extract<ForwardState, { kind: 'hung' }> | null;
  readonly stale: boolean;
  /** The lane that hosts its worker. */
  readonly lane: number | null;
  readonly restarts: number;
  readonly beat: Beat | null;
}

export function newRecord(spec: ForwardSpec): ForwardRecord {
  return { spec, state: stopped, hung: null, stale: false, lane: null, restarts: 0, beat: null };
}

/** `credentials`: what its cluster was last asked with; undefined while it never was. */
export function viewOf(
  { spec, state, hung, stale, restarts, beat }: ForwardRecord,
  credentials: readonly Credential[] | undefined,
): ForwardView {
  return {
    id: spec.id,
    alias: spec.alias,
    group: spec.group,
    ...clusterRefOf(spec),
    namespace: spec.namespace,
    target: targetText(spec.target),
    port: String(spec.port),
    address: addressText(spec.bindAddress, spec.localPort),
    onHang: spec.onHang,
    ...(spec.openPath === undefined ? {} : { openPath: spec.openPath }),
    ...(spec.notify === undefined ? {} : { notify: spec.notify }),
    ...(spec.autostart ? {} : { autostart: false }),
    ...(spec.production === undefined ? {} : { production: spec.production }),
    state: hung ?? state,
    stale,
    restarts,
    beat,
    ...(credentials === undefined ? {} : { credentials }),
  };
}

/** A forward that cannot run as written is listed as failed, with the reason. */
export function viewOfBroken(broken: BrokenForward): ForwardView {
  const { id, alias, group, context, namespace, target, address, problem } = broken;
  const state: ForwardState = { kind: 'failed', problem };
  const never = { port: '', onHang: 'notify', stale: false, restarts: 0, beat: null } as const;
  return { id, alias, group, context, namespace, target, address, state, ...never };
}

type Announcement = { [T in EventType]: { readonly type: T; readonly payload: EventPayloads[T] } }[EventType];

/** What a worker's change of state is announced as. `connectMs` belongs to becoming active. */
export function announcements(
  forwardId: string,
  from: ForwardState,
  to: ForwardState,
  connectMs: number | null,
): readonly Announcement[] {
  const list: Announcement[] = [];
  switch (to.kind) {
    case 'starting':
      list.push({ type: 'forward.starting', payload: { forwardId, phase: to.phase } });
      break;
    case 'listening':
      if (from.kind === 'active' && to.problem)
        list.push({ type: 'forward.disconnected', payload: { forwardId, cause: to.problem } });
      if (from.kind !== 'listening')
        list.push({ type: 'forward.listening', payload: { forwardId, idleMs: to.idleMs, problem: to.problem } });
      break;
    case 'active':
      // Every other tunnel comes after a state without one, unless it was opened beside the one before.
      if (from.kind === 'active') break;
      list.push({
        type: 'forward.connected',
        payload: { forwardId, pod: to.pod, transport: to.transport, tookMs: Math.round(connectMs ?? 0) },
      });
      break;
    case 'reconnecting':
      if (from.kind === 'active') list.push({ type: 'forward.disconnected', payload: { forwardId, cause: to.cause } });
      if (from.kind !== 'reconnecting' || from.attempt !== to.attempt || from.cause.code !== to.cause.code) {
        const { cause, attempt, retryAt } = to;
        list.push({ type: 'forward.reconnecting', payload: { forwardId, cause, attempt, retryAt } });
      }
      break;
    case 'failed':
      list.push({ type: 'forward.error', payload: { forwardId, problem: to.problem, connection: false } });
      break;
    case 'stopped':
      list.push({ type: 'forward.stopped', payload: { forwardId } });
      break;
    case 'hung':
      // The watchdog has said so itself.
      break;
  }
  list.push(...ailmentNews(forwardId, from, to));
  if (from.kind !== to.kind)
    list.push({ type: 'health.changed', payload: { forwardId, from: from.kind, to: to.kind } });
  return list;
}

/**
 * Whether only what is wrong besides has changed: that is neither a sign of life nor another state, so that the watchdog's
 * word goes on to stand above the worker's.
 */
export function isOnlyAilment(from: ForwardState, to: ForwardState): boolean {
  if (isDeepStrictEqual(ailmentOf(from), ailmentOf(to))) return false;
  return isDeepStrictEqual(withoutAilment(from), withoutAilment(to));
}

/** Nor with `since`, which is wall time: what is active before and after has been all along. */
function withoutAilment(state: ForwardState): ForwardState {
  if (state.kind === 'active') return { ...state, since: 0, ailment: null };
  return state.kind === 'reconnecting' ? { ...state, ailment: null } : state;
}

/**
 * What is said of ailments that begin and end. With its tunnel an app's ailment is over without a word, because nothing is
 * known of the app any more; an episode of flapping is told once, and ends when the tunnel has held.
 */
function ailmentNews(forwardId: string, from: ForwardState, to: ForwardState): readonly Announcement[] {
  const known = ailmentOf(from);
  const before = to.kind === 'active' || known?.code === 'flapping' ? known : null;
  const after = ailmentOf(to);
  if (before?.code === after?.code) return [];
  if (after && !(before && after.code === 'flapping'))
    return [{ type: 'health.ailing', payload: { forwardId, problem: after } }];
  return before && to.kind === 'active' ? [{ type: 'health.well', payload: { forwardId, was: before.code } }] : [];
}
