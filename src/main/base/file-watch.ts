import type { Clock } from './clock';
import { type Disposable, toDisposable } from './disposable';
import { fingerprint } from './fingerprint';

/** What files look like at a moment, by path; null for one that is not there. */
export type FileStates = ReadonlyMap<string, string | null>;

export interface FileWatchTimes {
  /** From one look at the files to the next, in milliseconds. */
  readonly lookMs: number;
  /** For how long files that have changed must be left alone before that is told, in milliseconds. */
  readonly quietMs: number;
  /** After so many milliseconds of changes without such a pause it is told all the same. Default: 2 s. */
  readonly longestMs?: number;
}

export interface FileWatchOptions {
  readonly clock: Clock;
  readonly times: FileWatchTimes;
  /** What to look at; asked each time. A file that is looked at for the first time is no change. Never rejects. */
  readonly paths: () => Promise<readonly string[]>;
  /** What was known of the files before; else the first look finds out. */
  readonly seen?: FileStates;
  /** The first look is over. Watching goes on when it settles. Never rejects. */
  readonly onBegin?: () => Promise<void>;
  /** The files are not what they were. Watching goes on when it settles. Never rejects. */
  readonly onChange: () => Promise<void>;
  /** Calls `onHint` when it is worth looking at these files at once. Without it they are only looked at in turn. */
  readonly hints?: (paths: readonly string[], onHint: () => void) => Promise<Disposable>;
}

/** From a hint to the look, in milliseconds: hints come in swarms. */
const hintMs = 30;
const defaultLongestMs = 2_000;

/**
 * Looks at files again and again, and tells when they have changed and been left alone for a moment. What counts is what
 * is seen: the system's own notifications watch an inode or a folder, and miss what a link leads to, files that are not there
 * yet, and network file systems. So they are only hints to look sooner.
 */
export class FileWatch implements Disposable {
  #seen: FileStates;
  #next: Disposable = none;
  #hints: Disposable = none;
  /** A timer for the next look runs, and nothing has been seen to change. */
  #idle = false;
  /** There was a hint since the last look began. */
  #hinted = false;
  #disposed = false;

  constructor(private readonly options: FileWatchOptions) {
    this.#seen = options.seen ?? new Map();
    void this.#begin();
  }

  dispose(): void {
    this.#disposed = true;
    this.#next.dispose();
    this.#hints.dispose();
  }

  async #begin(): Promise<void> {
    const { seen, onBegin, times } = this.options;
    if (!seen) this.#seen = await lookAt(await this.options.paths());
    await onBegin?.();
    await this.#renewHints();
    this.#wait(seen ? 0 : times.lookMs);
  }

  #wait(ms: number): void {
    if (this.#disposed) return;
    this.#idle = true;
    this.#lookIn(this.#hinted ? Math.min(ms, hintMs) : ms, () => this.#compare(null));
  }

  #hint(): void {
    if (!this.#idle) {
      this.#hinted = true;
      return;
    }
    this.#wait(hintMs);
    // The look to come is soon enough for all hints until then.
    this.#idle = false;
  }

  #lookIn(ms: number, look: () => Promise<void>): void {
    this.#next.dispose();
    this.#next = this.options.clock.setTimeout(() => {
      this.#idle = false;
      void look();
    }, ms);
  }

  /** `changing`: what a change looked like a moment ago, when there has been one, and when it was noticed. */
  async #compare(changing: { readonly states: FileStates; readonly since: number } | null): Promise<void> {
    const { clock, times } = this.options;
    this.#hinted = false;
    const seen = await lookAt(await this.options.paths());
    if (this.#disposed) return;
    const since = changing?.since ?? clock.now();
    if (!differs(this.#seen, seen)) {
      this.#seen = seen;
      this.#wait(times.lookMs);
    } else if (!this.#isOver(changing?.states ?? null, seen, since)) {
      this.#lookIn(times.quietMs, () => this.#compare({ states: seen, since }));
    } else {
      this.#seen = seen;
      await this.options.onChange();
      await this.#renewHints();
      this.#wait(times.lookMs);
    }
  }

  #isOver(changing: FileStates | null, seen: FileStates, since: number): boolean {
    const { clock, times } = this.options;
    const isQuiet = changing !== null && !differs(changing, seen);
    return isQuiet || clock.now() - since >= (times.longestMs ?? defaultLongestMs);
  }

  /** Links may lead elsewhere by now, and folders be there that were not. */
  async #renewHints(): Promise<void> {
    const { hints, paths } = this.options;
    const renewed = await hints?.(await paths(), () => this.#hint());
    this.#hints.dispose();
    this.#hints = renewed ?? none;
    if (this.#disposed) this.#hints.dispose();
  }
}

/** Never rejects. */
export async function lookAt(paths: Iterable<string>): Promise<FileStates> {
  return new Map(await Promise.all([...new Set(paths)].map(async (path) => [path, await fingerprint(path)] as const)));
}

function differs(before: FileStates, now: FileStates): boolean {
  return [...now].some(([path, state]) => before.has(path) && before.get(path) !== state);
}

const none = toDisposable(() => undefined);
