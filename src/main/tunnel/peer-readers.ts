/** How many readers share out the frames of one connection at the peer. */
export const readerCount = 5;

/** Frames that may wait for one reader. When there are as many, the peer reads nothing more of the connection. */
const queuedFrames = 50;

/** Frames of one reader, counted from the first that was sent. */
interface Reader {
  sent: number;
  /** The last that it has surely dealt with, and all before it. */
  proven: number;
  /** The last with a stream's data: on it the reader waits for as long as the app does not take it. */
  lastData: number;
}

interface Ping {
  readonly reader: number;
  /** Which of the reader's frames it is. */
  readonly frame: number;
  /** Monotonic, in milliseconds. */
  readonly at: number;
}

/**
 * What is known of the peer's readers. Every node's runtime serves port-forwards with the same library (moby/spdystream): of its
 * five readers, each takes all that is about the streams whose number leaves the same remainder, and pings go to each in
 * turn. A reader waits until an app takes what is for it; so while one app does not read, every fifth ping stays unanswered,
 * and the other four are answered as ever, until 50 frames wait for that one reader.
 */
export class PeerReaders {
  readonly #readers: readonly Reader[] = Array.from({ length: readerCount }, () => ({
    sent: 0,
    proven: 0,
    lastData: 0,
  }));
  readonly #pings = new Map<number, Ping>();
  #next = 0;

  /** A frame about this stream was sent that an app has no part in. */
  sent(streamId: number): void {
    this.#of(streamId).sent += 1;
  }

  /** So many frames with a stream's data were sent. */
  sentData(streamId: number, frames: number): void {
    const reader = this.#of(streamId);
    reader.sent += frames;
    reader.lastData = reader.sent;
  }

  pinged(id: number, now: number): void {
    const reader = this.#readers[this.#next] as Reader;
    reader.sent += 1;
    this.#pings.set(id, { reader: this.#next, frame: reader.sent, at: now });
    this.#next = (this.#next + 1) % readerCount;
  }

  /** Its reader has dealt with all that was sent to it before. */
  answered(id: number): void {
    const ping = this.#pings.get(id);
    if (!ping) return;
    const reader = this.#readers[ping.reader] as Reader;
    reader.proven = Math.max(reader.proven, ping.frame);
    for (const [other, { reader: its, frame }] of this.#pings)
      if (its === ping.reader && frame <= ping.frame) this.#pings.delete(other);
  }

  /**
   * For how long a reader that no app can hold up has owed an answer, in milliseconds; 0 when none is owed, or when so much
   * may wait for one reader that the peer does not get to read the others' frames.
   */
  unansweredMs(now: number): number {
    if (this.#readers.some(({ sent, proven }) => sent - proven >= queuedFrames)) return 0;
    let since = now;
    for (const { reader, at } of this.#pings.values()) {
      const { lastData, proven } = this.#readers[reader] as Reader;
      if (lastData <= proven) since = Math.min(since, at);
    }
    return now - since;
  }

  #of(streamId: number): Reader {
    return this.#readers[streamId % readerCount] as Reader;
  }
}
