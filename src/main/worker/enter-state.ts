import { assertNever } from '../../shared/assert-never';
import type { Clock } from '../base/clock';
import { type Disposable, none } from '../base/disposable';
import { bindStep, connectStep, resolveStep } from './attempt-steps';
import type { Attempts } from './attempts';
import type { LocalSide } from './local-side';
import type { WitnessedUpstream } from './witnessed-upstream';
import type { WorkerInput, WorkerState } from './worker-state';

/** What a worker's states are made of. */
export interface StateParts {
  readonly clock: Clock;
  readonly local: LocalSide;
  readonly attempts: Attempts;
  /** `from`: means nothing when the machine is in another state by then. */
  apply(input: WorkerInput, from?: WorkerState): void;
  /** A tunnel is up, or none could be had. Called before the machine is told. */
  onOpen(upstream: WitnessedUpstream | null): void;
  forward(state: Extract<WorkerState, { kind: 'forwarding' }>): Disposable;
}

/** Begins what a state stands for. Disposed when the state is left: nothing of it is heard any more. */
export function enterState(state: WorkerState, parts: StateParts): Disposable {
  const { clock, local, attempts } = parts;
  switch (state.kind) {
    case 'idle':
      local.dispose();
      return none;
    case 'failed':
      // The port stays ours, but nobody should wait for a tunnel that will not come.
      local.held.dispose();
      return none;
    case 'binding':
      return bindStep(local, (input) => parts.apply(input, state));
    case 'resolving':
      return resolveStep(attempts, state, (input) => parts.apply(input));
    case 'connecting':
      return connectStep(attempts, state, (input, opened) => {
        parts.onOpen(opened);
        parts.apply(input);
      });
    case 'unbound':
    case 'listening':
    case 'waiting':
      if (local.held.count > 0) parts.apply({ type: 'wanted' }, state);
      if (state.kind === 'listening') return none;
      return clock.setTimeout(() => parts.apply({ type: 'waited' }), state.until - state.since);
    case 'forwarding':
      return parts.forward(state);
    default:
      return assertNever(state);
  }
}
