import type { ForwardId } from '../../shared/forward';
import { isPermanent, ProblemError } from '../../shared/problem';
import { backoffMs, type BackoffPolicy, nextAttempt } from '../base/backoff';
import type { Clock } from '../base/clock';
import { type Disposable, toDisposable } from '../base/disposable';
import type { PodNews } from '../engine/clusters';
import { ApiStatusError } from './api-errors';
import { judge } from './pod-judgement';
import type { PodSource } from './pod-source';
import { emptyTable, type PodTable, type TableChange, updated } from './pod-table';

/** One forward's wish to be told. */
export interface PodFollower {
  readonly id: ForwardId;
  /** Only pods that this prefix names; null when the selector says it all. */
  readonly prefix: string | null;
  /** The pod that the forward leads to; null when it waits for one. */
  readonly uid: string | null;
  readonly onNews: (news: PodNews) => void;
}

export interface PodWatchOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly source: PodSource;
  /** Nobody has followed for a while. */
  readonly onUnused: () => void;
}

const restartBackoff: BackoffPolicy = { baseMs: 500, capMs: 30_000, resetAfterMs: 10_000 };

/** The longest pause once somebody else has reached the API server, in milliseconds. */
const hurriedMs = 1_000;

/** Forwards that connect anew leave for a moment and come back, in milliseconds. */
const unusedMs = 10_000;

/** Renewed watches begin within so many milliseconds. */
const renewalSpreadMs = 500;

/** Who may not watch is not asked about it again for this long, in milliseconds. */
const forbiddenMs = 600_000;

/**
 * The pods of one selector, listed once and watched from then on, for all forwards that lead there. It restarts by itself
 * when it ends or fails. Where it is not allowed, or would need a new login, it rests until the next forward asks.
 */
export class PodWatch implements Disposable {
  #table: PodTable = emptyTable;
  /** From where to watch on; null when everything has to be listed anew. */
  #version: string | null = null;
  /** Since when each wants to know, on the monotonic clock; null when it has been told to leave, and told all. */
  readonly #followers = new Map<PodFollower, number | null>();
  /** The table's `readyCount` when a waiting forward was last told. */
  readonly #told = new Map<ForwardId, number>();
  #running: AbortController | null = null;
  /** Ends the request that is under way, to go on with another one. */
  #renewal: AbortController | null = null;
  #forbiddenUntil = -Infinity;
  #hurry: (() => void) | null = null;
  #secondLook: Disposable = none;
  #unused: Disposable = none;
  #disposed = false;

  constructor(private readonly options: PodWatchOptions) {}

  /** What is known already is told before this returns. */
  follow(follower: PodFollower): Disposable {
    if (this.#disposed) return none;
    const { clock } = this.options;
    this.#unused.dispose();
    this.#followers.set(follower, clock.now());
    if (follower.uid !== null) this.#told.delete(follower.id);
    // Somebody has just reached the API server: there is no reason to wait any longer.
    this.#hurry?.();
    if (!this.#running && clock.now() >= this.#forbiddenUntil) void this.#run();
    this.#tell();
    return toDisposable(() => this.#unfollow(follower));
  }

  /** The connection may be dead without knowing, as after a sleep: goes on over another one, from where it was. */
  renew(): void {
    this.#renewal?.abort(new RenewalError());
    this.#hurry?.();
  }

  dispose(): void {
    this.#disposed = true;
    this.#followers.clear();
    this.#running?.abort(new Error('Nobody follows these pods any more.'));
    this.#secondLook.dispose();
    this.#unused.dispose();
  }

  #unfollow(follower: PodFollower): void {
    this.#followers.delete(follower);
    if (this.#followers.size > 0 || this.#disposed) return;
    this.#unused = this.options.clock.setTimeout(this.options.onUnused, unusedMs);
  }

  async #run(): Promise<void> {
    const controller = new AbortController();
    this.#running = controller;
    const { signal } = controller;
    const { clock, random } = this.options;
    for (let attempt = 0; !this.#disposed;) {
      let upSince: number | null = null;
      const turn = (this.#renewal = new AbortController());
      const onEnd = () => turn.abort(signal.reason);
      signal.addEventListener('abort', onEnd, { once: true });
      try {
        const version = this.#version ?? (await this.#list(turn.signal));
        upSince = clock.now();
        await this.#watch(version, turn.signal);
      } catch (error) {
        if (signal.aborted || this.#isFinal(error)) break;
        if (isOutdated(error)) this.#version = null;
      } finally {
        signal.removeEventListener('abort', onEnd);
      }
      const uptimeMs = upSince === null ? 0 : clock.now() - upSince;
      attempt = isRenewal(turn.signal) ? 0 : nextAttempt(attempt, uptimeMs, restartBackoff);
      // Many watches are renewed at one moment, and should not all ask at once.
      const waitMs = attempt === 0 ? random() * renewalSpreadMs : backoffMs(attempt, random(), restartBackoff);
      await this.#pause(waitMs, signal);
    }
    this.#running = null;
    this.#renewal = null;
  }

  async #list(signal: AbortSignal): Promise<string> {
    const askedAt = this.options.clock.now();
    const { pods, version } = await this.options.source.list(signal);
    signal.throwIfAborted();
    this.#version = version;
    this.#change({ type: 'listed', pods, askedAt });
    return version;
  }

  async #watch(version: string, signal: AbortSignal): Promise<void> {
    const onEvent: Parameters<PodSource['watch']>[1] = (event) => {
      if (signal.aborted) return;
      this.#version = event.version;
      if (event.type !== 'bookmark') this.#change(event);
    };
    await this.options.source.watch(version, onEvent, signal);
  }

  /** Whether trying again on a timer is of no use. What is known is forgotten then: it would only grow old. */
  #isFinal(error: unknown): boolean {
    const isForbidden = error instanceof ApiStatusError && error.status === 403;
    const needsUser = error instanceof ProblemError && isPermanent(error.problem);
    if (!isForbidden && !needsUser) return false;
    if (isForbidden) this.#forbiddenUntil = this.options.clock.now() + forbiddenMs;
    this.#table = emptyTable;
    this.#version = null;
    this.#told.clear();
    return true;
  }

  /** Hurried, it is over after `hurriedMs` at most: many may hurry it, and what failed may fail again. */
  #pause(ms: number, signal: AbortSignal): Promise<void> {
    const { clock } = this.options;
    const begunAt = clock.now();
    return new Promise((resolve) => {
      const end = () => {
        timer.dispose();
        signal.removeEventListener('abort', end);
        this.#hurry = null;
        resolve();
      };
      let timer = clock.setTimeout(end, ms);
      signal.addEventListener('abort', end);
      this.#hurry = () => {
        timer.dispose();
        timer = clock.setTimeout(end, Math.max(0, begunAt + Math.min(ms, hurriedMs) - clock.now()));
      };
      if (signal.aborted) end();
    });
  }

  #change(change: TableChange): void {
    const table = updated(this.#table, change, this.options.clock.now());
    if (table === this.#table) return;
    this.#table = table;
    this.#tell();
  }

  #tell(): void {
    const { clock } = this.options;
    const now = clock.now();
    let lookAgainAt = Infinity;
    for (const [follower, since] of [...this.#followers]) {
      if (since === null) continue;
      const { id, prefix, uid } = follower;
      const interest = { prefix, uid, since, toldReady: this.#told.get(id) ?? -1 };
      const judgement = judge(this.#table, interest, now);
      lookAgainAt = Math.min(lookAgainAt, judgement.lookAgainAt ?? Infinity);
      if (!judgement.news) continue;
      if (judgement.news.kind === 'ready') this.#told.set(id, this.#table.readyCount);
      else this.#followers.set(follower, null);
      follower.onNews(judgement.news);
    }
    this.#secondLook.dispose();
    this.#secondLook = lookAgainAt === Infinity ? none : clock.setTimeout(() => this.#tell(), lookAgainAt - now);
  }
}

const none: Disposable = { dispose: () => undefined };

class RenewalError extends Error {
  override readonly message = 'The connection may be dead.';
}

function isRenewal(signal: AbortSignal): boolean {
  return signal.aborted && signal.reason instanceof RenewalError;
}

/** Whether the server no longer knows, or never knew, the version that the watch was to go on from. */
function isOutdated(error: unknown): boolean {
  return error instanceof ApiStatusError && [400, 410, 504].includes(error.status);
}
