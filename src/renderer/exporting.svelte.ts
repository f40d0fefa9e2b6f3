import type { ExchangeFormat } from '../shared/import-plan';
import type { ExportedForwards } from '../shared/import-request';
import type { WindowApi } from '../shared/ipc';
import type { Outcome, Refusal } from '../shared/outcome';
import { refusalOf } from './model/refusal';

/** How long "Copied" stands, in milliseconds. */
const copiedMs = 1_500;

/** The config's forwards as another program would have them. */
export class Exporting {
  format = $state<ExchangeFormat>('kportal');
  /** Null while main prepares it, or when it cannot be had. */
  exported = $state.raw<ExportedForwards | null>(null);
  trouble = $state.raw<Refusal | null>(null);
  copied = $state(false);
  /** Where it was saved; null until it was. */
  savedTo = $state<string | null>(null);
  busy = $state(false);
  #copiedTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly api: Pick<WindowApi, 'planExport' | 'copyExport' | 'saveExport'>) {}

  /** Only the answer for the format that was chosen last counts. */
  async prepare(format: ExchangeFormat): Promise<void> {
    this.format = format;
    this.savedTo = null;
    this.trouble = null;
    const answer = await this.api.planExport({ format }).catch(refusalOf);
    if (this.format !== format) return;
    this.exported = answer.ok ? answer : null;
    this.trouble = answer.ok ? null : answer;
  }

  async copy(): Promise<void> {
    const outcome = await this.#ask(() => this.api.copyExport({ format: this.format }));
    if (!outcome?.ok) return;
    this.copied = true;
    clearTimeout(this.#copiedTimer);
    this.#copiedTimer = setTimeout(() => (this.copied = false), copiedMs);
  }

  async save(): Promise<void> {
    const outcome = await this.#ask(() => this.api.saveExport({ format: this.format }));
    if (outcome?.ok && outcome.path !== null) this.savedTo = outcome.path;
  }

  dispose(): void {
    clearTimeout(this.#copiedTimer);
  }

  async #ask<T extends Outcome>(ask: () => Promise<T>): Promise<T | Refusal | null> {
    if (this.busy) return null;
    this.busy = true;
    this.trouble = null;
    try {
      const outcome = await ask().catch(refusalOf);
      if (!outcome.ok) this.trouble = outcome;
      return outcome;
    } finally {
      this.busy = false;
    }
  }
}
