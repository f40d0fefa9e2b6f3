import type { Socket } from 'node:net';
import { AtEndOfTurn, thisTurn } from '../tunnel/turns';

/** What is written at once, in bytes, without waiting for the end of the turn. */
const enoughBytes = 128 * 1024;

/**
 * Writes to a local client what arrives for it in one turn of the event loop as one: TLS hands out 16 KiB at a time, and a
 * system call for each of them would take half of the thread's time.
 */
export class GatheredWrites {
  readonly #atEnd = new AtEndOfTurn(() => this.#release());
  #isHeld = false;

  constructor(private readonly socket: Socket) {}

  write(chunk: Buffer): void {
    if (!this.#isHeld) {
      this.#isHeld = true;
      this.socket.cork();
      this.#atEnd.schedule(thisTurn);
    }
    this.socket.write(chunk);
    if (this.socket.writableLength >= enoughBytes) this.#release();
  }

  #release(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.socket.uncork();
  }
}
