import type { ForwardId, OnHang, Phase } from '../../shared/forward';
import type { Suspect } from '../../shared/problem';
import { noTraffic, type Traffic } from '../../shared/view';
import { type Escalation, episodeOver, noEscalation } from './escalation';

/** What the watchdog tells of a worker. */
export interface WorkerState {
  /** Age of the last proof of progress; null when there never was one. */
  readonly ageMs: number | null;
  /** Heartbeats since it was registered. */
  readonly count: number;
  readonly phase: Phase;
  readonly traffic: Traffic;
  /** From the report until recovery is proved. */
  readonly hung: boolean;
  readonly stale: boolean;
}

/** `lane` for what hosts forwards: judged like them, but not announced as one. */
export type WorkerKind = 'forward' | 'lane';

/** What a heartbeat says. */
export interface HeartbeatDetail {
  /** How old the proof of progress is, in milliseconds: 0, the default, for "just now". */
  readonly ageMs?: number;
  /** What the worker is doing; `forwarding` unless it says otherwise. */
  readonly phase?: Phase;
  readonly traffic?: Traffic;
  /** As in `Beat`; null unless it is said. */
  readonly roundTripMs?: number | null;
  /** Whose answer it waits for, where that is known. */
  readonly awaits?: Suspect;
}

/** From the report of a hang to the proof that it is over. Times are monotonic milliseconds. */
export interface Episode {
  readonly hungAt: number;
  /** The last proof before it, or the registration of a worker that never beat. */
  readonly progressAt: number;
}

/** All that the watchdog knows of one worker, as a value. Times are monotonic milliseconds. */
export interface WatchRecord {
  readonly id: ForwardId;
  readonly kind: WorkerKind;
  readonly hostId: string | null;
  readonly onHang: OnHang;
  readonly registeredAt: number;
  /** Null until the first heartbeat. */
  readonly lastProofAt: number | null;
  /** Silence before this moment is excused. */
  readonly excusedAt: number;
  readonly heartbeats: number;
  readonly phase: Phase;
  readonly traffic: Traffic;
  readonly stale: boolean;
  /** Who is to blame for the present silence, or is waited for, if somebody has found out. */
  readonly blamed: Suspect | null;
  readonly episode: Episode | null;
  readonly escalation: Escalation;
}

/**
 * The same old proof, told in two messages, seems to move by the difference of what they took on their way: it has to
 * be this much newer to be another one. A proof of just now is always new.
 */
const messageJitterMs = 100;

export function newRecord(given: Pick<WatchRecord, 'id' | 'kind' | 'hostId' | 'onHang'>, now: number): WatchRecord {
  return {
    ...given,
    registeredAt: now,
    lastProofAt: null,
    excusedAt: now,
    heartbeats: 0,
    phase: 'binding',
    traffic: noTraffic,
    stale: false,
    blamed: null,
    episode: null,
    escalation: noEscalation,
  };
}

/**
 * After a heartbeat. It counts when it brings newer proof (an age that is no number never does); what it says of phase
 * and traffic is taken in any case.
 */
export function heard(record: WatchRecord, detail: HeartbeatDetail, now: number, staleAfter: number): WatchRecord {
  const ageMs = Math.max(0, detail.ageMs ?? 0);
  const phase = detail.phase ?? 'forwarding';
  const known = record.lastProofAt ?? -Infinity;
  const proofAt = now - ageMs;
  const isNews = proofAt - known > (ageMs > 0 ? messageJitterMs : 0);
  const lastProofAt = proofAt > known ? proofAt : record.lastProofAt;
  return {
    ...record,
    lastProofAt,
    heartbeats: record.heartbeats + (isNews ? 1 : 0),
    phase,
    traffic: detail.traffic ?? record.traffic,
    blamed: detail.awaits ?? (isNews || phase !== record.phase ? null : record.blamed),
    stale: record.stale && (lastProofAt === null || now - lastProofAt > staleAfter),
  };
}

/** Nobody could have heard it, or nobody listened: a full threshold from now on. */
export function excused(record: WatchRecord, now: number): WatchRecord {
  return { ...record, excusedAt: now };
}

/** It begins from nothing on another lane; an episode goes on until there is proof that it is over. */
export function moved(record: WatchRecord, hostId: string | null, now: number): WatchRecord {
  return { ...record, hostId, phase: 'binding', stale: false, excusedAt: now };
}

/** The user took over: no episode, no history of rescues, a full threshold. */
export function begunAnew(record: WatchRecord, now: number): WatchRecord {
  return { ...record, stale: false, excusedAt: now, episode: null, escalation: noEscalation };
}

export function withEpisode(record: WatchRecord, now: number): WatchRecord {
  return { ...record, stale: false, episode: { hungAt: now, progressAt: progressAt(record) } };
}

export function withoutEpisode(record: WatchRecord): WatchRecord {
  return { ...record, episode: null, escalation: episodeOver(record.escalation) };
}

/** What others are told of it. */
export function stateOf(record: WatchRecord, now: number): WorkerState {
  const { lastProofAt, heartbeats: count, phase, traffic, stale, episode } = record;
  const ageMs = lastProofAt === null ? null : now - lastProofAt;
  return { ageMs, count, phase, traffic, stale, hung: episode !== null };
}

/** When it last made progress that we know of. */
export function progressAt(record: WatchRecord): number {
  return record.lastProofAt ?? record.registeredAt;
}

/** When the silence began that may be held against it. */
export function silentSince(record: WatchRecord): number {
  return Math.max(record.lastProofAt ?? -Infinity, record.excusedAt);
}
