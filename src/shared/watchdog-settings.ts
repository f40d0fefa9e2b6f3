/** The watchdog's times, in milliseconds. */
export interface WatchdogSettings {
  /** Time between two rounds of asking. */
  readonly pollMs: number;
  /** Time between two rounds of judging. */
  readonly checkMs: number;
  /** No proof of progress for longer than this is a hang. */
  readonly thresholdMs: number;
}

export const defaultWatchdogSettings: WatchdogSettings = { pollMs: 5_000, checkMs: 5_000, thresholdMs: 15_000 };
