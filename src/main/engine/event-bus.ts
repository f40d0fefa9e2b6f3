import type { AppEvent, EventOf, EventPayloads, EventType } from '../../shared/events';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { Emitter, type Event } from '../base/emitter';

/** Announces what happened, in order, to whoever listens. Nothing is controlled by events: they are told afterwards. */
export class EventBus implements Disposable {
  #nextId = 1;
  readonly #queue: AppEvent[] = [];
  readonly #onDidPublish: Emitter<AppEvent>;
  /** Every event, in the order of publishing. A listener that throws harms no other. */
  readonly onDidPublish: Event<AppEvent>;

  constructor(
    private readonly clock: Clock,
    onListenerError?: (error: unknown) => void,
  ) {
    this.#onDidPublish = new Emitter(onListenerError);
    this.onDidPublish = this.#onDidPublish.event;
  }

  /** What a listener publishes is heard after the event that it listens to, by everybody. */
  publish<T extends EventType>(type: T, payload: EventPayloads[T]): void {
    const event = { id: this.#nextId, time: this.clock.wallTime(), type, ...payload } as unknown as AppEvent;
    this.#nextId += 1;
    this.#queue.push(event);
    if (this.#queue.length > 1) return;
    for (let next = this.#queue[0]; next; this.#queue.shift(), next = this.#queue[0]) this.#onDidPublish.fire(next);
  }

  /** Only the events of one type. */
  on<T extends EventType>(type: T, listener: (event: EventOf<T>) => void): Disposable {
    return this.onDidPublish((event) => {
      if (event.type === type) listener(event as EventOf<T>);
    });
  }

  dispose(): void {
    this.#onDidPublish.dispose();
  }
}
