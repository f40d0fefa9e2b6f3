import type { Suspect } from '../../src/shared/problem';

/** Everything that is done to a program under test. */
export const faultKinds = [
  'pod deleted',
  'tunnels black-holed',
  'pod silent',
  'tunnels reset',
  'app stalled',
  'port refused',
  'slow tunnels',
  'tunnels refused with 503',
  'client stalled',
  'API server away',
  'API server slow',
  '403 after an outage',
  'token expired',
  'client certificate renewed',
  'lane in a loop',
  'lane frozen',
  'lane crashed',
  'descriptors run out',
  'sleep',
  'sleep, tunnels lost',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** What a fault hits: one forward, those to one app, those to one cluster, or the program itself with all of them. */
export type Reach = 'forward' | 'app' | 'context' | 'program';

/** What a program says about a forward, as far as it matters here. */
export type Report = 'hung' | 'lost' | 'refused' | 'lane' | 'cluster' | 'descriptors' | 'failed';

export interface Traits {
  readonly reach: Reach;
  /** How it has to be reported first, and which parts may then be blamed; null: there is nothing to report. */
  readonly reported: { readonly as: readonly Report[]; readonly suspects: readonly Suspect[] } | null;
  /** What may be said besides while it lasts and is recovered from. */
  readonly explains: readonly Report[];
  /** Whether open connections may be cut off. */
  readonly cuts: boolean;
  /** Whether a cut connection may look to its client as if the app had ended it. */
  readonly ends: boolean;
  /**
   * Whether connections that are open meanwhile may be left hanging when it is over: a limit of the product, which is
   * counted and shown, and written down in docs/reliability.md.
   */
  readonly strands: boolean;
  /** Whether the app itself gives no answer, so that a forward may well be active and silent. */
  readonly mutes: boolean;
  /** Whether it lasts until it is taken back; else the program has to get over it by itself. */
  readonly lasts: boolean;
}

const lost: readonly Report[] = ['lost', 'cluster'];
const apiServer: readonly Suspect[] = ['api-server'];
const cutting = { cuts: true, ends: false, strands: false, mutes: false } as const;
const harmless = { cuts: false, ends: false, strands: false, reported: null, explains: [] } as const;
const laneHung = {
  reach: 'program',
  reported: { as: ['hung', 'lane'], suspects: ['lane'] },
  explains: ['hung', 'lane', 'lost'],
  ...cutting,
  // The system closes the sockets of a thread that is gone.
  ends: true,
  lasts: false,
} as const satisfies Traits;

export const traitsOf: Readonly<Record<FaultKind, Traits>> = {
  'pod deleted': {
    reach: 'app',
    reported: { as: ['lost'], suspects: ['pod'] },
    explains: ['lost', 'refused'],
    ...cutting,
    // Container runtimes end the connections of a container that has ended.
    ends: true,
    lasts: false,
  },
  'tunnels black-holed': {
    reach: 'app',
    reported: { as: ['hung'], suspects: ['pod'] },
    explains: ['lost', 'hung'],
    ...cutting,
    strands: true,
    lasts: false,
  },
  'pod silent': {
    reach: 'app',
    reported: { as: ['hung'], suspects: ['pod'] },
    explains: ['lost', 'hung'],
    ...cutting,
    lasts: true,
  },
  'tunnels reset': {
    reach: 'app',
    reported: { as: ['lost'], suspects: apiServer },
    explains: ['lost', 'refused'],
    ...cutting,
    lasts: false,
  },
  'app stalled': { reach: 'app', ...harmless, mutes: true, lasts: true },
  'port refused': {
    reach: 'app',
    reported: { as: ['refused'], suspects: ['app'] },
    explains: ['refused'],
    cuts: true,
    ends: true,
    strands: false,
    mutes: true,
    lasts: true,
  },
  'slow tunnels': { reach: 'app', ...harmless, mutes: false, lasts: true },
  'tunnels refused with 503': {
    reach: 'app',
    reported: { as: ['lost'], suspects: apiServer },
    explains: ['lost', 'refused', 'cluster'],
    ...cutting,
    lasts: true,
  },
  'client stalled': { reach: 'forward', ...harmless, mutes: false, lasts: true },
  'API server away': {
    reach: 'context',
    reported: { as: ['lost'], suspects: apiServer },
    explains: [...lost, 'refused'],
    ...cutting,
    lasts: true,
  },
  'API server slow': {
    reach: 'context',
    reported: { as: ['lost'], suspects: apiServer },
    explains: [...lost, 'refused'],
    ...cutting,
    lasts: true,
  },
  '403 after an outage': {
    reach: 'context',
    reported: { as: ['lost'], suspects: apiServer },
    explains: [...lost, 'refused'],
    ...cutting,
    lasts: true,
  },
  'token expired': {
    reach: 'context',
    reported: { as: ['lost'], suspects: [...apiServer, 'credentials'] },
    explains: [...lost, 'refused'],
    ...cutting,
    lasts: false,
  },
  'client certificate renewed': {
    reach: 'context',
    reported: { as: ['lost'], suspects: [...apiServer, 'credentials'] },
    explains: [...lost, 'refused'],
    ...cutting,
    lasts: false,
  },
  'lane in a loop': laneHung,
  'lane frozen': { ...laneHung, strands: true },
  'lane crashed': {
    ...laneHung,
    reported: { as: ['lane'], suspects: ['lane'] },
    explains: ['lane', 'lost'],
  },
  'descriptors run out': {
    reach: 'program',
    reported: { as: ['descriptors'], suspects: ['local'] },
    explains: ['descriptors', ...lost, 'refused'],
    cuts: true,
    // The event loop takes a connection that it has no descriptor for, where it can, and ends it at once.
    ends: true,
    strands: false,
    mutes: true,
    lasts: true,
  },
  sleep: { reach: 'program', ...harmless, mutes: true, lasts: true },
  'sleep, tunnels lost': {
    reach: 'program',
    reported: { as: ['lost', 'hung'], suspects: ['api-server', 'pod'] },
    explains: [...lost, 'hung', 'refused'],
    cuts: true,
    ends: false,
    strands: true,
    mutes: true,
    lasts: true,
  },
};
