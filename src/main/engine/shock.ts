import type { Shock } from '../worker/protocol';
import type { Excuse } from './watchdog-contract';

/** Who stands still for longer than this has slept, in milliseconds; for less, this thread was only kept from running. */
const sleepMs = 60_000;

/**
 * What workers are told when silence is excused. After a sleep everything is tried anew; programs that get credentials
 * and may open browser windows are not run again only because this thread was busy for some seconds.
 */
export function shockOf({ lateMs }: Excuse): Shock {
  return lateMs === 0 || lateMs > sleepMs ? 'resumed' : 'stood-still';
}
