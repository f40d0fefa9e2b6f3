import { isRunning, type ForwardState } from '../../shared/forward';

/** What a person can ask of a forward. */
export type Action = 'start' | 'stop' | 'restart';

/** Said while main has not answered yet: asked for, not done. */
export const pendingWords: Record<Action, string> = { start: 'Starting…', stop: 'Stopping…', restart: 'Restarting…' };

/** What the one start-or-stop button does to a forward in this state. */
export function startOrStop(state: ForwardState): 'start' | 'stop' {
  // A failed forward holds nothing that could be stopped; starting it again is what a person means.
  return isRunning(state) ? 'stop' : 'start';
}
