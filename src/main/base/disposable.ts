/** Something that holds a resource and can let it go. Disposing twice is the same as once. */
export interface Disposable {
  dispose(): void;
}

/** The same, for what takes time to let go. */
export interface AsyncDisposable {
  dispose(): Promise<void>;
}

/** Of what holds nothing. */
export const none: Disposable = Object.freeze({ dispose: () => undefined });

/** A disposable from a function, which is called at most once. */
export function toDisposable(release: () => void): Disposable {
  let pending: (() => void) | null = release;
  return {
    dispose() {
      const run = pending;
      pending = null;
      run?.();
    },
  };
}

/** Disposes what was added, in reverse order, even when some of it throws; the first error is thrown at the end. */
export class DisposableStore implements Disposable {
  #items: Disposable[] = [];
  #disposed = false;

  /** Registers on the line after opening. Added to a disposed store, the item is disposed at once. */
  add<T extends Disposable>(item: T): T {
    if (this.#disposed) item.dispose();
    else this.#items.push(item);
    return item;
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    const errors: unknown[] = [];
    for (const item of this.#items.splice(0).reverse()) {
      try {
        item.dispose();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}
