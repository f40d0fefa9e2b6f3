import type { FaultKind } from './kinds';
import type { PlannedFault } from './plan';
import type { Moment } from './observation';

/** What became of one fault on one forward; times are moments, null for "not (yet)". */
export interface Suffered {
  readonly forward: string;
  reportedAt: Moment | null;
  recoveredAt: Moment | null;
  /** Something was wrong with it that a user could notice: a probe was not answered, or a connection lost. */
  noticed: boolean;
  lost: number;
  /** A deadline has passed, and it was said. */
  overdue: boolean;
  unreported: boolean;
  /** Somebody had to help. */
  helped: boolean;
}

/** A fault in force, or one that is being recovered from. */
export interface Episode {
  readonly fault: PlannedFault;
  readonly begun: Moment;
  over: Moment | null;
  readonly suffered: ReadonlyMap<string, Suffered>;
}

export function newEpisode(fault: PlannedFault, begun: Moment): Episode {
  const suffered = new Map(
    fault.forwards.map((forward): [string, Suffered] => [
      forward,
      {
        forward,
        reportedAt: null,
        recoveredAt: null,
        noticed: false,
        lost: 0,
        overdue: false,
        unreported: false,
        helped: false,
      },
    ]),
  );
  return { fault, begun, over: null, suffered };
}

/** One fault on one forward, in figures: milliseconds, null for never. */
export interface Outcome {
  readonly fault: number;
  readonly kind: FaultKind;
  readonly forward: string;
  /** From the beginning to the first word about it. */
  readonly detectedMs: number | null;
  /** From the end of the fault to the first answer; from the first word where the program had to get over it itself. */
  readonly recoveredMs: number | null;
  readonly lost: number;
  /** Nobody could notice it: every connection was answered, none was lost. */
  readonly unnoticed: boolean;
}

export function outcomesOf(episode: Episode, lasts: boolean): readonly Outcome[] {
  const { fault, begun, over, suffered } = episode;
  return [...suffered.values()].map(({ forward, reportedAt, recoveredAt, noticed, lost }) => {
    const from = lasts ? over : (reportedAt ?? begun);
    return {
      fault: fault.id,
      kind: fault.kind,
      forward,
      detectedMs: reportedAt && reportedAt.real - begun.real,
      recoveredMs: recoveredAt && from ? Math.max(0, recoveredAt.real - from.real) : null,
      lost,
      unnoticed: !noticed && reportedAt === null,
    };
  });
}
