import { type Event, Emitter } from '../base/emitter';
import type { KubeObject, ResourceName, Resources } from './model-objects';

export type ChangeType = 'ADDED' | 'MODIFIED' | 'DELETED';

/** One step of the cluster's history. */
export interface Change {
  readonly version: number;
  readonly type: ChangeType;
  readonly resource: ResourceName;
  readonly object: KubeObject;
  /** What the object was before; null when it is new. */
  readonly previous: KubeObject | null;
}

/** The cluster's objects, the number of the last change, and as much of the history as watches may ask for. */
export class ObjectStore {
  readonly #objects: { readonly [R in ResourceName]: Map<string, Resources[R]> } = {
    namespaces: new Map(),
    pods: new Map(),
    services: new Map(),
    deployments: new Map(),
    replicasets: new Map(),
    statefulsets: new Map(),
    daemonsets: new Map(),
  };
  readonly #changed = new Emitter<Change>();
  #log: Change[] = [];
  #version = 1000;

  /** `historyLimit` is how many changes are remembered: a watch from before them gets "410 Gone". */
  constructor(private readonly historyLimit = 1000) {}

  readonly onDidChange: Event<Change> = this.#changed.event;

  /** The resourceVersion of the newest change. */
  get version(): number {
    return this.#version;
  }

  get watcherCount(): number {
    return this.#changed.listenerCount;
  }

  get<R extends ResourceName>(resource: R, namespace: string | undefined, name: string): Resources[R] | undefined {
    return this.#objects[resource].get(keyOf(namespace, name));
  }

  /** In the order of namespace and name; of every namespace when none is given. */
  list<R extends ResourceName>(resource: R, namespace?: string): readonly Resources[R][] {
    return [...this.#objects[resource].entries()]
      .filter(([, object]) => namespace === undefined || object.metadata.namespace === namespace)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([, object]) => object);
  }

  /** Adds or replaces, and answers what is stored: the same with its new resourceVersion. */
  put<R extends ResourceName>(resource: R, object: Resources[R]): Resources[R] {
    const objects = this.#objects[resource];
    const key = keyOf(object.metadata.namespace, object.metadata.name);
    const previous = objects.get(key) ?? null;
    const stored = versioned(object, this.#version + 1);
    objects.set(key, stored);
    this.#record(previous ? 'MODIFIED' : 'ADDED', resource, stored, previous);
    return stored;
  }

  remove(resource: ResourceName, namespace: string | undefined, name: string): void {
    const key = keyOf(namespace, name);
    const previous = this.#objects[resource].get(key);
    if (!previous) return;
    this.#objects[resource].delete(key);
    this.#record('DELETED', resource, versioned(previous, this.#version + 1), previous);
  }

  /** Everything that happened after `version`, or `expired` when that is no longer known. */
  changesSince(version: number): readonly Change[] | 'expired' {
    const oldest = this.#log[0]?.version ?? this.#version + 1;
    if (version < oldest - 1) return 'expired';
    return this.#log.filter((change) => change.version > version);
  }

  /** Forgets the history, as a real API server does every few minutes. */
  compact(): void {
    this.#log = [];
  }

  #record(type: ChangeType, resource: ResourceName, object: KubeObject, previous: KubeObject | null): void {
    this.#version += 1;
    const change: Change = { version: this.#version, type, resource, object, previous };
    this.#log.push(change);
    if (this.#log.length > this.historyLimit) this.#log.shift();
    this.#changed.fire(change);
  }
}

function keyOf(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`;
}

function versioned<T extends KubeObject>(object: T, version: number): T {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
}
