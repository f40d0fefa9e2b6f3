import type { StuckConnections } from '../../shared/view';
import type { Wait } from '../tunnel/tunnel';

/**
 * How long nothing may move on a connection before people are told, in milliseconds: far longer than anything takes that only
 * is slow. A buffer of 256 KiB on its way is emptied in that time at 2 KiB/s.
 */
export const stuckAfterMs = 120_000;

/** What connections that have waited for too long come to; null when none has. */
export function stuckAmong(waits: readonly Wait[]): StuckConnections | null {
  const long = waits.filter(({ ms }) => ms >= stuckAfterMs);
  if (long.length === 0) return null;
  const toApp = long.filter(({ on }) => on === 'app').length;
  const longestMs = Math.round(Math.max(...long.map(({ ms }) => ms)));
  return { toApp, toClient: long.length - toApp, longestMs };
}

/** Something that may wait for long. */
export interface Waiting {
  waiting(): Wait | null;
}

/**
 * Looks now and then for connections that are stuck. A thread that stood still finds all of them waiting, and what they
 * waited for at hand; so only those count that were found so at the look before, too.
 */
export class StuckLookout {
  #before: ReadonlySet<Waiting> = new Set();

  look(connections: Iterable<Waiting>): StuckConnections | null {
    const found = new Map<Waiting, Wait>();
    for (const connection of connections) {
      const wait = connection.waiting();
      if (wait && wait.ms >= stuckAfterMs) found.set(connection, wait);
    }
    const before = this.#before;
    this.#before = new Set(found.keys());
    return stuckAmong([...found].flatMap(([connection, wait]) => (before.has(connection) ? [wait] : [])));
  }
}
