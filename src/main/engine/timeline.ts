import { type AppEvent, forwardsOf } from '../../shared/events';
import type { ForwardId } from '../../shared/forward';
import type { Disposable } from '../base/disposable';
import type { EventBus } from './event-bus';

/** What happened to each forward lately. Kept by id, so that it survives restarts of the forward. */
export class Timeline implements Disposable {
  readonly #events = new Map<ForwardId, AppEvent[]>();
  readonly #subscription: Disposable;

  /** Keeps the latest `capacity` events of each forward. */
  constructor(
    bus: EventBus,
    private readonly capacity = 200,
  ) {
    this.#subscription = bus.onDidPublish((event) => {
      for (const id of forwardsOf(event)) this.#keep(id, event);
    });
  }

  /** Oldest first. A copy: what happens later is not in it. */
  of(id: ForwardId): readonly AppEvent[] {
    return [...(this.#events.get(id) ?? [])];
  }

  /** For a forward that is no longer configured. */
  forget(id: ForwardId): void {
    this.#events.delete(id);
  }

  /** These are known by other ids from now on. Two may swap theirs. */
  move(ids: ReadonlyMap<ForwardId, ForwardId>): void {
    const moved = [...ids].map(([from, to]) => [to, this.#events.get(from) ?? []] as const);
    for (const from of ids.keys()) this.#events.delete(from);
    for (const [to, events] of moved) this.#events.set(to, events);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#events.clear();
  }

  #keep(id: ForwardId, event: AppEvent): void {
    const events = this.#events.get(id) ?? [];
    this.#events.set(id, events);
    events.push(event);
    if (events.length > this.capacity) events.shift();
  }
}
