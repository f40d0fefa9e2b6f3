import type { Clock } from '../../src/main/base/clock';
import { toDisposable, type Disposable } from '../../src/main/base/disposable';

interface Timer {
  due: number;
  readonly every: number | null;
  readonly callback: () => void;
}

/** Time that only moves when a test says so. Counts its timers, so that a test can prove that none is left. */
export class FakeClock implements Clock {
  #now = 1_000;
  #wallOffset = 1_700_000_000_000;
  readonly #timers = new Set<Timer>();

  now(): number {
    return this.#now;
  }

  wallTime(): number {
    return this.#wallOffset + this.#now;
  }

  get timers(): number {
    return this.#timers.size;
  }

  setTimeout(callback: () => void, ms: number): Disposable {
    return this.#add({ due: this.#now + ms, every: null, callback });
  }

  setInterval(callback: () => void, ms: number): Disposable {
    return this.#add({ due: this.#now + ms, every: ms, callback });
  }

  /** Moves time on, running what falls due in order, and lets promises settle after each. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#now = Math.max(this.#now, next.due);
      this.#run(next);
      await settle();
    }
    this.#now = end;
  }

  /**
   * The machine sleeps, or the thread is stopped: time passes and nothing runs; afterwards every timer that fell due
   * runs once, as on a real event loop.
   */
  async sleep(ms: number): Promise<void> {
    this.#now += ms;
    const due = [...this.#timers].filter((timer) => timer.due <= this.#now).sort((a, b) => a.due - b.due);
    for (const timer of due) if (this.#timers.has(timer)) this.#run(timer);
    await settle();
  }

  /** The thread is stopped amid what it does: time passes, and no timer runs before it has ended that. */
  standStill(ms: number): void {
    this.#now += ms;
  }

  /** Suspended with a monotonic clock that stands still meanwhile, as on Linux: only the wall clock moves. */
  jumpWall(ms: number): void {
    this.#wallOffset += ms;
  }

  #add(timer: Timer): Disposable {
    this.#timers.add(timer);
    return toDisposable(() => this.#timers.delete(timer));
  }

  #next(end: number): Timer | undefined {
    let found: Timer | undefined;
    for (const timer of this.#timers) if (timer.due <= end && (!found || timer.due < found.due)) found = timer;
    return found;
  }

  #run(timer: Timer): void {
    if (timer.every === null) this.#timers.delete(timer);
    else timer.due = this.#now + timer.every;
    timer.callback();
  }
}

/** Lets everything that is already resolved run, without time passing. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
