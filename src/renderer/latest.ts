/**
 * Asks one question after the other, each as it stands when the one before is answered: what is typed meanwhile costs one more
 * question, not one a letter, and an answer that is out of date is never used.
 */
export class Latest<Q, A> {
  #wanted: { readonly question: Q } | null = null;
  #asking = false;
  #over = false;

  /** `use` is told of the answer to the newest question; `fail`, why there is none. */
  constructor(
    private readonly ask: (question: Q) => Promise<A>,
    private readonly use: (answer: A, question: Q) => void,
    private readonly fail: (error: unknown) => void,
  ) {}

  want(question: Q): void {
    this.#wanted = { question };
    if (!this.#asking) void this.#work();
  }

  /** Nothing is wanted any more. */
  forget(): void {
    this.#wanted = null;
  }

  dispose(): void {
    this.#over = true;
    this.#wanted = null;
  }

  async #work(): Promise<void> {
    this.#asking = true;
    while (this.#wanted !== null) {
      const wanted: { readonly question: Q } = this.#wanted;
      try {
        const answer = await this.ask(wanted.question);
        if (this.#wanted === wanted) this.use(answer, wanted.question);
      } catch (error) {
        if (this.#wanted === wanted && !this.#over) this.fail(error);
      }
      if (this.#wanted === wanted) this.#wanted = null;
    }
    this.#asking = false;
  }
}
