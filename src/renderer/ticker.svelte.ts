/** The one clock that ages, uptimes and countdowns move by. Stands still while nobody can see it. */
export class Ticker {
  /** Milliseconds since 1970; a second old at most while the window is visible. */
  now = $state(Date.now());
  #timer: ReturnType<typeof setInterval> | undefined;
  readonly #look = (): void => this.#follow();

  constructor() {
    document.addEventListener('visibilitychange', this.#look);
    this.#follow();
  }

  /** Brings the clock up to date between two ticks, so that news are never "in the future". */
  touch(): void {
    this.now = Date.now();
  }

  dispose(): void {
    clearInterval(this.#timer);
    document.removeEventListener('visibilitychange', this.#look);
  }

  #follow(): void {
    clearInterval(this.#timer);
    if (document.hidden) return;
    this.touch();
    this.#timer = setInterval(() => this.touch(), 1_000);
  }
}
