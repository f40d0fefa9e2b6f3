import type { EntryEdit, KeyFault, PreviewAnswer } from '../shared/editing';
import type { WindowApi } from '../shared/ipc';
import { Latest } from './latest';
import type { Defaults } from './model/form';

/** What saving would come to, as main says it of what is typed. */
export class Preview {
  /** Null until main has answered for the first time. */
  answer = $state.raw<PreviewAnswer | null>(null);
  readonly faults: readonly KeyFault[] = $derived(this.answer?.ok === true ? this.answer.faults : []);
  /** What the file says for all of its forwards, as far as that is known. */
  readonly shared: Defaults = $derived(this.answer?.ok === true ? this.answer.defaults : {});
  readonly #asked: Latest<EntryEdit, PreviewAnswer>;

  /** `onFirst`: the first answer is there. `fail`: is told why there is none. */
  constructor(api: Pick<WindowApi, 'previewEdit'>, onFirst: () => void, fail: (error: unknown) => void) {
    const use = (answer: PreviewAnswer) => {
      const isFirst = this.answer === null;
      this.answer = answer;
      if (isFirst) onFirst();
    };
    this.#asked = new Latest((edit) => api.previewEdit({ edit }), use, fail);
  }

  want(edit: EntryEdit): void {
    this.#asked.want(edit);
  }

  dispose(): void {
    this.#asked.dispose();
  }
}
