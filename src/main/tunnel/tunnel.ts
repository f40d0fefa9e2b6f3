import type { Transport } from '../../shared/forward';
import type { Disposable } from '../base/disposable';
import type { Event } from '../base/emitter';
import type { Flow } from './tcp-table';

/** Why a tunnel could not be opened. What each means for the next try: `docs/architecture.md`, "Transports". */
export type TunnelErrorKind =
  | 'network' /** TCP or TLS trouble on the way: no other transport would fare better */
  | 'tls' /** the server's certificate is not trusted */
  | 'unauthorized' /** 401 */
  | 'forbidden' /** 403 by every transport */
  | 'not-found' /** the pod is gone */
  | 'busy' /** 429 or 503 by every transport */
  | 'refused' /** every transport was turned down in another way */
  | 'silent' /** connected, and then no answer in time */
  | 'aborted'; /** the caller's signal */

export class TunnelError extends Error {
  constructor(
    readonly kind: TunnelErrorKind,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = 'TunnelError';
  }
}

/** Why an open tunnel ended. `error` is null when the peer closed it properly. */
export interface TunnelClosed {
  readonly reason: string;
  readonly error: Error | null;
}

/** One upstream connection to a pod, carrying many streams. */
export interface Tunnel extends Disposable {
  readonly transport: Transport;
  /** Fires once, also after `dispose()`. By then every stream has been told. */
  readonly onDidClose: Event<TunnelClosed>;
  readonly closed: boolean;
  readonly streamCount: number;
  /** Opens a stream to a port of the pod at once: nothing is awaited, data may be written right away. */
  openStream(port: number, handler: StreamHandler): TunnelStream;
  /** Asks the peer for a sign of life, unless one is owed and not late, or all of its readers have been asked. */
  ping(): void;
  /** Milliseconds since the last byte from the peer (or since opening). */
  silentMs(): number;
  /**
   * From the latest ping to its own answer, in milliseconds; null while that is still out, and before there was one. Where
   * streams have connections of their own, opening one for the ping is part of it.
   */
  roundTripMs(): number | null;
  /**
   * Milliseconds for which something has been due and has not happened: an answer to a ping, room for outbound bytes, or
   * a stopped local reader taking what has arrived (until it does, nothing else of this tunnel is read). 0 when nothing
   * is due; `Infinity` when the peer takes no new streams.
   */
  stalledMs(): number;
  /**
   * Milliseconds for which the peer has owed an answer that it gives whether or not the apps behind its streams read; 0 when it
   * owes none, or may have got stuck on what an app does not read.
   */
  unansweredMs(): number;
  /**
   * Whether so much has been sent since the peer was last heard that it may be stuck on it by now: a stream that is not
   * read stops all others. An answer to `ping` settles it.
   */
  readonly isDoubtful: boolean;
  /** The peer was heard for the first time, or after a `ping`. */
  readonly onDidHear: Event<void>;
  /** Ends every stream with it. `reason` goes on from "The tunnel ended: ". */
  dispose(reason?: string): void;
  /** Whether that which is due waits for a stream's reader, here or in the pod, and not for the peer. */
  readonly isBlocked: boolean;
  /** The connection that everything travels on; null when there is no such one, or it has ended. */
  readonly flow: Flow | null;
  /** The last stream has gone. */
  readonly onDidIdle: Event<void>;
}

/** What a stream tells its owner, never from inside `openStream`. Nothing is called after `onClose`. */
export interface StreamHandler {
  /** The chunk is only valid during the call: its memory is used again. */
  onData(chunk: Buffer): void;
  /** The pod will send no more. */
  onEnd(): void;
  /** After a `write` that answered false: there is room again. */
  onDrain(): void;
  /**
   * The last call, also after `destroy()`. `error` is what the pod's error stream or a reset said, or a `TunnelError` when
   * the tunnel ended; null for a clean end and for the owner's own `destroy()`.
   */
  onClose(error: Error | null): void;
}

/** That something is due on a connection and does not move: what for, and for how long, in milliseconds. */
export interface Wait {
  /** `app`: its reader, or the way to it. `client`: the local reader, this connection's or another's of the same tunnel. */
  readonly on: 'app' | 'client';
  readonly ms: number;
}

/** One local connection's way through a tunnel. */
export interface TunnelStream {
  /** What it waits for behind its tunnel's buffers; null when nothing is due that could be known of. */
  waiting(): Wait | null;
  /** Takes the chunk in any case, and must be given it for good; false asks the caller to stop until `onDrain`. */
  write(chunk: Buffer): boolean;
  /** No more will be written: half-close, with the delay that container runtimes need. */
  end(): void;
  /** The local reader is full: stop calling `onData`, with bounded memory. */
  pause(): void;
  resume(): void;
  /** Ends both ways at once; the pod sees a reset. */
  destroy(): void;
}
