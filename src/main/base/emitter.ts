import { type Disposable, toDisposable } from './disposable';

/** Subscribing returns the way out. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/**
 * The private side of an event. Listeners added or removed while it fires take effect at the next firing, and one
 * that throws does not keep the others from hearing.
 */
export class Emitter<T> implements Disposable {
  #listeners: readonly ((value: T) => void)[] = [];

  /** `onError` hears what listeners throw; without it they are rethrown on a later turn, so that nothing is lost. */
  constructor(private readonly onError: (error: unknown) => void = rethrowLater) {}

  readonly event: Event<T> = (listener) => {
    const entry = (value: T) => listener(value);
    this.#listeners = [...this.#listeners, entry];
    return toDisposable(() => {
      this.#listeners = this.#listeners.filter((other) => other !== entry);
    });
  };

  fire(value: T): void {
    for (const listener of this.#listeners) {
      try {
        listener(value);
      } catch (error) {
        this.onError(error);
      }
    }
  }

  get listenerCount(): number {
    return this.#listeners.length;
  }

  dispose(): void {
    this.#listeners = [];
  }
}

/** What to do with an error that nobody was named to hear: it surfaces as uncaught, on a later turn. */
export function rethrowLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
