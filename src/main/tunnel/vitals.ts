import type { Clock } from '../base/clock';
import { readerCount } from './peer-readers';
import type { Wait } from './tunnel';

/** After so many bytes without one from the peer it is asked for a sign that it still takes them. */
const askAfterBytes = 256 * 1024;

/** A peer whose reader has stopped has taken this much in any case, in bytes. */
const doubtfulBytes = 16 * 1024;

/** An answer that is owed for longer than this may be held up by one stream's app: another of the peer's readers is asked. */
const lateMs = 1_000;

/** What a tunnel owes, and since when: from this its silence and its stalls are judged. */
export class Vitals {
  readonly #clock: Clock;
  #heard = false;
  #lastHeard: number;
  /** Pings since the peer was last heard. */
  #pings = 0;
  #pingedAt = -Infinity;
  #sentSinceHeard = 0;
  #answerSince = Infinity;
  #fullSince = Infinity;
  #unreadSince = Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#lastHeard = clock.now();
  }

  /** Whether the peer has ever sent anything. */
  get heard(): boolean {
    return this.#heard;
  }

  /** Whether so much was sent since the peer was heard that it may be stuck on it by now. */
  get isDoubtful(): boolean {
    return this.#sentSinceHeard > doubtfulBytes;
  }

  /** Whether to ask for a sign of life: none is owed, or it is late, and not all of the peer's readers have been asked. */
  get maySendPing(): boolean {
    const isLate = this.#clock.now() - this.#pingedAt >= lateMs;
    return this.#pings === 0 || (isLate && this.#pings < readerCount);
  }

  /** Whether we have stopped reading. */
  get isUnread(): boolean {
    return this.#unreadSince !== Infinity;
  }

  /** Whether somebody's reader is what everything waits for. */
  get isBlocked(): boolean {
    return this.#fullSince !== Infinity || this.#unreadSince !== Infinity;
  }

  /** A byte came. Answers whether it was the first, or the first after a ping. Any byte counts as life. */
  hear(): boolean {
    const isNews = !this.#heard || this.#pings > 0;
    this.#heard = true;
    this.#sentSinceHeard = 0;
    this.#lastHeard = this.#clock.now();
    this.#pings = 0;
    this.#answerSince = Infinity;
    return isNews;
  }

  /** A client's bytes were sent. Answers whether the peer is to be asked for a sign of life because of them. */
  sent(bytes: number): boolean {
    this.#sentSinceHeard += bytes;
    return this.#sentSinceHeard > askAfterBytes;
  }

  pinged(): void {
    this.#pings += 1;
    this.#pingedAt = this.#clock.now();
    this.asked();
  }

  /** Something was sent that every peer answers. */
  asked(): void {
    this.#answerSince = Math.min(this.#answerSince, this.#clock.now());
  }

  /** Outbound bytes have no more room; `drained` when they have. */
  full(): void {
    this.#fullSince = Math.min(this.#fullSince, this.#clock.now());
  }

  drained(): void {
    this.#fullSince = Infinity;
  }

  /** We have stopped reading, so an answer that is owed may be lying there; `read` when we go on. */
  unread(): void {
    this.#unreadSince = Math.min(this.#unreadSince, this.#clock.now());
    this.#pings = 0;
    this.#answerSince = Infinity;
  }

  read(): void {
    this.#unreadSince = Infinity;
  }

  /** What everything waits for, while anything is due. */
  waiting(): Wait | null {
    const now = this.#clock.now();
    if (this.isUnread) return { on: 'client', ms: now - this.#unreadSince };
    const since = Math.min(this.#answerSince, this.#fullSince);
    return since === Infinity ? null : { on: 'app', ms: now - since };
  }

  silentMs(): number {
    return this.#clock.now() - this.#lastHeard;
  }

  /** How long the oldest debt has been open; 0 when there is none. */
  stalledMs(): number {
    const since = Math.min(this.#answerSince, this.#fullSince, this.#unreadSince);
    return since === Infinity ? 0 : this.#clock.now() - since;
  }
}
