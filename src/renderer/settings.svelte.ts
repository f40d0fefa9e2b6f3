import { SvelteMap } from 'svelte/reactivity';
import type { WindowApi } from '../shared/ipc';
import type { SettingsView } from '../shared/ipc-preferences';
import type { Outcome } from '../shared/outcome';
import { messageOf } from '../shared/message-of';

/** The settings as main has them, what was asked for and is not answered yet, and what was refused. */
export class SettingsState {
  /** Null until main has answered. */
  view = $state.raw<SettingsView | null>(null);
  /** Why there is no answer. */
  trouble = $state<string | null>(null);
  /** By what was asked for, a name of the caller's: the last of its requests. */
  readonly pending = new SvelteMap<string, Promise<boolean>>();
  /** Why not; stands until it is asked for again. */
  readonly refused = new SvelteMap<string, { readonly message: string; readonly hint: string }>();
  readonly #unsubscribe: () => void;

  constructor(private readonly api: WindowApi) {
    this.#unsubscribe = api.onSettingsChanged((view) => (this.view = view));
  }

  async load(): Promise<void> {
    try {
      this.view = await this.api.settings();
      this.trouble = null;
    } catch (error) {
      this.trouble = messageOf(error);
    }
  }

  /**
   * Does it, after whatever was asked for by this name before, and shows what main has made of it. Answers whether it was
   * done.
   */
  ask(name: string, request: (api: WindowApi) => Promise<Outcome>): Promise<boolean> {
    const before = this.pending.get(name) ?? Promise.resolve(true);
    const asked = before
      .then(() => this.#ask(name, request))
      .finally(() => {
        if (this.pending.get(name) === asked) this.pending.delete(name);
      });
    this.pending.set(name, asked);
    return asked;
  }

  async #ask(name: string, request: (api: WindowApi) => Promise<Outcome>): Promise<boolean> {
    this.refused.delete(name);
    try {
      const outcome = await request(this.api);
      if (!outcome.ok) this.refused.set(name, outcome);
      await this.load();
      return outcome.ok;
    } catch (error) {
      this.refused.set(name, { message: messageOf(error), hint: '' });
      return false;
    }
  }

  dispose(): void {
    this.#unsubscribe();
  }
}
