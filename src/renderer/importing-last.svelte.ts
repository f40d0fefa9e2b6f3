import type { AddedForwards, UndoneImport } from '../shared/import-request';
import type { WindowApi } from '../shared/ipc';
import type { Refusal } from '../shared/outcome';
import { refusalOf } from './model/refusal';

/** The last import of this run of the program, for as long as it can be taken back. */
export class LastImport {
  /** What it has added; null when there is none, or when it was taken back. */
  added = $state.raw<AddedForwards | null>(null);
  undoing = $state(false);
  /** What came of taking it back. Stands until the next import. */
  undone = $state.raw<UndoneImport | null>(null);
  trouble = $state.raw<Refusal | null>(null);

  constructor(private readonly api: Pick<WindowApi, 'lastImport' | 'undoImport'>) {}

  /** A window that was reloaded knows nothing of it, but main does. */
  async load(): Promise<void> {
    try {
      const { added } = await this.api.lastImport();
      // What was imported meanwhile is newer.
      this.added ??= this.undone === null ? added : null;
    } catch (error) {
      this.trouble = refusalOf(error);
    }
  }

  note(added: AddedForwards): void {
    this.undone = null;
    this.trouble = null;
    this.added = added.canUndo ? added : null;
  }

  async undo(): Promise<void> {
    if (this.undoing || this.added === null) return;
    this.undoing = true;
    this.trouble = null;
    try {
      const answer = await this.api.undoImport();
      if (answer.ok) {
        this.undone = answer;
        this.added = null;
      } else this.trouble = answer;
    } catch (error) {
      this.trouble = refusalOf(error);
    } finally {
      this.undoing = false;
    }
  }
}
