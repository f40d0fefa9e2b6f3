import type { Clock } from '../base/clock';
import { withDeadline } from '../base/deadline';
import type { Logger } from './logger';

export interface ShutdownSteps {
  /** Lets go of everything that the app holds. Answers whether all of its threads are gone. */
  readonly release: () => Promise<boolean>;
  readonly exit: () => void;
  /** The last resort: when `release` does not end, or a thread is left for which `exit` would wait for ever. */
  readonly kill: () => void;
}

/** How long letting go may take, in milliseconds. */
export const shutdownMs = 5_000;

/** The one way out, however often and from wherever it is asked for: lets go of everything, then ends the process. */
export function createShutdown(clock: Clock, log: Logger, steps: ShutdownSteps): () => Promise<void> {
  let underWay: Promise<void> | null = null;
  return () => (underWay ??= shutDown(clock, log, steps));
}

async function shutDown(clock: Clock, log: Logger, steps: ShutdownSteps): Promise<void> {
  try {
    const clean = await withDeadline(clock, 'Closing all forwards', shutdownMs, () => steps.release());
    if (clean) {
      steps.exit();
      return;
    }
    log.error('A thread does not end, so Portwatch ends at once.');
  } catch (error) {
    log.error('Portwatch could not end in order, so it ends at once.', error);
  }
  steps.kill();
}
