import type { ServerResponse } from 'node:http';
import type { Clock } from '../base/clock';
import { type Disposable, DisposableStore } from '../base/disposable';
import type { ListOptions, Representation } from './api-request';
import { type ResourceDescription, apiVersionOf } from './api-resources';
import { ApiError, expired, statusObject } from './api-status';
import { tableOf } from './api-table';
import type { KubeObject } from './model-objects';
import type { Change, ObjectStore } from './model-store';
import { seenThrough } from './model-watch';

export interface WatchRequest {
  readonly resource: ResourceDescription;
  readonly namespace: string | undefined;
  readonly options: ListOptions;
  readonly representation: Representation;
}

/** A client that reads its watch this much too slowly, in bytes, is cut off. */
const maxUnsentBytes = 4 * 1024 * 1024;

/** The open watches of the API server. */
export class Watches implements Disposable {
  readonly #open = new Set<Disposable & { bookmark(): void }>();
  readonly #bookmarks: Disposable;

  constructor(
    private readonly store: ObjectStore,
    private readonly clock: Clock,
    bookmarkMs: number,
  ) {
    this.#bookmarks = clock.setInterval(() => {
      for (const watch of this.#open) watch.bookmark();
    }, bookmarkMs);
  }

  get count(): number {
    return this.#open.size;
  }

  /** Answers with changes until the client goes or the time is up. Throws `ApiError` when it cannot begin. */
  open(request: WatchRequest, response: ServerResponse): void {
    const { resourceVersion } = request.options;
    if (resourceVersion !== null && resourceVersion > this.store.version) {
      throw new ApiError(504, 'Timeout', `Too large resource version: ${resourceVersion}`);
    }
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.flushHeaders();
    const watch = new Watch(this.store, this.clock, request, response);
    if (response.writableEnded) return;
    this.#open.add(watch);
    response.on('close', () => {
      this.#open.delete(watch);
      watch.dispose();
    });
  }

  /** The server ends them all, as real ones do now and then. */
  endAll(): void {
    for (const watch of this.#open) watch.dispose();
    this.#open.clear();
  }

  dispose(): void {
    this.#bookmarks.dispose();
    this.endAll();
  }
}

class Watch implements Disposable {
  readonly #disposables = new DisposableStore();

  constructor(
    private readonly store: ObjectStore,
    private readonly clock: Clock,
    private readonly request: WatchRequest,
    private readonly response: ServerResponse,
  ) {
    if (!this.#begin()) return;
    this.#disposables.add(store.onDidChange((change) => this.#onChange(change)));
    const { timeoutMs } = request.options;
    if (timeoutMs !== null) this.#disposables.add(clock.setTimeout(() => this.#end(), timeoutMs));
  }

  bookmark(annotations?: Readonly<Record<string, string>>): void {
    if (!this.request.options.bookmarks) return;
    const { resource } = this.request;
    const metadata = { resourceVersion: String(this.store.version), ...(annotations ? { annotations } : {}) };
    this.#send('BOOKMARK', { kind: resource.kind, apiVersion: apiVersionOf(resource), metadata });
  }

  dispose(): void {
    this.#disposables.dispose();
    this.response.end();
  }

  /** Sends what happened before now; false when the watch ended over it. */
  #begin(): boolean {
    const { resource, namespace, options } = this.request;
    if (options.resourceVersion === null || options.sendInitialEvents) {
      for (const object of this.store.list(resource.plural, namespace)) {
        if (options.matches(object)) this.#send('ADDED', this.#represent(object));
      }
      if (options.sendInitialEvents) this.bookmark({ 'k8s.io/initial-events-end': 'true' });
      return true;
    }
    const missed = this.store.changesSince(options.resourceVersion);
    if (missed === 'expired') {
      this.#send('ERROR', statusObject(expired(options.resourceVersion, this.store.version)));
      this.response.end();
      return false;
    }
    for (const change of missed) this.#onChange(change);
    return true;
  }

  #onChange(change: Change): void {
    const { resource, namespace, options } = this.request;
    if (change.resource !== resource.plural) return;
    if (namespace !== undefined && change.object.metadata.namespace !== namespace) return;
    const event = seenThrough(change, options.matches);
    if (event) this.#send(event.type, this.#represent(event.object));
  }

  #represent(object: KubeObject): object {
    const { representation } = this.request;
    if (representation === 'object') return object;
    return tableOf(object.kind, [object], this.store.version, this.clock.wallTime(), representation.include);
  }

  #send(type: string, object: object): void {
    if (this.response.writableLength > maxUnsentBytes) this.response.destroy();
    else this.response.write(`${JSON.stringify({ type, object })}\n`);
  }

  #end(): void {
    this.bookmark();
    this.dispose();
  }
}
