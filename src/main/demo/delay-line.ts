import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';

interface Item {
  readonly chunk: Buffer;
  readonly due: number;
}

/** One direction of a connection: passes chunks on at once, later, or not until told, always in order. */
export class DelayLine implements Disposable {
  readonly #items: Item[] = [];
  #bytes = 0;
  #held = false;
  #delayMs = 0;
  #timer: Disposable | null = null;
  #delivering = false;

  /** `deliver` gets each chunk when its time has come. */
  constructor(
    private readonly clock: Clock,
    private readonly deliver: (chunk: Buffer) => void,
  ) {}

  /** What waits in the line. */
  get bytes(): number {
    return this.#bytes;
  }

  push(chunk: Buffer): void {
    const due = this.#delayMs === 0 ? 0 : this.clock.now() + this.#delayMs;
    this.#items.push({ chunk, due });
    this.#bytes += chunk.length;
    this.#run();
  }

  /** Nothing passes while held. */
  hold(held: boolean): void {
    this.#held = held;
    this.#run();
  }

  /** For chunks from now on. */
  delay(ms: number): void {
    this.#delayMs = ms;
  }

  dispose(): void {
    this.#timer?.dispose();
    this.#timer = null;
    this.#items.length = 0;
    this.#bytes = 0;
    this.#held = true;
  }

  /** `deliver` may hold the line or push to it: it is never called within itself, and the state is read anew. */
  #run(): void {
    if (this.#delivering || this.#timer) return;
    for (let next = this.#items[0]; next && !this.#held; next = this.#items[0]) {
      const wait = next.due === 0 ? 0 : next.due - this.clock.now();
      if (wait > 0) {
        this.#wait(wait);
        return;
      }
      this.#items.shift();
      this.#bytes -= next.chunk.length;
      this.#delivering = true;
      try {
        this.deliver(next.chunk);
      } finally {
        this.#delivering = false;
      }
    }
  }

  #wait(ms: number): void {
    this.#timer = this.clock.setTimeout(() => {
      this.#timer = null;
      this.#run();
    }, ms);
  }
}
