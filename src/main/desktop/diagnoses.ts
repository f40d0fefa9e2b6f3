import type { Diagnosis } from '../../shared/diagnosis';
import { diagnosisText } from '../../shared/diagnosis-phrases';
import type { ForwardId } from '../../shared/forward';
import type { ActionResult, DiagnosisAnswer } from '../../shared/ipc';
import { messageOf } from '../../shared/message-of';
import type { Disposable } from '../base/disposable';
import type { Application } from '../engine/application';

export interface DiagnosesOptions {
  readonly application: Pick<Application, 'diagnose'>;
  /** Shows how far one is. */
  readonly onProgress: (diagnosis: Diagnosis) => void;
  readonly writeClipboard: (text: string) => Promise<void> | void;
}

/** The window's diagnoses: one at a time per forward, and the last one of each to be copied. */
export class Diagnoses implements Disposable {
  readonly #running = new Map<
    ForwardId,
    { readonly cancel: AbortController; readonly answer: Promise<DiagnosisAnswer> }
  >();
  readonly #last = new Map<ForwardId, Diagnosis>();

  constructor(private readonly options: DiagnosesOptions) {}

  /** Answers when it is over. Asked again meanwhile, it is the same one. */
  run(id: ForwardId): Promise<DiagnosisAnswer> {
    const running = this.#running.get(id);
    if (running) return running.answer;
    const cancel = new AbortController();
    const answer = this.#run(id, cancel.signal).finally(() => this.#running.delete(id));
    this.#running.set(id, { cancel, answer });
    return answer;
  }

  /** Answers whether one was running. */
  cancel(id: ForwardId): boolean {
    const running = this.#running.get(id);
    running?.cancel.abort(new Error('Cancelled.'));
    return running !== undefined;
  }

  /** Puts the last one, as far as it is, on the clipboard. */
  async copy(id: ForwardId): Promise<ActionResult> {
    const last = this.#last.get(id);
    if (!last) return { id, ok: false, message: 'There is no diagnosis to copy yet.' };
    try {
      await this.options.writeClipboard(diagnosisText(last));
      return { id, ok: true, message: '' };
    } catch (error) {
      return { id, ok: false, message: messageOf(error) };
    }
  }

  dispose(): void {
    for (const { cancel } of this.#running.values()) cancel.abort(new Error('Portwatch is stopping.'));
  }

  async #run(id: ForwardId, signal: AbortSignal): Promise<DiagnosisAnswer> {
    const note = (diagnosis: Diagnosis) => {
      this.#last.set(id, diagnosis);
      this.options.onProgress(diagnosis);
    };
    const diagnosis = await this.options.application.diagnose(id, note, signal);
    if (!diagnosis) return { diagnosis: null, message: `There is no forward at ${id} any more.` };
    note(diagnosis);
    return { diagnosis, message: '' };
  }
}
