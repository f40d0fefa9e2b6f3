import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { Diagnosis } from '../shared/diagnosis';
import type { ForwardId } from '../shared/forward';
import type { WindowApi } from '../shared/ipc';
import { messageOf } from '../shared/message-of';

/** How long "Copied" stands. */
const copiedMs = 1_500;

/** The diagnoses that were asked for in this window, as far as they are. Each stands until the next or until it is closed. */
export class Diagnoses {
  readonly shown = new SvelteMap<ForwardId, Diagnosis>();
  readonly running = new SvelteSet<ForwardId>();
  /** Why one could not be had. */
  readonly troubles = new SvelteMap<ForwardId, string>();
  /** The forward whose diagnosis was just copied. */
  copied = $state<ForwardId | null>(null);
  #copiedTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #unsubscribe: () => void;

  constructor(private readonly api: WindowApi) {
    this.#unsubscribe = api.onDiagnosis((diagnosis) => {
      // What was asked for by a page before this one is no business of this one.
      if (this.running.has(diagnosis.forwardId)) this.shown.set(diagnosis.forwardId, diagnosis);
    });
  }

  async run(id: ForwardId): Promise<void> {
    if (this.running.has(id)) return;
    this.close(id);
    this.running.add(id);
    try {
      const { diagnosis, message } = await this.api.diagnose({ id });
      if (diagnosis) this.shown.set(id, diagnosis);
      else this.troubles.set(id, message);
    } catch (error) {
      this.troubles.set(id, messageOf(error));
    } finally {
      this.running.delete(id);
    }
  }

  async cancel(id: ForwardId): Promise<void> {
    await this.#try(id, async () => {
      await this.api.cancelDiagnosis({ id });
    });
  }

  async copy(id: ForwardId): Promise<void> {
    await this.#try(id, async () => {
      const { ok, message } = await this.api.copyDiagnosis({ id });
      if (!ok) throw new Error(message);
      this.copied = id;
      clearTimeout(this.#copiedTimer);
      this.#copiedTimer = setTimeout(() => (this.copied = null), copiedMs);
    });
  }

  close(id: ForwardId): void {
    this.shown.delete(id);
    this.troubles.delete(id);
  }

  dispose(): void {
    this.#unsubscribe();
    clearTimeout(this.#copiedTimer);
  }

  async #try(id: ForwardId, work: () => Promise<void>): Promise<void> {
    this.troubles.delete(id);
    try {
      await work();
    } catch (error) {
      this.troubles.set(id, messageOf(error));
    }
  }
}
