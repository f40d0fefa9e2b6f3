import { nameOfMark } from './owner-mark';
import type { ListedPods, PodSource } from './pod-source';
import type { PodGlance } from './pod-table';
import type { PodEvent } from './watch-events';

/** Owners that are gone and still remembered, at most. */
const maxGone = 256;

/**
 * Services or workloads in place of pods: each is a row under its mark. One that changes what it leads to is gone, and
 * another has come; one that is deleted is only not ready, because forwards through it go on well as long as their pods do.
 */
export class OwnerSource implements PodSource {
  /** By name. */
  readonly #known = new Map<string, PodGlance>();

  constructor(private readonly source: PodSource) {}

  async list(signal: AbortSignal): Promise<ListedPods> {
    const { pods, version } = await this.source.list(signal);
    const present = new Set(pods.map(({ name }) => name));
    const gone = [...this.#known.values()]
      .filter(({ name }) => !present.has(name))
      .slice(-maxGone)
      .map((owner) => ({ ...owner, ready: false }));
    this.#known.clear();
    for (const owner of [...gone, ...pods]) this.#known.set(owner.name, owner);
    return { pods: [...this.#known.values()], version };
  }

  watch(version: string, onEvent: (event: PodEvent) => void, signal: AbortSignal): Promise<void> {
    return this.source.watch(
      version,
      (event) => {
        for (const each of this.#translated(event)) onEvent(each);
      },
      signal,
    );
  }

  #translated(event: PodEvent): readonly PodEvent[] {
    if (event.type === 'bookmark') return [event];
    const { version } = event;
    const known = this.#known.get(event.type === 'changed' ? event.pod.name : nameOfMark(event.uid));
    const pod = event.type === 'changed' ? event.pod : known && { ...known, ready: false };
    // One that was never there cannot go.
    if (!pod) return [{ type: 'bookmark', version }];
    this.#known.set(pod.name, pod);
    const changed: PodEvent = { type: 'changed', pod, version };
    return known && known.uid !== pod.uid ? [{ type: 'deleted', uid: known.uid, version }, changed] : [changed];
  }
}
