import { StringDecoder } from 'node:string_decoder';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { SessionLimits } from './session-limits';
import { type StreamHandler, TunnelError, type TunnelStream, type Wait } from './tunnel';

/** What a stream needs of its tunnel. */
export interface StreamHost {
  readonly clock: Clock;
  readonly limits: SessionLimits;
  /** False when the tunnel is full; `drained` follows. */
  sendData(stream: SessionStream, chunk: Buffer): boolean;
  sendFin(stream: SessionStream): void;
  /** What everything on the tunnel waits for. */
  waiting(): Wait | null;
  sendReset(stream: SessionStream): void;
  /** This stream holds as much as it may: stop reading, or go on. */
  setOverfull(stream: SessionStream, isOverfull: boolean): void;
  forget(stream: SessionStream): void;
}

/** What a queued piece costs beside its bytes, so that many small ones are bounded too. */
const pieceOverhead = 128;

/** One local connection's pair of SPDY streams: data, and the pod's error text. */
export class SessionStream implements TunnelStream {
  #queue: Buffer[] = [];
  #queuedCost = 0;
  #isOverfull = false;
  #paused = false;
  #draining = false;
  #podEnded = false;
  #endTold = false;
  #localEnded = false;
  /** What waits for the reply; null when nothing has to, or has to any more. */
  #early: Buffer[] | null;
  #finSent = false;
  #closed = false;
  #lastFromPod = 0;
  #finTimer: Disposable | null = null;
  #verdictTimer: Disposable | null = null;
  #errorEnded = false;
  readonly #errorDecoder = new StringDecoder('utf8');
  #errorText = '';

  constructor(
    private readonly host: StreamHost,
    readonly dataId: number,
    readonly errorId: number,
    private readonly handler: StreamHandler,
  ) {
    this.#early = host.limits.earlyData ? null : [];
  }

  write(chunk: Buffer): boolean {
    if (this.#closed || this.#localEnded) return true;
    if (!this.#early) return this.host.sendData(this, chunk);
    this.#early.push(chunk);
    return false;
  }

  /** From the tunnel: the peer knows the stream. */
  replied(): void {
    const early = this.#early;
    this.#early = null;
    if (!early || early.length === 0 || this.#closed) return;
    let hasRoom = true;
    for (const chunk of early) hasRoom = this.host.sendData(this, chunk);
    if (hasRoom) this.drained();
  }

  end(): void {
    if (this.#closed || this.#localEnded) return;
    this.#localEnded = true;
    this.#lastFromPod = this.host.clock.now();
    if (this.#podEnded) this.#sendFin();
    else this.#holdFin(this.host.limits.finDelayMs);
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#drainQueue();
  }

  waiting(): Wait | null {
    return this.#closed ? null : this.host.waiting();
  }

  destroy(): void {
    if (this.#closed) return;
    this.host.sendReset(this);
    this.#close(null);
  }

  /** From the tunnel: bytes of the data stream. */
  receive(piece: Buffer, fin: boolean): void {
    if (this.#closed || this.#podEnded) return;
    if (this.#localEnded) this.#lastFromPod = this.host.clock.now();
    if (piece.length > 0) {
      if (this.#paused || this.#queue.length > 0) this.#enqueue(piece);
      else this.handler.onData(piece);
    }
    if (fin) this.#podEnd();
  }

  /** From the tunnel: bytes of the error stream. Text means that this connection failed. */
  receiveError(piece: Buffer, fin: boolean): void {
    if (this.#closed) return;
    const { errorCharacters } = this.host.limits;
    this.#errorText = (this.#errorText + this.#errorDecoder.write(piece)).trimStart().slice(0, errorCharacters);
    if (fin) this.#errorEnded = true;
    if (this.#errorText !== '' && (fin || this.#errorText.length === errorCharacters)) this.fail(this.#errorText);
    else if (fin && this.#podEnded) this.#acquit();
  }

  /** From the tunnel: this connection cannot go on. The pod's own words, if it had any, come first. */
  fail(reason: string): void {
    if (this.#closed) return;
    this.#close(new Error(this.#errorText.trim() || reason));
  }

  /** From the tunnel: it has ended, which is not the pod's doing. */
  lose(reason: string): void {
    if (this.#closed) return;
    this.#close(this.#errorText === '' ? new TunnelError('network', reason) : new Error(this.#errorText.trim()));
  }

  /** From the tunnel: there is room again. */
  drained(): void {
    if (!this.#closed && !this.#localEnded) this.handler.onDrain();
  }

  #podEnd(): void {
    this.#podEnded = true;
    if (this.#errorText !== '') {
      this.fail(this.#errorText);
      return;
    }
    if (this.#localEnded) this.#sendFin();
    if (this.#errorEnded) this.#tellEnd();
    else this.#verdictTimer = this.host.clock.setTimeout(() => this.#acquit(), this.host.limits.verdictMs);
  }

  /** The pod's end was a proper one: nothing was said against it. */
  #acquit(): void {
    this.#verdictTimer?.dispose();
    this.#verdictTimer = null;
    this.#errorEnded = true;
    this.#tellEnd();
  }

  #tellEnd(): void {
    if (this.#closed || !this.#podEnded || !this.#errorEnded || this.#queue.length > 0) return;
    if (!this.#endTold) {
      this.#endTold = true;
      this.handler.onEnd();
    }
    this.#closeWhenDone();
  }

  #closeWhenDone(): void {
    if (!this.#closed && this.#endTold && this.#finSent) this.#close(null);
  }

  #holdFin(ms: number): void {
    this.#finTimer = this.host.clock.setTimeout(() => {
      const { finDelayMs } = this.host.limits;
      const idleMs = this.host.clock.now() - this.#lastFromPod;
      const isFlowing = this.#paused || this.#queue.length > 0 || this.#early !== null;
      if (isFlowing) this.#holdFin(finDelayMs);
      else if (idleMs < finDelayMs) this.#holdFin(finDelayMs - idleMs);
      else this.#sendFin();
    }, ms);
  }

  #sendFin(): void {
    this.#finTimer?.dispose();
    this.#finTimer = null;
    if (this.#finSent) return;
    this.#finSent = true;
    this.host.sendFin(this);
    this.#closeWhenDone();
  }

  #enqueue(piece: Buffer): void {
    this.#queue.push(Buffer.from(piece));
    this.#queuedCost += piece.length + pieceOverhead;
    if (!this.#isOverfull && this.#queuedCost > this.host.limits.inboundBytes) {
      this.#isOverfull = true;
      this.host.setOverfull(this, true);
    }
  }

  #drainQueue(): void {
    if (this.#draining) return;
    this.#draining = true;
    let taken = 0;
    for (; taken < this.#queue.length && !this.#isHeld(); taken += 1) {
      const piece = this.#queue[taken];
      if (!piece) break;
      this.#queuedCost -= piece.length + pieceOverhead;
      this.handler.onData(piece);
    }
    this.#draining = false;
    if (this.#closed) return;
    this.#queue.splice(0, taken);
    if (this.#queue.length > 0) return;
    if (this.#isOverfull) {
      this.#isOverfull = false;
      this.host.setOverfull(this, false);
    }
    this.#tellEnd();
  }

  /** Asked anew after every call of the handler, which may have paused or destroyed this stream. */
  #isHeld(): boolean {
    return this.#paused || this.#closed;
  }

  #close(error: Error | null): void {
    this.#closed = true;
    this.#finTimer?.dispose();
    this.#finTimer = null;
    this.#verdictTimer?.dispose();
    this.#verdictTimer = null;
    this.#queue = [];
    this.#early = null;
    if (this.#isOverfull) this.host.setOverfull(this, false);
    this.#isOverfull = false;
    // In this order: a tunnel that ends with its last stream must not say so before the stream does.
    this.handler.onClose(error);
    this.host.forget(this);
  }
}
