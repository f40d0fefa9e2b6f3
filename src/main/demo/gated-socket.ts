import type { Duplex } from 'node:stream';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { DelayLine } from './delay-line';
import type { TunnelEffect } from './faults';

export interface GatedSocketSink {
  onBytes(chunk: Buffer): void;
  /** After a `write` that answered false: there is room again. */
  onDrain(): void;
  /** The last call. */
  onClose(): void;
}

/** What may wait in each direction before the other side is told to stop, in bytes. */
const maxWaitingBytes = 256 * 1024;

/** Answers that a client may have waiting for it to read before nothing more is taken from it. */
const maxAnswers = 4_096;

/** The client's connection of a tunnel, on which the network can be made to misbehave. */
export class GatedSocket implements Disposable {
  readonly #incoming: DelayLine;
  readonly #outgoing: DelayLine;
  #silent = false;
  #paused = false;
  #isFull = false;
  /** What was answered since the client had last read everything. */
  #answers = 0;
  #closed = false;

  constructor(
    private readonly socket: Duplex,
    clock: Clock,
    private readonly sink: GatedSocketSink,
  ) {
    this.#incoming = new DelayLine(clock, (chunk) => {
      this.sink.onBytes(chunk);
      this.#update();
    });
    this.#outgoing = new DelayLine(clock, (chunk) => {
      this.socket.write(chunk);
      this.#update();
    });
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('drain', () => this.#update());
    socket.on('end', () => this.dispose());
    // The close that follows says all there is to say.
    socket.on('error', () => undefined);
    socket.on('close', () => this.dispose());
  }

  /** Bytes that came with the upgrade request. */
  start(head: Buffer): void {
    if (head.length > 0) this.#receive(head);
    this.#update();
  }

  /** Takes the chunks in any case; false asks to stop until `onDrain`. */
  write(...chunks: readonly Buffer[]): boolean {
    if (this.#closed) return true;
    this.#isFull = false;
    if (chunks.length > 1) this.socket.cork();
    for (const chunk of chunks) this.#outgoing.push(chunk);
    if (chunks.length > 1) this.socket.uncork();
    this.#isFull = this.#isCongested();
    return !this.#isFull;
  }

  /** Like `write`, for what a client has only to ask for: one that asks and does not read is not listened to. */
  answer(...chunks: readonly Buffer[]): void {
    if (!this.write(...chunks)) this.#answers += 1;
    if (this.#answers > maxAnswers) this.#update();
  }

  /** Stops and resumes `onBytes`; a little more is read from the network meanwhile. */
  pause(paused: boolean): void {
    this.#paused = paused;
    this.#update();
  }

  apply(effect: TunnelEffect): void {
    this.#silent = effect.silent;
    this.#incoming.delay(effect.slowMs);
    this.#outgoing.delay(effect.slowMs);
    this.#update();
  }

  /** Closes once everything has been written. */
  end(): void {
    if (!this.#closed) this.socket.end(() => this.dispose());
  }

  dispose(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#incoming.dispose();
    this.#outgoing.dispose();
    this.socket.destroy();
    this.sink.onClose();
  }

  #receive(chunk: Buffer): void {
    if (this.#closed) return;
    this.#incoming.push(chunk);
    this.#update();
  }

  #isCongested(): boolean {
    return this.#outgoing.bytes > maxWaitingBytes || this.socket.writableNeedDrain;
  }

  #update(): void {
    if (this.#closed) return;
    if (!this.#isCongested()) this.#answers = 0;
    this.#incoming.hold(this.#silent || this.#paused || this.#answers > maxAnswers);
    this.#outgoing.hold(this.#silent);
    const tooMuch = this.#incoming.bytes > maxWaitingBytes;
    if (tooMuch !== this.socket.isPaused()) {
      if (tooMuch) this.socket.pause();
      else this.socket.resume();
    }
    if (this.#isFull && !this.#silent && !this.#isCongested()) {
      this.#isFull = false;
      this.sink.onDrain();
    }
  }
}
