import type { ListedPods, PodSource } from '../../src/main/cluster/pod-source';
import type { PodGlance } from '../../src/main/cluster/pod-table';
import type { PodEvent } from '../../src/main/cluster/watch-events';

interface OpenWatch {
  readonly version: string;
  readonly onEvent: (event: PodEvent) => void;
  readonly end: () => void;
  readonly fail: (error: Error) => void;
}

/** Pods as the test says, with a count of what was asked. */
export class FakePodSource implements PodSource {
  pods: readonly PodGlance[] = [];
  lists = 0;
  /** From where each watch was to go on, oldest first. */
  readonly versions: string[] = [];
  listFails: Error | null = null;
  watchFails: Error | null = null;
  open: OpenWatch | null = null;
  #version = 100;

  list(signal: AbortSignal): Promise<ListedPods> {
    signal.throwIfAborted();
    this.lists += 1;
    if (this.listFails) return Promise.reject(this.listFails);
    return Promise.resolve({ pods: this.pods, version: String(this.#version) });
  }

  watch(version: string, onEvent: (event: PodEvent) => void, signal: AbortSignal): Promise<void> {
    if (this.open) throw new Error('There is a watch under way');
    this.versions.push(version);
    if (this.watchFails) return Promise.reject(this.watchFails);
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        this.open = null;
        act();
      };
      const fail = (error: Error) => settle(() => reject(error));
      this.open = { version, onEvent, end: () => settle(resolve), fail };
      signal.addEventListener('abort', () => fail(signal.reason as Error), { once: true });
    });
  }

  changed(pod: PodGlance): void {
    this.#version += 1;
    this.open?.onEvent({ type: 'changed', pod, version: String(this.#version) });
  }

  deleted(uid: string): void {
    this.#version += 1;
    this.open?.onEvent({ type: 'deleted', uid, version: String(this.#version) });
  }
}
