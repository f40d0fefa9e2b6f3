import type { WorkerTimings } from './protocol';

/** `resolveMs` leaves an exec plugin its 15 s, twice, and the API server its 10 s. Milliseconds. */
export const defaultTimings: WorkerTimings = {
  bindMs: 5_000,
  resolveMs: 45_000,
  connectMs: 10_000,
  holdMs: 10_000,
};
