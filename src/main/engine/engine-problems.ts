import { type BrokenForward, type ForwardSpec, type ForwardState, targetText } from '../../shared/forward';
import type { Problem } from '../../shared/problem';
import type { Clock } from '../base/clock';
import { outOfDescriptors, saysOutOfDescriptors } from '../base/descriptors';
import type { PodNews } from './clusters';
import type { LaneEnd } from './lane';
import type { ForwardRecord } from './record';

/** Why a hung forward is being connected anew. */
export function hungCause({ hung }: ForwardRecord): Problem {
  const seconds = Math.round((hung?.elapsedMs ?? 0) / 1000);
  return {
    code: 'hung',
    message: `No progress for ${String(seconds)} s.`,
    hint: '',
    suspect: hung?.suspect ?? 'api-server',
  };
}

/** The state of a forward between the end of its lane and its start on another, `waitMs` from now. */
export function laneLost(clock: Clock, end: LaneEnd, losses: number, waitMs: number): ForwardState {
  const cause = laneLossProblem(end);
  return { kind: 'reconnecting', cause, attempt: Math.max(1, losses), retryAt: Math.round(clock.wallTime() + waitMs) };
}

function laneLossProblem(end: LaneEnd): Problem {
  const isStartless = end.kind === 'crashed' && !end.hasRun;
  if (isStartless && saysOutOfDescriptors(end.message)) return outOfDescriptors('start a thread for the forward');
  return { code: 'lane-lost', message: laneLossText(end), hint: '', suspect: 'lane' };
}

function laneLossText(end: LaneEnd): string {
  if (end.kind === 'asked') return 'The thread that ran the forward did not answer and was replaced.';
  if (!end.hasRun) return `The thread that should run the forward does not start: ${end.message}`;
  return `The thread that ran the forward crashed: ${end.message}`;
}

/** Why a forward that crashes every lane it is on does not run any more. */
export function laneCrashes({ alias }: ForwardSpec, end: LaneEnd, crashes: number): Problem {
  const why = end.kind === 'crashed' ? ` The last time: ${end.message}` : '';
  return {
    code: 'lane-crashes',
    message: `${alias} crashed the thread that ran it ${String(crashes)} times in 10 minutes, alone in it.${why}`,
    hint: 'This is a fault in Portwatch, not in your cluster: please report it with the timeline. The other forwards are not touched. Restart it to try again.',
    suspect: 'lane',
  };
}

export function gaveUp(hardRestarts: number): Problem {
  return {
    code: 'hung-too-often',
    message: `Hung again after ${String(hardRestarts)} restarts in 10 minutes.`,
    hint: 'Something is wrong that restarting does not mend. Look at the timeline, then restart by hand.',
    suspect: 'api-server',
  };
}

/** Why an action on this forward is not possible. */
export function neverRan(broken: BrokenForward | undefined): string {
  return broken ? broken.problem.message : 'There is no such forward any more.';
}

/** Why a forward looks for another pod although its tunnel is open. */
export function leftPod(
  { target }: ForwardSpec,
  pod: string,
  why: Extract<PodNews, { kind: 'leave' }>['why'],
): Problem {
  if (why === 'retargeted') {
    const message = `${targetText(target)} has been changed: pod ${pod} may not be where it leads any more.`;
    return { code: 'target-changed', message, hint: 'Portwatch looks where it leads now.', suspect: 'pod' };
  }
  const what = { gone: 'is gone', terminating: 'is terminating', ended: 'has ended', unready: 'is not ready any more' };
  return {
    code: 'pod-gone',
    message: `Pod ${pod} of ${targetText(target)} ${what[why]}.`,
    hint: 'Portwatch looks for its replacement.',
    suspect: 'pod',
  };
}
