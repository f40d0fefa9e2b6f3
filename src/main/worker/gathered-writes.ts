import type { Writable } from 'node:stream';
import { AtEndOfTurn, thisTurn } from '../tunnel/turns';

/** What is written at once, in bytes, without waiting for the end of the turn. */
const slabBytes = 512 * 1024;

/** Smaller pieces, in bytes, are not worth a slab. */
const smallBytes = 4 * 1024;

/** Memory for what is about to be written, shared by all connections of a thread and used again and again. */
export class Slabs {
  readonly #free: Buffer[] = [];
  static readonly #kept = 2;

  take(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(slabBytes);
  }

  give(slab: Buffer): void {
    if (this.#free.length < Slabs.#kept) this.#free.push(slab);
  }
}

/**
 * Writes to a local client what arrives for it in one turn of the event loop as one: TLS hands out 16 KiB at a time, and a
 * system call for each of them would take half of the thread's time.
 */
export class GatheredWrites {
  readonly #atEnd = new AtEndOfTurn(() => this.flush());
  #isHeld = false;
  #slab: Buffer | null = null;
  /** Bytes in the slab. */
  #filled = 0;

  constructor(
    private readonly socket: Writable,
    private readonly slabs: Slabs,
  ) {}

  /** Copies the chunk: its memory is the caller's again. */
  write(chunk: Buffer): void {
    if (this.#slab === null && chunk.length < smallBytes) {
      this.#hold();
      this.socket.write(Buffer.from(chunk));
      if (this.socket.writableLength >= slabBytes) this.flush();
      return;
    }
    for (let start = 0; start < chunk.length;) {
      this.#hold();
      this.#slab ??= this.slabs.take();
      const copied = chunk.copy(this.#slab, this.#filled, start);
      start += copied;
      this.#filled += copied;
      if (this.#filled === this.#slab.length) this.flush();
    }
  }

  #hold(): void {
    if (this.#isHeld) return;
    this.#isHeld = true;
    this.socket.cork();
    this.#atEnd.schedule(thisTurn);
  }

  /** Hands everything over to the socket: for who is about to end it. */
  flush(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    const slab = this.#slab;
    if (slab) this.socket.write(slab.subarray(0, this.#filled), () => this.slabs.give(slab));
    this.#slab = null;
    this.#filled = 0;
    this.socket.uncork();
  }
}
