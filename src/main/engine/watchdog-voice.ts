import type { EventPayloads, EventType } from '../../shared/events';
import type { ForwardId } from '../../shared/forward';
import type { Beat } from '../../shared/view';
import type { EventBus } from './event-bus';

/** Every way out of the watchdog: events, callbacks and commands. Silent while the watchdog does not run. */
export class WatchdogVoice {
  /** The latest of each forward since the last batch. */
  readonly #beats = new Map<ForwardId, Beat>();

  constructor(
    private readonly bus: EventBus | null,
    private readonly onError: (error: unknown) => void,
    private readonly maySpeak: () => boolean,
  ) {}

  publish<T extends EventType>(type: T, payload: EventPayloads[T]): void {
    if (this.maySpeak()) this.bus?.publish(type, payload);
  }

  /** Whether it was made and returned. What it throws is told and harms nobody. */
  call(call: () => void): boolean {
    if (!this.maySpeak()) return false;
    try {
      call();
      return true;
    } catch (error) {
      this.onError(error);
      return false;
    }
  }

  collect(beat: Beat): void {
    if (this.bus && this.maySpeak()) this.#beats.set(beat.id, beat);
  }

  drop(id: ForwardId): void {
    this.#beats.delete(id);
  }

  dropAll(): void {
    this.#beats.clear();
  }

  /** All that was collected, as one event; nothing when there is nothing. */
  publishBeats(): void {
    if (this.#beats.size === 0) return;
    const beats = [...this.#beats.values()];
    this.#beats.clear();
    this.publish('watchdog.heartbeat', { beats });
  }
}
