import type { Socket } from 'node:net';
import type { Disposable } from '../base/disposable';
import type { Ticker } from './ticker';

/** How many ticks are between two looks, which makes it a second. */
const ticksPerLook = 4;

const nothing = Buffer.alloc(0);

/**
 * Local clients that are not read at the moment, because their tunnel takes no more, or not any more, because they have
 * ended. The event loop learns that a client has reset its connection only by reading or writing; such a one would be kept
 * for as long as the app neither reads nor answers. To write nothing sends nothing, and fails when the connection is no
 * more. What a client sent before its *end* is owed to the app as ever, whether anybody waits for the answer or not.
 */
export class UnreadClients implements Disposable {
  readonly #clients = new Set<Socket>();
  #ticks: Disposable | null = null;
  #ticksLeft = ticksPerLook;

  constructor(private readonly ticker: Pick<Ticker, 'onTick'>) {}

  /** Called for every full buffer of an upload, so it only takes a note. */
  add(client: Socket): void {
    this.#clients.add(client);
    this.#ticks ??= this.ticker.onTick(() => this.#tick());
  }

  /** It is read again. Ticks go on until the next look: it may be back in a moment. */
  resumed(client: Socket): void {
    this.#clients.delete(client);
  }

  /** It is no longer of interest. */
  forget(client: Socket): void {
    this.#clients.delete(client);
    if (this.#clients.size === 0) this.dispose();
  }

  dispose(): void {
    this.#clients.clear();
    this.#ticks?.dispose();
    this.#ticks = null;
    this.#ticksLeft = ticksPerLook;
  }

  #tick(): void {
    this.#ticksLeft -= 1;
    if (this.#ticksLeft > 0) return;
    this.#ticksLeft = ticksPerLook;
    if (this.#clients.size === 0) this.dispose();
    for (const client of [...this.#clients]) {
      // With bytes waiting to be written, the event loop listens for that already.
      if (client.writable && client.writableLength === 0) client.write(nothing);
    }
  }
}
