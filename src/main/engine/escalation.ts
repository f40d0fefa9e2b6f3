import type { EscalationStep } from '../../shared/events';
import type { ForwardId, OnHang } from '../../shared/forward';

/** Who can mend what the watchdog finds. Each call is a command; none of them is expected to wait. */
export interface Rescuer {
  /** Drop the tunnel, keep the port, connect anew. */
  reconnect(id: ForwardId): void;
  /** Let go of everything and begin from nothing. */
  restart(id: ForwardId): void;
  /**
   * Terminate this lane and move its forwards to a fresh one, saying so with `Watchdog.setHost`. Called again one
   * threshold later if the lane is still registered and silent.
   */
  replaceHost(hostId: string): void;
  /** Nothing helped: the forward is `failed`. `hardRestarts` is how many there were in the last ten minutes. */
  giveUp(id: ForwardId, hardRestarts: number): void;
}

/** What has been done about a worker so far. Times are monotonic milliseconds. */
export interface Escalation {
  /** In this episode. */
  readonly lastStep: EscalationStep | null;
  readonly lastStepAt: number;
  /** Restarts and lane replacements, in earlier episodes too. */
  readonly hardRestartsAt: readonly number[];
}

export const noEscalation: Escalation = { lastStep: null, lastStepAt: -Infinity, hardRestartsAt: [] };

export const hardRestartLimit = 5;
export const hardRestartWindowMs = 10 * 60 * 1_000;

/** How the lane of a forward is: `late` is silent for longer than it should be, `hung` for longer than the threshold. */
export type HostCondition = 'well' | 'late' | 'hung';

/** A worker in an episode, as escalation sees it. */
export interface Patient {
  readonly id: string;
  readonly kind: 'forward' | 'lane';
  readonly onHang: OnHang;
  readonly hostId: string | null;
  readonly host: HostCondition;
  /** Monotonic milliseconds: when its silence began, sleep and the like excused. */
  readonly silentSince: number;
  readonly escalation: Escalation;
}

export type RescueAction =
  | { readonly step: 'reconnect' | 'restart'; readonly id: ForwardId }
  | { readonly step: 'give-up'; readonly id: ForwardId; readonly hardRestarts: number }
  /**
   * `forwardIds` are the lane's hung forwards. It counts as a hard restart of a forward that is alone on its lane: of
   * several, nobody knows which one the lane hangs in.
   */
  | {
      readonly step: 'replace-lane';
      readonly hostId: string;
      readonly forwardIds: readonly ForwardId[];
      readonly counts: boolean;
    };

/**
 * What to do now about those who are hung. A forward on a lane that does not answer is left to the lane's own fate:
 * nothing that it is told would be heard. Giving up comes before replacing, so that nothing hopeless is moved.
 */
export function planRescue(patients: readonly Patient[], now: number, thresholdMs: number): RescueAction[] {
  const actions: RescueAction[] = [];
  for (const lane of patients) {
    if (lane.kind !== 'lane' || !isDue(lane, now, thresholdMs)) continue;
    const aboard = patients.filter((patient) => patient.hostId === lane.id);
    const counts = aboard.length === 1;
    const [hopeless, movable] = partition(
      aboard.filter(mayBeMended),
      (patient) => counts && isHopeless(patient.escalation, now),
    );
    for (const patient of hopeless) actions.push(giveUp(patient, now));
    actions.push({ step: 'replace-lane', hostId: lane.id, forwardIds: movable.map(({ id }) => id), counts });
  }
  for (const patient of patients) {
    if (!mayBeMended(patient) || patient.host !== 'well' || !isDue(patient, now, thresholdMs)) continue;
    if (patient.escalation.lastStep === null) actions.push({ step: 'reconnect', id: patient.id });
    else if (isHopeless(patient.escalation, now)) actions.push(giveUp(patient, now));
    else actions.push({ step: 'restart', id: patient.id });
  }
  return actions;
}

/** The escalation after a step was taken; `counts` is as in `RescueAction`. */
export function stepTaken(escalation: Escalation, step: EscalationStep, now: number, counts = true): Escalation {
  const recent = recentHardRestarts(escalation, now);
  const isHard = step === 'restart' || (step === 'replace-lane' && counts);
  return { lastStep: step, lastStepAt: now, hardRestartsAt: isHard ? [...recent, now] : recent };
}

/** The episode is over: the next one begins with the mildest step, but what was done lately is remembered. */
export function episodeOver(escalation: Escalation): Escalation {
  return { ...noEscalation, hardRestartsAt: escalation.hardRestartsAt };
}

/** The first step comes with the verdict, each further one after another threshold of silence. */
function isDue(patient: Patient, now: number, thresholdMs: number): boolean {
  const { lastStep, lastStepAt } = patient.escalation;
  if (lastStep === null) return now - patient.silentSince > thresholdMs;
  return now - Math.max(patient.silentSince, lastStepAt) >= thresholdMs;
}

function mayBeMended(patient: Patient): boolean {
  return patient.kind === 'forward' && patient.onHang === 'reconnect' && patient.escalation.lastStep !== 'give-up';
}

function isHopeless(escalation: Escalation, now: number): boolean {
  return recentHardRestarts(escalation, now).length >= hardRestartLimit;
}

function giveUp(patient: Patient, now: number): RescueAction {
  return { step: 'give-up', id: patient.id, hardRestarts: recentHardRestarts(patient.escalation, now).length };
}

function recentHardRestarts(escalation: Escalation, now: number): readonly number[] {
  return escalation.hardRestartsAt.filter((at) => now - at < hardRestartWindowMs);
}

function partition<T>(items: readonly T[], isFirst: (item: T) => boolean): readonly [T[], T[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}
