/** The turn of the event loop in which this was asked for: what was read together is written together. */
export const thisTurn = 1;

/** The next one, by when the first bytes of a connection that was just accepted have been read, if there are any. */
export const nextTurn = 2;

/** Something to be done at the end of a turn of the event loop, once for all who asked. */
export class AtEndOfTurn {
  #turns = 0;
  #isUrgent = false;

  constructor(private readonly act: () => void) {}

  /**
   * At the end of `thisTurn`, whatever else is asked for; or of `nextTurn`, counted from the last who asked for no more
   * than that.
   */
  schedule(turns: typeof thisTurn | typeof nextTurn): void {
    if (this.#turns === 0) setImmediate(this.#onTurn);
    if (turns === thisTurn) this.#isUrgent = true;
    this.#turns = this.#isUrgent ? thisTurn : turns;
  }

  readonly #onTurn = () => {
    this.#turns -= 1;
    if (this.#turns > 0) {
      setImmediate(this.#onTurn);
      return;
    }
    this.#isUrgent = false;
    this.act();
  };
}
