import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { AsyncDisposable } from '../base/disposable';

/** A pipe in place of a file must not keep anybody waiting for its reader; Windows has no such flag. */
const nonBlocking = (constants as Partial<typeof constants>).O_NONBLOCK ?? 0;
const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | nonBlocking;

const ownerOnly = { file: 0o600, folder: 0o700 };

/**
 * Appends to a file, which is put aside as `path.1`, `path.2`, … before it would become larger than `maxBytes`. A file that
 * somebody else has moved or removed is begun anew. One call at a time.
 */
export class FileAppender implements AsyncDisposable {
  #handle: FileHandle | null = null;
  /** What a write that failed half-way has left. */
  #rest: Buffer = Buffer.alloc(0);

  /** `files` is how many there are at most, the present one included. */
  constructor(
    private readonly path: string,
    private readonly maxBytes: number,
    private readonly files: number,
  ) {}

  /** Whether an append failed half-way; the next one begins with the rest of it. */
  get hasRest(): boolean {
    return this.#rest.length > 0;
  }

  /** Rejects with the system's error; what was not written is written by the next call, even with nothing new. */
  async append(text: string): Promise<void> {
    const isMidLine = this.hasRest;
    this.#rest = Buffer.concat([this.#rest, Buffer.from(text)]);
    const handle = await this.#open(isMidLine);
    while (this.#rest.length > 0) {
      const { bytesWritten } = await handle.write(this.#rest);
      this.#rest = this.#rest.subarray(bytesWritten);
    }
  }

  async dispose(): Promise<void> {
    const handle = this.#handle;
    this.#handle = null;
    await handle?.close();
  }

  async #open(isMidLine: boolean): Promise<FileHandle> {
    if (this.#handle && !(await this.#isStillAt(this.#handle))) await this.dispose();
    let handle = (this.#handle ??= await this.#openNew());
    const status = await handle.stat();
    const isFull = status.isFile() && status.size > 0 && status.size + this.#rest.length > this.maxBytes;
    if (!isFull || isMidLine) return handle;
    await this.dispose();
    await this.#putAside();
    handle = this.#handle = await this.#openNew();
    return handle;
  }

  async #openNew(): Promise<FileHandle> {
    await mkdir(dirname(this.path), { recursive: true, mode: ownerOnly.folder });
    return open(this.path, flags, ownerOnly.file);
  }

  async #isStillAt(handle: FileHandle): Promise<boolean> {
    const [there, ours] = await Promise.all([stat(this.path).catch(() => null), handle.stat()]);
    return there !== null && there.ino === ours.ino && there.dev === ours.dev;
  }

  async #putAside(): Promise<void> {
    for (let number = this.files - 1; number >= 1; number -= 1) {
      const from = number === 1 ? this.path : `${this.path}.${String(number - 1)}`;
      await rename(from, `${this.path}.${String(number)}`).catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      });
    }
  }
}
