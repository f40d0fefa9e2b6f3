/** Lets so many in at a time; the others wait for their turn, in order. */
export class Gate {
  #inside = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(private readonly limit: number) {}

  /** Resolves when it is one's turn; then `leave` has to be called once. Rejects with the signal's reason. */
  async enter(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#inside < this.limit) {
      this.#inside += 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const onAbort = () => {
        this.#waiting.splice(this.#waiting.indexOf(letIn), 1);
        reject(signal.reason as Error);
      };
      const letIn = () => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      this.#waiting.push(letIn);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** Whoever waits longest takes the place that becomes free. */
  leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#inside -= 1;
  }
}
