/** The turn of the event loop in which this was asked for: what was read together is written together. */
export const thisTurn = 1;

/** The next one, by when the first bytes of a connection that was just accepted have been read, if there are any. */
export const nextTurn = 2;

/** Something to be done at the end of a turn of the event loop, once for all who asked. No timer: nothing waits idly. */
export class AtEndOfTurn {
  #turns = 0;

  constructor(private readonly act: () => void) {}

  /** At the end of `thisTurn` or of `nextTurn`, or earlier when somebody else asks for that. */
  schedule(turns: number): void {
    if (this.#turns === 0) setImmediate(this.#onTurn);
    this.#turns = this.#turns === 0 ? turns : Math.min(this.#turns, turns);
  }

  readonly #onTurn = () => {
    this.#turns -= 1;
    if (this.#turns > 0) setImmediate(this.#onTurn);
    else this.act();
  };
}
