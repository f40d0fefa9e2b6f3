import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { transition } from './machine';
import type { WorkerInput, WorkerState } from './worker-state';

export interface DriverOptions {
  readonly clock: Clock;
  readonly random: () => number;
  /** As in `transition`. */
  isNeeded(): boolean;
  /** The state is another from now on; what the one before had started has been let go. */
  onChange(from: WorkerState, to: WorkerState, input: WorkerInput): void;
  /** Starts what the state stands for; disposed when the state is left. */
  enter(state: WorkerState): Disposable;
}

/** Runs the machine: one input at a time, and nothing late speaks for a state that is over. */
export class MachineDriver {
  #state: WorkerState = { kind: 'idle' };
  #activity: Disposable | null = null;
  readonly #inputs: { readonly input: WorkerInput; readonly from: WorkerState | null }[] = [];

  constructor(private readonly options: DriverOptions) {}

  get state(): WorkerState {
    return this.#state;
  }

  /**
   * Takes inputs one at a time: what a state starts may answer at once, before the state is fully entered. `from`
   * is the state that the input speaks for; when that is over, so is the input.
   */
  apply(input: WorkerInput, from: WorkerState | null = null): void {
    this.#inputs.push({ input, from });
    if (this.#inputs.length > 1) return;
    for (let entry = this.#inputs[0]; entry; this.#inputs.shift(), entry = this.#inputs[0]) {
      if (entry.from === null || entry.from === this.#state) this.#step(entry.input);
    }
  }

  #step(input: WorkerInput): void {
    const { clock, random } = this.options;
    const before = this.#state;
    const next = transition(before, input, clock.now(), random(), this.options.isNeeded());
    if (next === before) return;
    this.#activity?.dispose();
    this.#state = next;
    this.options.onChange(before, next, input);
    this.#activity = this.options.enter(next);
  }
}
