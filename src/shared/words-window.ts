import type { ShownKind, Transport } from './forward';
import { appVerbs, forwardVerbs } from './words-actions';

/** Words of the window around the list: header, filter, details, timeline, diagnosis; and what the terms mean. */
export const windowWords = {
  keys: 'Show keys',
  pauseWatching: appVerbs['pause-watching'],
  resumeWatching: appVerbs['resume-watching'],
  restartHung: (count: number) => (count === 1 ? 'Restart hung' : `${appVerbs['restart-hung']} (${String(count)})`),
  demoCluster: 'Demo cluster',
  filter: 'Filter',
  filterLabel: 'Filter by name, address, target or pod',
  showOnly: 'Show only',
  didNotWork: (why: string) => `That did not work: ${why}`,
  noHeartbeat: 'no heartbeat',
  waitingForHeartbeat: 'waiting',
} as const;

export const lostWords = {
  title: 'This window has lost Portwatch',
  text:
    'Nothing is shown, because nothing here would be sure to be true. Closing or reloading this window stops no forward; ' +
    'until it works again, use the tray icon and its menu.',
  again: 'Try again',
  asking: 'Asking Portwatch…',
  noBridge: 'The window was opened without its connection to Portwatch.',
} as const;

export const detailsWords = {
  label: (alias: string) => `Details of ${alias}`,
  close: 'Close details',
  restart: forwardVerbs.restart.plain,
  start: forwardVerbs.start.plain,
  stop: forwardVerbs.stop.plain,
  diagnose: forwardVerbs.diagnose.plain,
  diagnoseHint: 'Look at all that this forward needs, step by step',
  copy: forwardVerbs.copy.plain,
  copied: 'Copied',
  open: forwardVerbs.open.plain,
  timeline: 'Timeline',
  timelineTrouble: (why: string) => `The timeline could not be read: ${why}`,
  reading: 'Reading…',
  nothingYet: 'Nothing has happened yet.',
  diagnosis: 'Diagnosis',
  cancel: 'Cancel',
  copyReport: 'Copy report',
  closeDiagnosis: 'Close the diagnosis',
  beats: (count: number) => `${String(count)} so far`,
  latency: 'Latency',
  /** No ping was answered lately. */
  noLatency: 'unknown',
  lastProgress: 'Last progress',
  stuckWhile: 'Stuck while',
  stuckConnections: 'Stuck',
  whenHung: 'When hung',
  reconnects: 'Portwatch reconnects',
  waits: 'Portwatch tells you and waits',
} as const;

/** What a heartbeat is. */
export const heartbeatMeaning =
  'The last proof that this forward makes progress: an answer that came back through its tunnel, not only that it runs.';

/** What each state means, for whom points at its word. */
export const stateMeanings: Readonly<Record<ShownKind, string>> = {
  stopped: 'Nothing listens on its local port.',
  starting: 'The local port is being opened, a pod looked for, or a tunnel to it opened.',
  listening: 'The local port is open; its tunnel is opened by the first connection.',
  active: 'Its tunnel is up, and has proven it lately.',
  stale: 'Its last proof of life is older than it should be. It is being checked.',
  ailing: 'Its tunnel is up, and it is of no use all the same: the app refuses, or the tunnel is lost again and again.',
  reconnecting: 'Its tunnel is gone. Portwatch tries again by itself; connections made meanwhile wait for a while.',
  hung: 'It has made no progress for longer than the threshold, and nothing else says so: it is stuck.',
  failed: 'Something is wrong that trying again cannot mend.',
};

/** What each way through the API server is. */
export const transportMeanings: Readonly<Record<Transport, string>> = {
  websocket: 'One WebSocket through the API server, with many connections in it. What Kubernetes 1.30 and newer use.',
  spdy: 'One SPDY connection through the API server, with many connections in it. What older clusters use.',
  v4: 'A WebSocket of its own for each connection. For what lets neither of the others through.',
};
