/** Answers for a worker when asked. */
export interface Responder {
  /** Whose life it vouches for: the id that it is registered under. */
  readonly forwardId: string;
  /** True for progress. May take its time: it delays nobody, and is not asked again before it has answered. */
  isAlive(): boolean | Promise<boolean>;
}

export interface Polled {
  readonly responder: Responder;
}

export interface PollListener<W> {
  onAlive(worker: W): void;
  /** A responder threw or rejected, which is no sign of life. */
  onFailed(worker: W, error: unknown): void;
  /** All that were asked in the latest round have answered. */
  onRoundComplete(): void;
}

/** Asks many responders at once, each only when it owes no answer, and takes what comes, whenever it comes. */
export class Poller<W extends Polled> {
  /** Who owes an answer, and to which round. */
  readonly #owed = new Map<W, Set<W>>();
  /** Those of the latest round that have not answered. */
  #round = new Set<W>();

  constructor(private readonly listener: PollListener<W>) {}

  get roundIsOpen(): boolean {
    return this.#round.size > 0;
  }

  ask(workers: readonly W[]): void {
    const asked = workers.filter((worker) => !this.#owed.has(worker));
    const round = new Set(asked);
    this.#round = round;
    for (const worker of asked) this.#owed.set(worker, round);
    for (const worker of asked) {
      // A responder may, while it is being asked, unregister another or stop the watchdog.
      if (this.#owed.get(worker) === round) void this.#ask(worker, round);
      else round.delete(worker);
    }
    if (asked.length === 0) this.listener.onRoundComplete();
  }

  /** Whatever it still answers is dropped. */
  forget(worker: W): void {
    this.#owed.delete(worker);
  }

  forgetAll(): void {
    this.#owed.clear();
    this.#round = new Set();
  }

  async #ask(worker: W, round: Set<W>): Promise<void> {
    const answer = await answerOf(worker);
    if (this.#owed.get(worker) === round) {
      this.#owed.delete(worker);
      if (answer.failed) this.listener.onFailed(worker, answer.error);
      else if (answer.alive) this.listener.onAlive(worker);
    }
    round.delete(worker);
    if (round === this.#round && round.size === 0) this.listener.onRoundComplete();
  }
}

type Answer = { readonly failed: false; readonly alive: boolean } | { readonly failed: true; readonly error: unknown };

async function answerOf(worker: Polled): Promise<Answer> {
  try {
    return { failed: false, alive: await worker.responder.isAlive() };
  } catch (error) {
    return { failed: true, error };
  }
}
