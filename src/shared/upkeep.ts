/** How a forward's app and tunnels are looked after, as configured. Plain data: it crosses to lane threads. */
export interface Upkeep {
  /** null: nothing is ever sent to the app, and no connection to it is made that no local client asked for. */
  readonly probe: ProbeSettings | null;
  /** A tunnel older than this is worn, in milliseconds; null never. */
  readonly maxAgeMs: number | null;
  /** A tunnel without a connection for this long is worn, in milliseconds; null never. */
  readonly maxIdleMs: number | null;
  /** Whether a worn tunnel is replaced, or only spoken of. */
  readonly renewsWorn: boolean;
  /** How long one attempt to open a tunnel may take, in milliseconds; null leaves it to the default. */
  readonly dialMs: number | null;
  /** Idle time before TCP keep-alive of connections to the API server, in milliseconds; 0 is off, null the default. */
  readonly keepAliveMs: number | null;
}

export const defaultUpkeep: Upkeep = {
  probe: null,
  maxAgeMs: null,
  maxIdleMs: null,
  renewsWorn: true,
  dialMs: null,
  keepAliveMs: null,
};

export const probeMethods = ['tcp-dial', 'data-transfer', 'http'] as const;
export type ProbeMethod = (typeof probeMethods)[number];

/** A question to the app, asked again and again. What the methods take for an answer: `docs/adr/0005-probes.md`. */
export interface ProbeSettings {
  readonly method: ProbeMethod;
  /** From the end of one probe to the next, in milliseconds, give or take a tenth. */
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** Failures in a row that make the app ill. */
  readonly failures: number;
  /** Successes in a row that make it well again. */
  readonly successes: number;
  /** What is asked for by `http`, and which answers are good. */
  readonly path: string;
  readonly statuses: readonly StatusRange[];
}

/** HTTP statuses from the first to the last, both included. */
export type StatusRange = readonly [first: number, last: number];

export const defaultProbe: ProbeSettings = {
  method: 'tcp-dial',
  intervalMs: 10_000,
  timeoutMs: 2_000,
  failures: 3,
  successes: 2,
  path: '/',
  statuses: [[200, 399]],
};
