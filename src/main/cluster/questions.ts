/** What has been asked, by what it is about, and is not answered yet. */
export class Questions {
  readonly #open = new Map<string, number>();

  isUnderWay(about: string): boolean {
    return this.#open.has(about);
  }

  /** The answer, which counts as awaited until it is there. */
  async during<T>(about: string, answer: Promise<T>): Promise<T> {
    this.#open.set(about, (this.#open.get(about) ?? 0) + 1);
    try {
      return await answer;
    } finally {
      const left = (this.#open.get(about) ?? 1) - 1;
      if (left > 0) this.#open.set(about, left);
      else this.#open.delete(about);
    }
  }
}
