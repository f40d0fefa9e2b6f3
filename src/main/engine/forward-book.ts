import { type ClusterId, clusterIdOf } from '../../shared/cluster-ref';
import type { Credential } from '../../shared/credentials';
import type { BrokenForward, ForwardId, ForwardSpec } from '../../shared/forward';
import type { ActionResult } from '../../shared/ipc';
import type { ForwardView } from '../../shared/view';
import type { Disposable } from '../base/disposable';
import { Emitter } from '../base/emitter';
import type { ForwardsChange } from './application';
import { neverRan } from './engine-problems';
import { viewOf, viewOfBroken, type ForwardRecord } from './record';

/** Does something about each of these forwards, and answers for each whether that was possible. */
export function actOn(
  book: ForwardBook,
  ids: readonly ForwardId[],
  action: (id: ForwardId, record: ForwardRecord) => void,
): readonly ActionResult[] {
  return ids.map((id) => {
    const record = book.get(id);
    if (!record) return { id, ok: false, message: neverRan(book.broken(id)) };
    action(id, record);
    return { id, ok: true, message: '' };
  });
}

/** What is known of every forward, and who wants to hear when that changes. */
export class ForwardBook implements Disposable {
  readonly #records = new Map<ForwardId, ForwardRecord>();
  readonly #broken = new Map<ForwardId, BrokenForward>();
  /** What each cluster was last asked with. */
  readonly #credentials = new Map<ClusterId, readonly Credential[]>();
  readonly #dirty = new Set<ForwardId>();
  readonly #onDidChange = new Emitter<ForwardsChange>();
  /** Batched per turn. */
  readonly onDidChange = this.#onDidChange.event;

  ids(): readonly ForwardId[] {
    return [...this.#records.keys()];
  }

  specs(): readonly ForwardSpec[] {
    return [...this.#records.values()].map(({ spec }) => spec);
  }

  get(id: ForwardId): ForwardRecord | undefined {
    return this.#records.get(id);
  }

  broken(id: ForwardId): BrokenForward | undefined {
    return this.#broken.get(id);
  }

  views(): readonly ForwardView[] {
    const working = [...this.#records.values()].map((record) => this.#viewOf(record));
    return [...working, ...[...this.#broken.values()].map(viewOfBroken)];
  }

  set(record: ForwardRecord): void {
    this.#records.set(record.spec.id, record);
    this.#markDirty(record.spec.id);
  }

  /** Views come in this order from now on. All ids are named. */
  order(ids: readonly ForwardId[]): void {
    for (const id of ids) {
      const record = this.#records.get(id);
      if (!record) continue;
      this.#records.delete(id);
      this.#records.set(id, record);
    }
  }

  setBroken(broken: readonly BrokenForward[]): void {
    for (const id of this.#broken.keys()) this.#markDirty(id);
    this.#broken.clear();
    for (const entry of broken) {
      this.#broken.set(entry.id, entry);
      this.#markDirty(entry.id);
    }
  }

  /** Of a forward that is gone, nothing is noted. */
  update(id: ForwardId, change: Partial<ForwardRecord>): void {
    const record = this.#records.get(id);
    if (record) this.set({ ...record, ...change });
  }

  /** Heartbeats travel to the surfaces in a batch of their own: a view is only news when it stops being stale. */
  noteBeat(id: ForwardId, beat: ForwardRecord['beat'], stale: boolean): void {
    const record = this.#records.get(id);
    if (!record) return;
    this.#records.set(id, { ...record, beat, stale });
    if (record.stale !== stale) this.#markDirty(id);
  }

  /** It goes for all forwards to this cluster, also for those to come. */
  noteCredentials(cluster: ClusterId, credentials: readonly Credential[]): void {
    this.#credentials.set(cluster, credentials);
    for (const { spec } of this.#records.values()) if (clusterIdOf(spec) === cluster) this.#markDirty(spec.id);
  }

  remove(id: ForwardId): void {
    this.#records.delete(id);
    this.#markDirty(id);
  }

  dispose(): void {
    this.#onDidChange.dispose();
  }

  #viewOf(record: ForwardRecord): ForwardView {
    return viewOf(record, this.#credentials.get(clusterIdOf(record.spec)));
  }

  #markDirty(id: ForwardId): void {
    if (this.#dirty.size === 0) queueMicrotask(() => this.#flush());
    this.#dirty.add(id);
  }

  #flush(): void {
    const ids = [...this.#dirty];
    this.#dirty.clear();
    const changed: ForwardView[] = [];
    const removed: ForwardId[] = [];
    for (const id of ids) {
      const record = this.#records.get(id);
      const broken = this.#broken.get(id);
      if (record) changed.push(this.#viewOf(record));
      else if (broken) changed.push(viewOfBroken(broken));
      else removed.push(id);
    }
    this.#onDidChange.fire({ changed, removed });
  }
}
