import type { AppEvent } from '../shared/events';
import type { ForwardId } from '../shared/forward';
import { recentMs } from '../shared/history';
import type { WindowApi } from '../shared/ipc';
import type { Beat } from '../shared/view';
import { messageOf } from '../shared/message-of';
import { announcement } from './model/announce';
import { nothingKnown, reduce, worldOf, type Change, type World } from './model/world';

/** What main has said, kept for the components. A view: it asks and shows, and decides nothing. */
export class Store {
  /** Null until main has answered. */
  world = $state.raw<World | null>(null);
  /** Parts of the world, so that news of one does not redraw what shows another. */
  readonly forwards = $derived((this.world ?? nothingKnown).forwards);
  readonly beats = $derived((this.world ?? nothingKnown).beats);
  readonly recent = $derived((this.world ?? nothingKnown).recent);
  readonly watching = $derived((this.world ?? nothingKnown).watching);
  /** Why there is nothing to show, for a person; null while there is. */
  trouble = $state.raw<string | null>(null);
  /** The last thing that a screen reader should say. */
  announced = $state('');
  /** The forward that was asked for elsewhere (tray, notification). */
  revealed = $state.raw<{ readonly id: ForwardId } | null>(null);

  /** How many snapshots there were: each may stand for news that were not heard one by one. */
  snapshots = $state(0);

  #early: Change[] = [];
  #eventListeners: readonly ((event: AppEvent) => void)[] = [];
  #beatListeners: readonly ((beats: readonly Beat[]) => void)[] = [];
  readonly #unsubscribe: readonly (() => void)[];

  constructor(readonly api: WindowApi) {
    this.#unsubscribe = [
      api.onForwards((change) => this.#apply({ kind: 'forwards', ...change })),
      api.onBeats((beats) => {
        this.#apply({ kind: 'beats', beats });
        for (const listener of this.#beatListeners) listener(beats);
      }),
      api.onReset((snapshot) => {
        this.#apply({ kind: 'snapshot', snapshot });
        this.snapshots += 1;
        void this.#catchUp();
      }),
      api.onEvent((event) => this.#hear(event)),
      api.onReveal((forward) => (this.revealed = forward)),
    ];
  }

  /** Takes the first snapshot. What was pushed before its answer came is newer than it, or the same: applied on top. */
  async load(): Promise<void> {
    try {
      const first = worldOf(await this.api.snapshot());
      this.world = this.#early.reduce(reduce, first);
      this.#early = [];
      this.trouble = null;
      void this.#catchUp();
    } catch (error) {
      this.trouble = messageOf(error);
    }
  }

  /** Every event, as it happens. Answers the way to stop listening. */
  onEvent(listener: (event: AppEvent) => void): () => void {
    this.#eventListeners = [...this.#eventListeners, listener];
    return () => {
      this.#eventListeners = this.#eventListeners.filter((other) => other !== listener);
    };
  }

  /** Every batch of heartbeats, as it comes. Answers the way to stop listening. */
  onBeats(listener: (beats: readonly Beat[]) => void): () => void {
    this.#beatListeners = [...this.#beatListeners, listener];
    return () => {
      this.#beatListeners = this.#beatListeners.filter((other) => other !== listener);
    };
  }

  dispose(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#eventListeners = [];
    this.#beatListeners = [];
  }

  /** What went through while nobody looked. Without it the list is as true, and its sparklines begin now. */
  async #catchUp(): Promise<void> {
    try {
      this.#apply({ kind: 'history', past: await this.api.history({ forMs: recentMs }) });
    } catch {
      // Main has logged why, and the next heartbeats fill the gap.
    }
  }

  #apply(change: Change): void {
    if (this.world === null) this.#early.push(change);
    else this.world = reduce(this.world, change);
  }

  #hear(event: AppEvent): void {
    if (this.world) this.announced = announcement(event, this.world.forwards) ?? this.announced;
    for (const listener of this.#eventListeners) listener(event);
  }
}
