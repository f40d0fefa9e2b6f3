import { isDeepStrictEqual } from 'node:util';
import { type ForwardSpec, type ForwardState, stopped } from '../../shared/forward';
import type { Problem } from '../../shared/problem';
import { publicState } from './published';
import type { WorkerHost } from './worker-host';
import type { WorkerState } from './worker-state';

/** What everybody else knows of a worker's state: told whenever it is another than what was told before. */
export class AnnouncedState {
  #told: ForwardState = stopped;
  /** Wall time minus monotonic time, as of when the present state began, so that what is told of it stays the same. */
  #wallOffset = 0;

  constructor(private readonly host: Pick<WorkerHost, 'clock' | 'publishState'>) {}

  /** A state of another kind begins. */
  begin(): void {
    const { clock } = this.host;
    this.#wallOffset = clock.wallTime() - clock.now();
  }

  tell(spec: ForwardSpec, state: WorkerState, ailment: Problem | null): void {
    const known = publicState(state, this.#wallOffset, ailment);
    if (isDeepStrictEqual(known, this.#told)) return;
    this.#told = known;
    this.host.publishState(spec, known, state.kind === 'forwarding' ? state.connectMs : null);
  }
}
