/** Tells rows when they come near to what can be seen: one observer for the whole list. */
export class Nearness {
  readonly #followers = new WeakMap<Element, (near: boolean, height: number) => void>();
  #observer: IntersectionObserver | undefined;

  /** A row is near when it is less than `margin` pixels away from being seen in its scroller (`data-scroller`). */
  constructor(private readonly margin: number) {}

  /** Calls back at once and whenever it changes, with the row's height in pixels. Answers the way to stop. */
  follow(row: Element, callback: (near: boolean, height: number) => void): () => void {
    this.#followers.set(row, callback);
    this.#observer ??= this.#observerIn(row.closest('[data-scroller]'));
    this.#observer.observe(row);
    return () => {
      this.#followers.delete(row);
      this.#observer?.unobserve(row);
    };
  }

  dispose(): void {
    this.#observer?.disconnect();
  }

  /** The margin only counts for the element that scrolls. */
  #observerIn(root: Element | null): IntersectionObserver {
    return new IntersectionObserver((entries) => this.#tell(entries), {
      root,
      rootMargin: `${String(this.margin)}px 0px`,
    });
  }

  #tell(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting, boundingClientRect } of entries) {
      this.#followers.get(target)?.(isIntersecting, boundingClientRect.height);
    }
  }
}
