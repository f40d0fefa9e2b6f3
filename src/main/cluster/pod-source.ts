import type { Clock } from '../base/clock';
import { withDeadline } from '../base/deadline';
import type { ApiClient } from './api-client';
import { ApiAnswerError } from './api-errors';
import { streamLines } from './api-stream';
import type { ApiAccess } from './endpoint';
import { watchedListSchema } from './objects';
import { ownerGlance, type OwnerKind } from './owner-mark';
import type { PodGlance } from './pod-table';
import type { WatchedPods } from './pod-watches';
import { podEvent, podGlance, type PodEvent } from './watch-events';

/** All pods of a selector at one moment, and which moment that was. */
export interface ListedPods {
  readonly pods: readonly PodGlance[];
  readonly version: string;
}

/** Where a watch gets its pods from. Both obey the signal, and never have more than one request under way. */
export interface PodSource {
  list(signal: AbortSignal): Promise<ListedPods>;
  /** Everything after `version`. Resolves when the server ends the watch, as it does every few minutes. */
  watch(version: string, onEvent: (event: PodEvent) => void, signal: AbortSignal): Promise<void>;
}

/** Runs work with an access whose credentials are renewed, once, when they are refused. */
export type WithAccess = <T>(
  signal: AbortSignal,
  work: (access: ApiAccess, client: ApiClient) => Promise<T>,
) => Promise<T>;

export interface ApiPodSourceOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly withAccess: WithAccess;
  readonly namespace: string;
  /** null for all pods of the namespace. */
  readonly selector: string | null;
  /** As in `WatchedPods`. */
  readonly owner?: NonNullable<WatchedPods['owner']>;
}

const pageSize = 500;
const maxPages = 40;
const pageDeadlineMs = 10_000;

/** The server is asked to end a watch after 4 to 5 minutes: then it uses new credentials, and perhaps another server. */
const shortestSeconds = 240;
const spreadSeconds = 60;

/** How long a watch may be silent, in milliseconds: servers that send bookmarks do so about once a minute. */
const silenceMs = { withBookmarks: 150_000, beyondEnd: 30_000 };

/** Pods from an API server. */
export class ApiPodSource implements PodSource {
  #sendsBookmarks = false;

  constructor(private readonly options: ApiPodSourceOptions) {}

  list(signal: AbortSignal): Promise<ListedPods> {
    return this.options.withAccess(signal, async (access, client) => {
      const pods: PodGlance[] = [];
      let from: Record<string, string> = {};
      for (let page = 0; page < maxPages; page += 1) {
        const path = this.#path({ limit: String(pageSize), ...from });
        const ask = (stop: AbortSignal) => client.get(path, access.headers, stop);
        const answer = await withDeadline(this.options.clock, 'Listing pods', pageDeadlineMs, ask, signal);
        const parsed = watchedListSchema.safeParse(answer);
        if (!parsed.success) throw new ApiAnswerError(`it is not a list of ${this.#kind}`);
        const { items, metadata } = parsed.data;
        for (const object of items ?? []) pods.push(this.#glance(object));
        if (!metadata.continue) return { pods, version: metadata.resourceVersion };
        from = { continue: metadata.continue };
      }
      throw new ApiAnswerError(`it lists more than ${pageSize * maxPages} ${this.#kind}`);
    });
  }

  watch(version: string, onEvent: (event: PodEvent) => void, signal: AbortSignal): Promise<void> {
    const { clock, random, withAccess } = this.options;
    const seconds = shortestSeconds + Math.floor(random() * spreadSeconds);
    const path = this.#path({
      watch: '1',
      allowWatchBookmarks: 'true',
      resourceVersion: version,
      timeoutSeconds: String(seconds),
    });
    const onLine = (line: string) => {
      const event = podEvent(line, (object) => this.#glance(object));
      if (event.type === 'bookmark') this.#sendsBookmarks = true;
      onEvent(event);
    };
    const limitMs = () => (this.#sendsBookmarks ? silenceMs.withBookmarks : seconds * 1_000 + silenceMs.beyondEnd);
    return withAccess(signal, (access) =>
      untilSilent(clock, limitMs, signal, (onSign, stop) =>
        streamLines({ access, path, clock, onSign, onLine, signal: stop }),
      ),
    );
  }

  get #kind(): OwnerKind | 'pods' {
    return this.options.owner?.kind ?? 'pods';
  }

  #glance(object: unknown): PodGlance {
    const kind = this.#kind;
    return kind === 'pods' ? podGlance(object) : ownerGlance(kind, object);
  }

  #path(query: Record<string, string>): string {
    const { namespace, selector, owner } = this.options;
    const all = new URLSearchParams({
      ...query,
      ...(selector === null ? {} : { labelSelector: selector }),
      ...(owner?.name ? { fieldSelector: `metadata.name=${owner.name}` } : {}),
    });
    const group = this.#kind === 'pods' || this.#kind === 'services' ? '/api/v1' : '/apis/apps/v1';
    return `${group}/namespaces/${encodeURIComponent(namespace)}/${this.#kind}?${all.toString()}`;
  }
}

/** Runs `work` until it settles or has given no sign for so long: a connection may be dead without knowing. */
async function untilSilent(
  clock: Clock,
  limitMs: () => number,
  outer: AbortSignal,
  work: (onSign: () => void, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const controller = new AbortController();
  const onOuterAbort = () => controller.abort(outer.reason);
  outer.throwIfAborted();
  outer.addEventListener('abort', onOuterAbort, { once: true });
  const fail = () => controller.abort(new ApiAnswerError('the watch fell silent'));
  let timer = clock.setTimeout(fail, limitMs());
  try {
    await work(() => {
      timer.dispose();
      timer = clock.setTimeout(fail, limitMs());
    }, controller.signal);
  } finally {
    timer.dispose();
    outer.removeEventListener('abort', onOuterAbort);
  }
}
