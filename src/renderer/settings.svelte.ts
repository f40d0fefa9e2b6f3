import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { WindowApi } from '../shared/ipc';
import type { SettingsView } from '../shared/ipc-preferences';
import type { Outcome } from '../shared/outcome';

/** The settings as main has them, what was asked for and is not answered yet, and what was refused. */
export class SettingsState {
  /** Null until main has answered. */
  view = $state.raw<SettingsView | null>(null);
  /** Why there is no answer. */
  trouble = $state<string | null>(null);
  /** By what was asked for: a name of the caller's. */
  readonly pending = new SvelteSet<string>();
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

  /** Does it, and shows what main has made of it. Answers whether it was done. */
  async ask(name: string, request: (api: WindowApi) => Promise<Outcome>): Promise<boolean> {
    if (this.pending.has(name)) return false;
    this.pending.add(name);
    this.refused.delete(name);
    try {
      const outcome = await request(this.api);
      if (!outcome.ok) this.refused.set(name, outcome);
      await this.load();
      return outcome.ok;
    } catch (error) {
      this.refused.set(name, { message: messageOf(error), hint: '' });
      return false;
    } finally {
      this.pending.delete(name);
    }
  }

  dispose(): void {
    this.#unsubscribe();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
