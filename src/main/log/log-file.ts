import type { Clock } from '../base/clock';
import { withDeadline } from '../base/deadline';
import type { AsyncDisposable, Disposable } from '../base/disposable';
import { FileAppender } from './file-appender';

export interface LogFileOptions {
  readonly path: string;
  /** A file that would become larger is put aside, as `path.1`, `path.2`, … */
  readonly maxBytes: number;
  readonly clock: Clock;
  /** The line that tells of those that there was no room for. */
  readonly lost: (lines: number) => string;
  /** Called once when writing fails, and once with null when it works again. */
  readonly onTrouble: (error: NodeJS.ErrnoException | null) => void;
}

/** How many there are at most, the present one included. */
export const logFiles = 3;

/** 5 MB. */
export const defaultMaxBytes = 5_000_000;

/** Lines beyond this are left out and counted while nothing can be written. In characters. */
const maxWaiting = 1_000_000;
/** Written at a time, but for a line that is longer. In characters. */
const maxBatch = 64_000;
/** How soon writing is tried again after it failed, in milliseconds. */
const retryMs = 5_000;
/** How long the end may be kept waiting for the last lines, in milliseconds. */
const flushMs = 1_000;

/**
 * A file of lines that is put aside when it is full, readable by its owner only. Writing neither blocks nor throws: what
 * cannot be written waits within bounds, and goes on when it can.
 */
export class LogFile implements AsyncDisposable {
  readonly #file: FileAppender;
  #waiting: string[] = [];
  #waitingChars = 0;
  #lost = 0;
  #pump: Promise<void> | null = null;
  #retry: Disposable | null = null;
  #isFailing = false;
  #disposed = false;

  constructor(private readonly options: LogFileOptions) {
    this.#file = new FileAppender(options.path, options.maxBytes, logFiles);
  }

  /** `line` with its end. */
  write(line: string): void {
    if (this.#disposed) return;
    if (this.#lost > 0 || this.#waitingChars + line.length > maxWaiting) {
      this.#lost += 1;
      return;
    }
    this.#wait(line);
    if (this.#retry === null) this.#pump ??= this.#run();
  }

  /** Settles when everything is written, or cannot be. */
  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#retry?.dispose();
    const { clock } = this.options;
    try {
      await withDeadline(clock, 'Writing the log', flushMs, async () => {
        await (this.#pump ??= this.#run());
        await this.#file.dispose();
      });
    } catch {
      // A disk that does not even answer has been told, or ends with the process.
    }
  }

  async #run(): Promise<void> {
    // After the caller's turn, so that what is told together is written together.
    await Promise.resolve();
    try {
      while (this.#waiting.length > 0 || this.#file.hasRest || this.#lost > 0) {
        await this.#file.append(this.#takeBatch());
        if (this.#isFailing) this.#tell(null);
      }
    } catch (error) {
      if (!this.#isFailing) this.#tell(error as NodeJS.ErrnoException);
      if (!this.#disposed) this.#retry = this.options.clock.setTimeout(() => this.#tryAgain(), retryMs);
    } finally {
      this.#pump = null;
    }
  }

  #tryAgain(): void {
    this.#retry = null;
    this.#pump = this.#run();
  }

  #tell(error: NodeJS.ErrnoException | null): void {
    this.#isFailing = error !== null;
    this.options.onTrouble(error);
  }

  #wait(line: string): void {
    this.#waiting.push(line);
    this.#waitingChars += line.length;
  }

  /** Whole lines. Nothing while the rest of an earlier batch is still to be written. */
  #takeBatch(): string {
    if (this.#file.hasRest) return '';
    if (this.#waiting.length === 0 && this.#lost > 0) {
      this.#wait(this.options.lost(this.#lost));
      this.#lost = 0;
    }
    const most = Math.min(maxBatch, this.options.maxBytes);
    let count = 1;
    let chars = this.#waiting[0]?.length ?? 0;
    for (let next = this.#waiting[1]; next !== undefined && chars + next.length <= most; next = this.#waiting[count]) {
      chars += next.length;
      count += 1;
    }
    const batch = this.#waiting.splice(0, count).join('');
    this.#waitingChars -= batch.length;
    return batch;
  }
}
