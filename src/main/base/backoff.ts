/** How long to wait between attempts, in milliseconds. */
export interface BackoffPolicy {
  readonly baseMs: number;
  readonly capMs: number;
  /** Only this much uptime is a success; less, and the next failure goes on where the last one stopped. */
  readonly resetAfterMs: number;
}

export const defaultBackoff: BackoffPolicy = { baseMs: 500, capMs: 10_000, resetAfterMs: 30_000 };

/**
 * The wait before attempt number `attempt` (1 is the first retry): full jitter, so that many forwards that died
 * together do not come back together. `random` is in [0, 1).
 */
export function backoffMs(attempt: number, random: number, policy: BackoffPolicy = defaultBackoff): number {
  const ceiling = Math.min(policy.capMs, policy.baseMs * 2 ** Math.max(0, attempt - 1));
  return Math.round(random * ceiling);
}

/** The number of the next attempt after a connection that stayed up for `uptimeMs` (0 when it never came up). */
export function nextAttempt(attempt: number, uptimeMs: number, policy: BackoffPolicy = defaultBackoff): number {
  return uptimeMs >= policy.resetAfterMs ? 1 : attempt + 1;
}
