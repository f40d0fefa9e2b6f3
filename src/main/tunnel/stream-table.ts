import type { SessionStream } from './session-stream';

/** The streams of a tunnel: who they are, who waits for room, and who holds as much as it may. */
export class StreamTable {
  /** By data stream id and by error stream id: each stream is in here twice. */
  readonly #byId = new Map<number, SessionStream>();
  readonly #waiting = new Set<SessionStream>();
  readonly #overfull = new Set<SessionStream>();

  get size(): number {
    return this.#byId.size / 2;
  }

  /** Whether reading has to stop, because somebody's reader has. */
  get isOverfull(): boolean {
    return this.#overfull.size > 0;
  }

  add(stream: SessionStream): void {
    this.#byId.set(stream.errorId, stream).set(stream.dataId, stream);
  }

  find(streamId: number): SessionStream | undefined {
    return this.#byId.get(streamId);
  }

  all(): readonly SessionStream[] {
    return [...new Set(this.#byId.values())];
  }

  /** Answers whether it was there. */
  remove(stream: SessionStream): boolean {
    if (!this.#byId.delete(stream.dataId)) return false;
    this.#byId.delete(stream.errorId);
    this.#waiting.delete(stream);
    return true;
  }

  wait(stream: SessionStream): void {
    this.#waiting.add(stream);
  }

  /** Those that waited for room, and from now on nobody. */
  takeWaiting(): readonly SessionStream[] {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    return waiting;
  }

  setOverfull(stream: SessionStream, isOverfull: boolean): void {
    if (isOverfull) this.#overfull.add(stream);
    else this.#overfull.delete(stream);
  }
}
