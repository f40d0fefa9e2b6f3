/** What a person is asked before something is done that others may depend on. */
export interface Question {
  /** `Stop 12 forwards?` */
  readonly title: string;
  /** What will happen, and to whom. */
  readonly text: string;
  /** The names of what it is about, one a line. */
  readonly items?: readonly string[];
  /** The word on the button that does it: `Stop 12 forwards`. */
  readonly confirm: string;
  /** It harms somebody or cannot be taken back: Enter alone must not do it. */
  readonly danger?: boolean;
}

/** One question at a time, on top of whatever is open (Confirm.svelte). Everything but a plain yes means no. */
export class Confirm {
  /** The question that waits for an answer. */
  asked = $state.raw<Question | null>(null);
  #answer: ((yes: boolean) => void) | null = null;

  /** Whether the person said yes. A question that is asked in place of another answers that one with no. */
  ask(question: Question): Promise<boolean> {
    this.answer(false);
    this.asked = question;
    return new Promise((resolve) => (this.#answer = resolve));
  }

  answer(yes: boolean): void {
    const answer = this.#answer;
    this.#answer = null;
    this.asked = null;
    answer?.(yes);
  }

  dispose(): void {
    this.answer(false);
  }
}
