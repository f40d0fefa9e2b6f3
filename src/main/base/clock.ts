import { type Disposable, toDisposable } from './disposable';

/** Time, injected, so that tests own it. */
export interface Clock {
  /** Monotonic milliseconds from an arbitrary start. Durations are differences of this. */
  now(): number;
  /** Milliseconds since 1970, for people and logs; may jump. */
  wallTime(): number;
  setTimeout(callback: () => void, ms: number): Disposable;
  setInterval(callback: () => void, ms: number): Disposable;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  wallTime: () => Date.now(),
  setTimeout(callback, ms) {
    const timer = setTimeout(callback, ms);
    return toDisposable(() => clearTimeout(timer));
  },
  setInterval(callback, ms) {
    const timer = setInterval(callback, ms);
    return toDisposable(() => clearInterval(timer));
  },
};
