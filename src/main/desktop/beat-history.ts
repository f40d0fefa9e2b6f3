import type { ForwardId } from '../../shared/forward';
import { historyMs, sampleOf, since, withSample, type History, type Sample } from '../../shared/history';
import type { RequestHandlers } from '../../shared/ipc';
import type { Clock } from '../base/clock';
import { DisposableStore, type Disposable } from '../base/disposable';
import type { EventBus } from '../engine/event-bus';

/**
 * The last ten minutes of every forward's heartbeats, so that the charts of a window that was hidden, reloaded or lost are
 * complete. Bounded: some 150 samples for each forward at most, however often the watchdog polls.
 */
export class BeatHistory implements Disposable {
  readonly #samples = new Map<ForwardId, readonly Sample[]>();
  readonly #store = new DisposableStore();

  constructor(
    bus: EventBus,
    private readonly clock: Clock,
  ) {
    this.#store.add(
      bus.on('watchdog.heartbeat', ({ beats }) => {
        for (const beat of beats) {
          this.#samples.set(beat.id, withSample(this.#samples.get(beat.id) ?? [], sampleOf(beat), historyMs));
        }
      }),
    );
    this.#store.add(
      bus.on('forward.configured', ({ forwardId, change, was }) => {
        // Whatever listened at either address before, its traffic was another forward's.
        if (change === 'changed') return;
        this.#samples.delete(forwardId);
        this.#samples.delete(was);
      }),
    );
  }

  /** Of one forward, or of all for undefined. */
  of(id: ForwardId | undefined, forMs: number): readonly History[] {
    const now = this.clock.wallTime();
    const known = id === undefined ? [...this.#samples] : [[id, this.#samples.get(id) ?? []] as const];
    return known.map(([of, samples]) => ({ id: of, samples: since(samples, forMs, now) }));
  }

  dispose(): void {
    this.#store.dispose();
    this.#samples.clear();
  }
}

/** What the window may ask of it. */
export function historyHandlers(history: BeatHistory): Pick<RequestHandlers, 'history'> {
  return { history: ({ id, forMs }) => history.of(id, forMs) };
}
