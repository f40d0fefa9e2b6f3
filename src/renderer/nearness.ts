/** Tells parts of the list when they come near to what can be seen: one observer for the whole list. */
export class Nearness {
  readonly #followers = new WeakMap<Element, (near: boolean, height: number) => void>();
  #observer: IntersectionObserver | undefined;

  /** A part is near when it is less than `margin` pixels away from being seen in its scroller (`data-scroller`). */
  constructor(private readonly margin: number) {}

  /** Calls back at once and whenever it changes, with its height in pixels. Answers the way to stop. */
  follow(part: Element, callback: (near: boolean, height: number) => void): () => void {
    this.#followers.set(part, callback);
    this.#observer ??= this.#observerIn(part.closest('[data-scroller]'));
    this.#observer.observe(part);
    return () => {
      this.#followers.delete(part);
      this.#observer?.unobserve(part);
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
