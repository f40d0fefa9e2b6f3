import type net from 'node:net';
import type { Clock } from '../base/clock';
import { type Disposable, toDisposable } from '../base/disposable';
import type { UnreadClients } from './unread-clients';

/** How many local connections may wait for a tunnel at a time. */
const maxHeld = 64;

/**
 * Local connections that arrived while there was no tunnel. They wait, unread, and go through when it is back; those
 * that have waited too long, or for which there is no room, are reset, so that the client learns the truth.
 */
export class HeldConnections implements Disposable {
  readonly #held = new Map<net.Socket, Disposable>();
  /** Until when each may wait, on the monotonic clock: one that comes back does not begin anew. */
  readonly #deadlines = new WeakMap<net.Socket, number>();

  constructor(
    private readonly clock: Clock,
    private readonly holdMs: number,
    /** Notices when somebody who waits has gone. */
    private readonly unread: Pick<UnreadClients, 'add' | 'forget'>,
  ) {}

  get count(): number {
    return this.#held.size;
  }

  hold(socket: net.Socket): void {
    if (this.#held.size >= maxHeld) {
      socket.resetAndDestroy();
      return;
    }
    const now = this.clock.now();
    const deadline = this.#deadlines.get(socket) ?? now + this.holdMs;
    this.#deadlines.set(socket, deadline);
    const timer = this.clock.setTimeout(() => this.#reset(socket), deadline - now);
    const onClose = () => this.#release(socket);
    socket.once('close', onClose);
    this.#held.set(
      socket,
      toDisposable(() => {
        timer.dispose();
        // It may come back many times, and must not have gathered listeners by then.
        socket.off('close', onClose);
      }),
    );
    this.unread.add(socket);
    socket.on('error', ignore);
  }

  /** Hands over all that wait, oldest first. */
  takeAll(): net.Socket[] {
    const sockets = [...this.#held.keys()];
    for (const socket of sockets) {
      this.#release(socket);
      socket.off('error', ignore);
    }
    return sockets.filter((socket) => !socket.destroyed);
  }

  /** There will be no tunnel: everybody who waits is told. */
  dispose(): void {
    for (const socket of [...this.#held.keys()]) this.#reset(socket);
  }

  #reset(socket: net.Socket): void {
    this.#release(socket);
    socket.resetAndDestroy();
  }

  #release(socket: net.Socket): void {
    this.#held.get(socket)?.dispose();
    this.#held.delete(socket);
    this.unread.forget(socket);
  }
}

/** A client that leaves while it waits is not an error of ours; its `close` event tells the rest. */
function ignore(): void {}
