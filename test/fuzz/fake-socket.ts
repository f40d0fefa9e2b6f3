import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { check } from './fuzzer';

/** One end of a connection whose other end is the fuzzer: what it sends, and whether it takes what is sent to it. */
export class FakeSocket extends Duplex {
  #isReading = true;
  #waiting: (() => void) | null = null;
  /** The most bytes that have waited here for the other end to read. */
  mostWaiting = 0;
  writtenBytes = 0;

  constructor() {
    super({ allowHalfOpen: true, highWaterMark: 16 * 1024 });
    // As on every socket that `dial` opens.
    this.on('error', () => undefined);
  }

  /** As what the program takes it for: it calls nothing that a stream does not have. */
  get asSocket(): Socket {
    return this as unknown as Socket;
  }

  /** Whether bytes would be taken at once. */
  get isTaking(): boolean {
    return this.readableFlowing === true && this.readableLength === 0 && !this.destroyed;
  }

  /** Bytes from the other end, overwritten as soon as they have been taken: whoever keeps some must copy them. */
  receive(piece: Buffer): void {
    check(this.isTaking, 'bytes were sent to a socket that takes none');
    this.push(piece);
    if (this.readableLength === 0) piece.fill(0xa5);
  }

  /** The same if bytes would be taken; answers whether they were. */
  offer(piece: Buffer): boolean {
    if (!this.isTaking) return false;
    this.receive(piece);
    return true;
  }

  /** The other end reads, or does not. */
  setReading(isReading: boolean): void {
    this.#isReading = isReading;
    const waiting = this.#waiting;
    if (!isReading || !waiting) return;
    this.#waiting = null;
    waiting();
  }

  override write(chunk: unknown, ...rest: unknown[]): boolean {
    const answer = Reflect.apply(super.write.bind(this), this, [chunk, ...rest]) as boolean;
    this.mostWaiting = Math.max(this.mostWaiting, this.writableLength);
    return answer;
  }

  override _read(): void {
    // It comes when it comes.
  }

  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.writtenBytes += chunk.length;
    if (this.#isReading) done();
    else this.#waiting = done;
  }

  override _final(done: () => void): void {
    if (this.#isReading) done();
    else this.#waiting = done;
  }
}

/** Lets what waits for the next turns of the event loop have them. */
export async function turns(count = 4): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
