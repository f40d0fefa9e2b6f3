/** How much is done in the rows that compare clients. */
export interface ComparedEffort {
  readonly rounds: number;
  /** Rounds before those that count. */
  readonly warmUps: number;
  readonly bulkBytes: number;
  readonly newConnections: number;
  readonly farConnections: number;
  readonly rateConnections: number;
  /** Between two clients' turns, for what the first has left behind, in milliseconds. */
  readonly settleMs: number;
}

export interface StalledEffort {
  readonly roundTrips: number;
  /** Rounds of round trips, of whose 99th percentiles the median counts. */
  readonly p99Rounds: number;
  /** How long the sender tries, and then how long it takes until a stalled tunnel is set apart, in milliseconds. */
  readonly sendingMs: number;
  readonly settlingMs: number;
  /** What takes kubectl longer than this it never does, in milliseconds. */
  readonly kubectlMs: number;
}

export interface ScaleEffort {
  readonly forwards: readonly number[];
  /** As many kubectl processes are started; what they take is counted up to a hundred. */
  readonly kubectls: number;
  readonly concurrent: readonly number[];
  readonly sequential: number;
  readonly idleMs: number;
  /** For what many connections leave behind, in milliseconds. */
  readonly settleMs: number;
}

export interface TrayEffort {
  readonly rounds: number;
  readonly warmUps: number;
  /** From the icon until memory is looked at, in milliseconds. */
  readonly settleMs: number;
}

export interface Effort {
  readonly compared: ComparedEffort;
  /** client-node takes part only where there is time for it. */
  readonly controlPlane: ComparedEffort & { readonly hasClientNode: boolean };
  readonly stalled: StalledEffort;
  readonly scale: ScaleEffort;
  readonly tray: TrayEffort;
  readonly watchdogRounds: number;
}

const mebibyte = 1024 * 1024;

const full: Effort = {
  compared: {
    rounds: 6,
    warmUps: 1,
    bulkBytes: 256 * mebibyte,
    newConnections: 200,
    farConnections: 15,
    rateConnections: 3_000,
    settleMs: 150,
  },
  controlPlane: {
    rounds: 6,
    warmUps: 1,
    bulkBytes: 192 * mebibyte,
    newConnections: 200,
    farConnections: 0,
    rateConnections: 2_000,
    settleMs: 150,
    hasClientNode: true,
  },
  stalled: { roundTrips: 500, p99Rounds: 9, sendingMs: 3_000, settlingMs: 1_500, kubectlMs: 10_000 },
  scale: {
    forwards: [1, 100, 500],
    kubectls: 20,
    concurrent: [1_000, 10_000],
    sequential: 100_000,
    idleMs: 10_000,
    settleMs: 5_000,
  },
  tray: { rounds: 7, warmUps: 1, settleMs: 4_000 },
  watchdogRounds: 2_000,
};

const quick: Effort = {
  compared: {
    rounds: 2,
    warmUps: 1,
    bulkBytes: 64 * mebibyte,
    newConnections: 60,
    farConnections: 4,
    rateConnections: 400,
    settleMs: 50,
  },
  controlPlane: {
    rounds: 2,
    warmUps: 1,
    bulkBytes: 48 * mebibyte,
    newConnections: 40,
    farConnections: 0,
    rateConnections: 250,
    settleMs: 50,
    hasClientNode: false,
  },
  stalled: { roundTrips: 100, p99Rounds: 3, sendingMs: 1_500, settlingMs: 1_500, kubectlMs: 2_000 },
  scale: { forwards: [1, 100], kubectls: 4, concurrent: [1_000], sequential: 5_000, idleMs: 2_000, settleMs: 1_000 },
  tray: { rounds: 2, warmUps: 1, settleMs: 1_000 },
  watchdogRounds: 200,
};

/** Just enough for every row to have a figure: whether the benchmark works, not how fast anything is. */
const least: Effort = {
  compared: {
    rounds: 1,
    warmUps: 0,
    bulkBytes: mebibyte,
    newConnections: 5,
    farConnections: 1,
    rateConnections: 20,
    settleMs: 0,
  },
  controlPlane: {
    rounds: 1,
    warmUps: 0,
    bulkBytes: mebibyte,
    newConnections: 5,
    farConnections: 0,
    rateConnections: 20,
    settleMs: 0,
    hasClientNode: true,
  },
  stalled: { roundTrips: 5, p99Rounds: 1, sendingMs: 200, settlingMs: 1_100, kubectlMs: 500 },
  scale: { forwards: [1, 100], kubectls: 1, concurrent: [50], sequential: 100, idleMs: 100, settleMs: 100 },
  tray: { rounds: 1, warmUps: 0, settleMs: 500 },
  watchdogRounds: 20,
};

export const efforts = { full, quick, least } as const;

export type EffortName = keyof typeof efforts;
