import { bytesText, clockText, durationText, tookText } from './durations-text';

/** Words of the list of forwards and of the details beside it. Times in milliseconds, rates in bytes per second. */

/** `34 kB/s`. */
export function rateText(bytesPerSecond: number): string {
  return `${bytesText(bytesPerSecond)}/s`;
}

export const trafficWords = {
  sent: 'sent',
  received: 'received',
  /** Heartbeats come, and nothing went through. */
  idle: 'idle',
  /** Rates need two heartbeats. */
  measuring: 'Measuring',
  lastMinute: (up: number, down: number) => `In the last minute ${bytesText(up)} sent, ${bytesText(down)} received`,
} as const;

export const chartWords = {
  title: 'Last 10 minutes',
  traffic: 'Traffic',
  connections: 'Open connections',
  heartbeat: 'Age of heartbeats',
  heartbeatHint:
    'How old the last proof of life was each time that the watchdog asked. Proof is what came back through the tunnel.',
  reading: 'Reading…',
  /** Only while it runs there are heartbeats. */
  empty: 'No heartbeats in the last 10 minutes.',
  trouble: (why: string) => `The charts could not be read: ${why}`,
  now: 'now',
  ago: (ms: number) => `${durationText(ms)} ago`,
  at: (time: number) => clockText(time),
  unknown: 'nothing known',
  ageText: (ms: number) => tookText(ms),
  /** What a chart says to whom does not see it. */
  summary: (name: string, most: string, latest: string) =>
    `${name} in the last 10 minutes: at most ${most}, lately ${latest}.`,
} as const;
