import type { Diagnosis } from '../../shared/diagnosis';
import type { BrokenForward, ForwardId, ForwardSpec } from '../../shared/forward';
import type { Disposable } from '../base/disposable';
import { diagnosisOfBroken } from './broken-forward';
import { diagnose, type DiagnoseOptions } from './diagnose';
import type { LocalHolder } from './local-step';

/** What is configured under an id. */
export type Subject =
  | { readonly kind: 'spec'; readonly spec: ForwardSpec; readonly holder: LocalHolder }
  | { readonly kind: 'broken'; readonly broken: BrokenForward };

export interface DiagnoserOptions extends Omit<DiagnoseOptions, 'holder' | 'onProgress' | 'signal'> {
  readonly find: (id: ForwardId) => Subject | null;
}

/** Diagnoses forwards of the running application. */
export class Diagnoser implements Disposable {
  readonly #running = new Set<AbortController>();

  constructor(private readonly options: DiagnoserOptions) {}

  /** Null when there is no such forward. Never rejects; `signal` ends it early. */
  async diagnose(
    id: ForwardId,
    onProgress: (diagnosis: Diagnosis) => void,
    signal: AbortSignal,
  ): Promise<Diagnosis | null> {
    const subject = this.options.find(id);
    if (!subject) return null;
    if (subject.kind === 'broken') return diagnosisOfBroken(subject.broken, this.options.clock.wallTime());
    const cancel = new AbortController();
    const onAbort = () => cancel.abort(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    this.#running.add(cancel);
    try {
      const { spec, holder } = subject;
      return await diagnose(spec, { ...this.options, holder, onProgress, signal: cancel.signal });
    } finally {
      this.#running.delete(cancel);
      signal.removeEventListener('abort', onAbort);
    }
  }

  dispose(): void {
    for (const cancel of this.#running) cancel.abort(new Error('Portwatch is stopping.'));
  }
}
