import { bytesText, clockText, durationText, roundTripText } from './durations-text';
import { forwardVerbs } from './words-actions';

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
  latency: 'Heartbeat latency',
  latencyHint:
    'How long the last ping took through the tunnel to the cluster and back, each time that the watchdog asked; over v4, how long a request took. Where there is no line, none was answered.',
  reading: 'Reading…',
  /** Only while it runs there are heartbeats. */
  empty: 'No heartbeats in the last 10 minutes.',
  trouble: (why: string) => `The charts could not be read: ${why}`,
  now: 'now',
  ago: (ms: number) => `${durationText(ms)} ago`,
  at: (time: number) => clockText(time),
  unknown: 'nothing known',
  latencyText: (ms: number) => roundTripText(ms),
  /** What a chart says to whom does not see it. */
  summary: (name: string, most: string, latest: string) =>
    `${name} in the last 10 minutes: at most ${most}, lately ${latest}.`,
} as const;

/** What was done, to follow a number: `3 of 5 restarted`. */
const doneWords = { start: 'started', stop: 'stopped', restart: 'restarted' } as const;

export const selectionWords = {
  bar: 'Selected forwards',
  selected: (count: number) => `${String(count)} selected`,
  start: forwardVerbs.start.plain,
  stop: forwardVerbs.stop.plain,
  restart: forwardVerbs.restart.plain,
  clear: 'Clear',
  clearHint: 'Select nothing (Esc)',
} as const;

export const bulkWords = {
  title: 'What became of it',
  gone: 'It is not configured any more.',
  close: 'Close',
  underWay: (count: number) => `${String(count)} under way`,
  /** `5 restarted`, `3 of 5 restarted`. */
  done: (action: keyof typeof doneWords, done: number, total: number) =>
    `${done === total ? '' : `${String(done)} of `}${String(total)} ${doneWords[action]}`,
} as const;

export const groupWords = {
  attention: 'Needs attention',
  /** `Hide prod-eu`: what a click on the heading does. */
  fold: (name: string) => `Hide the forwards of ${name}`,
  unfold: (name: string) => `Show the forwards of ${name}`,
} as const;

export const editWords = { edit: 'Edit this forward' } as const;

export const listWords = {
  name: 'Forwards',
  columns: {
    state: 'State',
    forward: 'Forward',
    local: 'Local',
    heartbeat: 'Heartbeat',
    connections: 'Connections',
    traffic: 'Traffic',
    uptime: 'Uptime',
    restarts: 'Restarts',
    actions: 'Actions',
  },
  production: 'production',
  productionHint: 'Its context is marked as production in the config file: mistakes are dear there.',
  refused: (why: string) => `That did not work: ${why}`,
  copied: 'Copied',
  copy: (address: string) => `Copy ${address}`,
  waiting: 'Connections that wait for a tunnel',
  noneMatches: 'No forward matches.',
  clearFilter: 'Clear the filter',
} as const;
