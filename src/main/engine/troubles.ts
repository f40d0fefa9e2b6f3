import type { ConfigProblem } from '../../shared/view';
import type { Trouble } from './application';

/** What is wrong on this computer at present, and is no forward's fault. */
export class Troubles {
  readonly #known = new Map<string, ConfigProblem>();

  problems(): readonly ConfigProblem[] {
    return [...this.#known.values()];
  }

  /** Answers whether that is news. null: it is over. */
  note(name: string, trouble: Trouble | null): boolean {
    const known = this.#known.get(name);
    if (trouble === null) return this.#known.delete(name);
    this.#known.set(name, { line: 0, column: 0, path: '', hint: '', ...trouble, elsewhere: true });
    return known?.message !== trouble.message;
  }
}
