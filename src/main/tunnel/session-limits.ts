/** Bounds and times of a tunnel; see `defaultLimits`. */
export interface SessionLimits {
  /** Largest DATA frame sent, in bytes. */
  readonly frameBytes: number;
  /** Bytes waiting to leave at which writers are asked to stop. */
  readonly outboundBytes: number;
  /** Bytes held for one paused stream before the tunnel stops reading. */
  readonly inboundBytes: number;
  /** Characters kept of an error stream's text. */
  readonly errorCharacters: number;
  /**
   * How long a half-close is held back, in milliseconds, and again after each byte from the pod: container runtimes
   * close both ways about a second after either side ends, which would cut a reply short.
   */
  readonly finDelayMs: number;
  /**
   * How long the end of the pod's data waits for the end of its error stream, in milliseconds: container runtimes close
   * the data of a connection that has failed before anybody says why.
   */
  readonly verdictMs: number;
  /**
   * Whether a client's first bytes go with the request for its stream. Turned off, they wait for the reply, a round trip
   * longer: for peers that drop what comes before it.
   */
  readonly earlyData: boolean;
}

export const defaultLimits: SessionLimits = {
  frameBytes: 64 * 1024,
  outboundBytes: 256 * 1024,
  inboundBytes: 256 * 1024,
  errorCharacters: 16 * 1024,
  finDelayMs: 1_500,
  verdictMs: 1_000,
  earlyData: true,
};
