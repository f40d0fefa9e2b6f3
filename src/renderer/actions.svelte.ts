import { SvelteMap } from 'svelte/reactivity';
import type { ForwardId } from '../shared/forward';
import type { ActionResult, WindowApi } from '../shared/ipc';
import { messageOf } from '../shared/message-of';
import type { Outcome } from '../shared/outcome';
import type { Action } from './model/action';
import { answered, type BulkRun } from './model/bulk';
import { refusalSentence } from './model/refusal';

/** How long "Copied" stands. */
const copiedMs = 1_500;

/** Asks main for what people click, and keeps what came of it where it belongs: at the forward. */
export class Actions {
  /** Asked for and not answered yet. */
  readonly pending = new SvelteMap<ForwardId, Action>();
  /** Why the last action on a forward did not work. Stands until the next one. */
  readonly refused = new SvelteMap<ForwardId, string>();
  /** The last action on several forwards. Stands until the next one, or until it is closed. */
  bulk = $state.raw<BulkRun | null>(null);
  /** The forward whose address was just copied. */
  copied = $state<ForwardId | null>(null);
  #copiedTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly api: WindowApi) {}

  async run(action: Action, ids: readonly ForwardId[]): Promise<void> {
    const free = ids.filter((id) => !this.pending.has(id));
    if (free.length === 0) return;
    for (const id of free) {
      this.pending.set(id, action);
      this.refused.delete(id);
    }
    const run: BulkRun = { action, ids: free, askedAt: Date.now(), refusals: null };
    if (free.length > 1) this.bulk = run;
    try {
      for (const result of await this.api[action]({ ids: free })) this.#note(result);
    } catch (error) {
      for (const id of free) this.refused.set(id, messageOf(error));
    } finally {
      for (const id of free) this.pending.delete(id);
    }
    if (this.bulk === run) this.bulk = answered(run, this.refused);
  }

  async copy(id: ForwardId): Promise<void> {
    if (!(await this.#ask(id, this.api.copyAddress({ id })))) return;
    this.copied = id;
    clearTimeout(this.#copiedTimer);
    this.#copiedTimer = setTimeout(() => (this.copied = null), copiedMs);
  }

  async open(id: ForwardId): Promise<void> {
    await this.#ask(id, this.api.openInBrowser({ id }));
  }

  /** Changes something about a forward; answers whether that was done. */
  change(id: ForwardId, ask: () => Promise<Outcome>): Promise<boolean> {
    return this.#ask(
      id,
      ask().then((outcome) => ({ id, ok: outcome.ok, message: outcome.ok ? '' : refusalSentence(outcome) })),
    );
  }

  dispose(): void {
    clearTimeout(this.#copiedTimer);
  }

  async #ask(id: ForwardId, answer: Promise<ActionResult>): Promise<boolean> {
    this.refused.delete(id);
    try {
      const result = await answer;
      this.#note(result);
      return result.ok;
    } catch (error) {
      this.refused.set(id, messageOf(error));
      return false;
    }
  }

  #note(result: ActionResult): void {
    if (!result.ok) this.refused.set(result.id, result.message);
  }
}
