/** The times that everything else follows from, in milliseconds. */
export interface ChaosSettings {
  readonly pollMs: number;
  readonly checkMs: number;
  readonly thresholdMs: number;
  /** The longest wait between two attempts while a local connection waits for one. */
  readonly retryMs: number;
  /** The longest time until the next connection of a forward comes, unless many are waiting already. */
  readonly askedMs: number;
  /** How long a tunnel has for a sign of life after the program itself stood still. */
  readonly verifyMs: number;
  /** How long a tunnel may be silent beside one that answers until its connections are ended. */
  readonly deadMs: number;
  /** How long a thread may take to end before its ports are taken from it. */
  readonly endThreadMs: number;
  /** How often the product looks at the computer it runs on. */
  readonly machineLookMs: number;
  /** From a pod's deletion until its replacement is ready. */
  readonly newPodMs: number;
  /** What every step may take besides on an idle machine: handshakes, timers, starting a program. */
  readonly slackMs: number;
}

/** The watchdog's times are short, so that minutes are enough; the others are the product's own. */
export const chaosSettings: ChaosSettings = {
  pollMs: 500,
  checkMs: 500,
  thresholdMs: 3_000,
  retryMs: 1_000,
  askedMs: 400,
  verifyMs: 1_500,
  deadMs: 15_000,
  endThreadMs: 500,
  machineLookMs: 3_000,
  newPodMs: 600,
  slackMs: 1_000,
};
