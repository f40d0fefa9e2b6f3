import type { Phase } from '../../shared/forward';
import type { Suspect } from '../../shared/problem';
import type { HostCondition, Patient } from './escalation';
import { progressAt, silentSince, type WatchRecord } from './watchdog-record';
import { staleAfterMs } from './watchdog-settings';
import type { WatchdogSettings } from '../../shared/watchdog-settings';

/** What is said about a worker that is found hung. */
export interface HungReport {
  readonly id: string;
  /** Real time since its last proof of progress, or since its registration when there never was one. */
  readonly elapsedMs: number;
  readonly heartbeats: number;
  /** The last that it was known to be doing. */
  readonly phase: Phase;
  readonly suspect: Suspect;
}

/** Each finding carries the record that it was made from: if the worker's record is another by now, it no longer holds. */
export interface Findings {
  readonly hung: readonly { readonly record: WatchRecord; readonly report: HungReport }[];
  /** In an episode that was reported before and is not over. */
  readonly stillHung: readonly WatchRecord[];
  readonly stale: readonly { readonly record: WatchRecord; readonly ageMs: number }[];
  readonly recovered: readonly { readonly record: WatchRecord; readonly hungForMs: number }[];
}

/** The heart: what is to be said about these workers at this moment. */
export function decide(records: readonly WatchRecord[], now: number, settings: WatchdogSettings): Findings {
  const findings = {
    hung: [] as Findings['hung'][number][],
    stillHung: [] as WatchRecord[],
    stale: [] as Findings['stale'][number][],
    recovered: [] as Findings['recovered'][number][],
  };
  const conditionOf = hostConditions(records, now, settings);
  for (const record of records) {
    const silentMs = now - silentSince(record);
    if (record.episode !== null) {
      const hungForMs = recoveredAfterMs(record, now, settings);
      if (hungForMs === null) findings.stillHung.push(record);
      else findings.recovered.push({ record, hungForMs });
    } else if (silentMs > settings.thresholdMs) {
      findings.hung.push({ record, report: reportOf(record, conditionOf(record), now) });
    } else if (silentMs > staleAfterMs(settings) && mayBecomeStale(record)) {
      findings.stale.push({ record, ageMs: now - progressAt(record) });
    }
  }
  return findings;
}

/**
 * How long the episode lasted, from the last proof before it to the one that ends it; null while it goes on. Only
 * fresh proof from after the report, of a worker that forwards again or has nothing left to hang in, ends it: connecting
 * anew is not yet recovery.
 */
export function recoveredAfterMs(record: WatchRecord, now: number, settings: WatchdogSettings): number | null {
  const { episode, lastProofAt, phase } = record;
  if (episode === null || lastProofAt === null || !(phase === 'forwarding' || phase === 'listening')) return null;
  if (lastProofAt < episode.hungAt || now - lastProofAt > settings.thresholdMs) return null;
  return lastProofAt - episode.progressAt;
}

/** The hung ones, as escalation needs to see them. */
export function patientsAmong(records: readonly WatchRecord[], now: number, settings: WatchdogSettings): Patient[] {
  const conditionOf = hostConditions(records, now, settings);
  return records
    .filter((record) => record.episode !== null)
    .map((record) => ({
      id: record.id,
      kind: record.kind,
      onHang: record.onHang,
      hostId: record.hostId,
      host: conditionOf(record),
      silentSince: silentSince(record),
      escalation: record.escalation,
    }));
}

/**
 * Which part to look at first. A lane that does not answer explains the silence of everything on it; else `blamed` is
 * what was found out meanwhile about a tunnel's silence, or whose answer a search for a pod waits for, if anything was.
 */
export function suspectOf(phase: Phase, host: HostCondition, blamed: Suspect | null = null): Suspect {
  if (host !== 'well') return 'lane';
  if ((phase === 'forwarding' || phase === 'resolving') && blamed !== null) return blamed;
  switch (phase) {
    case 'resolving':
    case 'connecting':
    case 'forwarding':
      return 'api-server';
    case 'binding':
    case 'listening':
    case 'waiting':
      return 'local';
  }
}

function mayBecomeStale({ kind, phase, stale }: WatchRecord): boolean {
  return kind === 'forward' && phase === 'forwarding' && !stale;
}

function reportOf(record: WatchRecord, host: HostCondition, now: number): HungReport {
  return {
    id: record.id,
    elapsedMs: now - progressAt(record),
    heartbeats: record.heartbeats,
    phase: record.phase,
    suspect: record.kind === 'lane' ? 'lane' : suspectOf(record.phase, host, record.blamed),
  };
}

/** How each worker's lane is; `well` for workers that have none. */
function hostConditions(
  records: readonly WatchRecord[],
  now: number,
  settings: WatchdogSettings,
): (record: WatchRecord) => HostCondition {
  const lateAfterMs = Math.min(staleAfterMs(settings), settings.thresholdMs);
  const lanes = new Map<string, HostCondition>();
  for (const record of records) {
    if (record.kind !== 'lane') continue;
    const silentMs = now - silentSince(record);
    lanes.set(record.id, silentMs > settings.thresholdMs ? 'hung' : silentMs > lateAfterMs ? 'late' : 'well');
  }
  return ({ hostId }) => (hostId === null ? 'well' : (lanes.get(hostId) ?? 'well'));
}
