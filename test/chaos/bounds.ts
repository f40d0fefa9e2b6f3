import type { FaultKind } from './kinds';
import { traitsOf } from './kinds';
import type { ChaosSettings } from './settings';

/** How long something may take at most, in milliseconds, and why that long. */
export interface Bound {
  readonly ms: number;
  readonly why: string;
}

type BoundOf = (settings: ChaosSettings) => Bound;

const bound = (ms: number, why: string): Bound => ({ ms, why });

/** Times from which the table is put together. */
const hangMs = ({ thresholdMs, checkMs, slackMs }: ChaosSettings) => thresholdMs + checkMs + slackMs;
const againMs = ({ retryMs, askedMs, slackMs }: ChaosSettings) => askedMs + retryMs + slackMs;
const laneMs = (settings: ChaosSettings) =>
  hangMs(settings) + settings.endThreadMs + settings.slackMs + againMs(settings);
const wakeMs = ({ verifyMs, thresholdMs, checkMs, slackMs }: ChaosSettings) =>
  Math.max(verifyMs, thresholdMs + checkMs) + slackMs;

const atOnce: BoundOf = ({ slackMs }) => bound(slackMs, 'the system tells it at once');
const bySilence: BoundOf = (settings) =>
  bound(hangMs(settings), 'silence is a hang after the threshold, and is looked for at every check');
const byRetry: BoundOf = (settings) =>
  bound(againMs(settings), 'a local connection has to come, and while it waits attempts are at most a second apart');
const atOnceAgain: BoundOf = ({ slackMs }) => bound(slackMs, 'the tunnel was never lost');
const overAHang: BoundOf = (settings) =>
  bound(hangMs(settings) + againMs(settings), 'the hang has to be noticed, then one attempt is enough');
const overALane: BoundOf = (settings) =>
  bound(laneMs(settings), 'as a hang, then the thread is ended, another started, and its forwards connect');
/** Within a poll the first connection meets the refusal. */
const byAConnection: BoundOf = ({ pollMs, slackMs }) =>
  bound(pollMs + slackMs, 'the next connection meets it; they come at least as often as polls');

const withNewCredentials: BoundOf = (settings) =>
  bound(againMs(settings) + settings.slackMs, 'as a retry, after the new credentials were fetched');
const byALook: BoundOf = ({ machineLookMs, slackMs }) =>
  bound(machineLookMs + slackMs, 'the computer is looked at every few seconds');

/** From the beginning of a fault to the first word about it. null: there is nothing to say. */
const noticed: Readonly<Record<FaultKind, BoundOf | null>> = {
  'pod deleted': atOnce,
  'tunnels black-holed': bySilence,
  'pod silent': bySilence,
  'tunnels reset': atOnce,
  'app stalled': null,
  'port refused': byAConnection,
  'slow tunnels': null,
  'tunnels refused with 503': atOnce,
  'client stalled': null,
  'API server away': atOnce,
  'API server slow': atOnce,
  '403 after an outage': atOnce,
  'token expired': atOnce,
  'client certificate renewed': atOnce,
  'lane in a loop': bySilence,
  'lane frozen': bySilence,
  'lane crashed': atOnce,
  'descriptors run out': byALook,
  sleep: null,
  // Counted from the beginning, so with the sleep.
  'sleep, tunnels lost': (settings) =>
    bound(sleepMs(settings) + wakeMs(settings), 'after a sleep every tunnel has to prove itself'),
};

/** From the end of a fault (from its beginning when it does not last) until every forward answers again. */
const served: Readonly<Record<FaultKind, BoundOf>> = {
  'pod deleted': (settings) =>
    bound(settings.newPodMs + againMs(settings), 'the new pod has to be ready, then one attempt is enough'),
  'tunnels black-holed': overAHang,
  'pod silent': byRetry,
  'tunnels reset': byRetry,
  'app stalled': atOnceAgain,
  'port refused': byAConnection,
  'slow tunnels': atOnceAgain,
  'tunnels refused with 503': byRetry,
  'client stalled': atOnceAgain,
  'API server away': byRetry,
  'API server slow': byRetry,
  '403 after an outage': byRetry,
  'token expired': withNewCredentials,
  'client certificate renewed': withNewCredentials,
  'lane in a loop': overALane,
  'lane frozen': overALane,
  'lane crashed': (settings) =>
    bound(settings.slackMs + againMs(settings), 'another thread is started at once, and its forwards connect'),
  // Connections have waited in the system's queue meanwhile.
  'descriptors run out': byRetry,
  sleep: atOnceAgain,
  'sleep, tunnels lost': (settings) =>
    bound(wakeMs(settings) + againMs(settings), 'after a sleep every tunnel has to prove itself, then one attempt'),
};

/** How long the program sleeps: long enough for everybody's silence to look like a hang. */
export function sleepMs({ thresholdMs, pollMs, checkMs }: ChaosSettings): number {
  return thresholdMs + pollMs + checkMs + 500;
}

export function noticedBound(kind: FaultKind, settings: ChaosSettings): Bound | null {
  return noticed[kind]?.(settings) ?? null;
}

export function servedBound(kind: FaultKind, settings: ChaosSettings): Bound {
  return served[kind](settings);
}

/** How long a forward may be shown as active while nothing answers. */
export function refutedBound(settings: ChaosSettings): Bound {
  return bound(hangMs(settings), 'what does not answer is a hang after the threshold and a check');
}

/** The same while a program that has slept makes sure of its tunnels. */
export function refutedAfterSleepBound(settings: ChaosSettings): Bound {
  return bound(wakeMs(settings), 'after a sleep every tunnel has the time to prove itself');
}

/** How long a forward may be shown in a state other than active while it answers. */
export function belittledBound({ pollMs, checkMs, slackMs }: ChaosSettings): Bound {
  return bound(pollMs + checkMs + slackMs, 'the next poll brings the proof, the next check tells it');
}

/** How long after its recovery a fault may still be spoken of, or cost a connection. */
export function lingerMs({ pollMs, checkMs, slackMs }: ChaosSettings): number {
  return pollMs + checkMs + slackMs;
}

/** Done in a moment. */
const atOnceKinds: ReadonlySet<FaultKind> = new Set([
  'tunnels reset',
  'token expired',
  'client certificate renewed',
  'lane crashed',
]);

/** How long a fault stays in force, from the shortest to the longest. */
export function durationMs(kind: FaultKind, settings: ChaosSettings): readonly [number, number] {
  const { slackMs, newPodMs, thresholdMs, machineLookMs } = settings;
  if (kind === 'sleep' || kind === 'sleep, tunnels lost') return [sleepMs(settings), sleepMs(settings) + 1_000];
  if (kind === 'pod deleted') return [newPodMs, newPodMs];
  if (atOnceKinds.has(kind)) return [slackMs, slackMs];
  // Until it has been seen.
  if (kind === 'descriptors run out') return [machineLookMs + slackMs, machineLookMs + 2 * slackMs];
  // Long enough to be reported, and not for so long that a second, harder remedy is due.
  if (kind === 'pod silent') return [hangMs(settings), hangMs(settings) + 500];
  // In force for as long as it may take to get over it.
  if (!traitsOf[kind].lasts) return [servedBound(kind, settings).ms, servedBound(kind, settings).ms];
  // Longer than the threshold, so that what must not be taken for a hang could be.
  if (traitsOf[kind].reported === null) return [thresholdMs + 1_500, thresholdMs + 2_500];
  return [2_000, 3_500];
}

/** After a fault that leaves connections on dead tunnels, until the last of them is ended, in milliseconds. */
export function endedLateMs({ deadMs, pollMs, slackMs }: ChaosSettings): number {
  return deadMs + 2 * pollMs + slackMs;
}
