import type { Socket } from 'node:net';
import type { Disposable } from '../base/disposable';
import type { StreamHandler, TunnelStream, Wait } from '../tunnel/tunnel';
import { GatheredWrites, type Slabs } from './gathered-writes';
import type { UnreadClients } from './unread-clients';

export interface PumpOptions {
  /** Monotonic, in milliseconds. */
  now(): number;
  /** For what arrives for the local client. */
  readonly slabs: Slabs;
  /** Notices when a client goes while it is not read. */
  readonly unread: UnreadClients;
  /** Opens the stream; null when there is no tunnel for it at this moment. */
  open(handler: StreamHandler): TunnelStream | null;
  /** Bytes from the local client to the pod. */
  onUp(bytes: number): void;
  /** Bytes from the pod to the local client. */
  onDown(bytes: number): void;
  /** Whether this failure means that nobody in the pod has seen what the client sent, so that it may be sent again. */
  isUndelivered(error: Error): boolean;
  /**
   * Once, later than the call of `pump`, when it lets go; `error` is what the tunnel or the pod said. Both sides are
   * ended, unless the socket is handed back: as if never read, it is then the caller's again.
   */
  onFinish(error: Error | null, handedBack: boolean): void;
}

/** Disposing resets both sides. */
export interface Pump extends Disposable {
  /** What the connection waits for, if something is due on it; null when nothing is known to be. */
  waiting(): Wait | null;
}

/** Bytes that are kept until the pod says something, in case they have to be sent again. */
const keptBytes = 64 * 1024;

/** Bytes waiting for the local client at which the stream is asked to stop. */
const localBufferBytes = 256 * 1024;

/**
 * Joins a local connection and a stream, with backpressure and half-close both ways, until both are done. The socket must
 * be made with `allowHalfOpen` and is owned from now on. A connection that fails on one side is reset on the other:
 * a TCP state that is not true is never shown. Only when nobody has seen what the client sent is it handed back. Disposing resets both. Null when there was no stream: the socket is then
 * untouched, and still the caller's.
 */
export function pump(socket: Socket, options: PumpOptions): Pump | null {
  let isFinished = false;
  /** Since when the local client has taken nothing of what is held for it; null while nothing is. */
  let heldSince: number | null = null;
  /** Since when the tunnel takes nothing more of what the client sends; null while it does. */
  let fullSince: number | null = null;
  /** All that the client has sent so far; null once the pod has answered, or when it became too much. */
  let kept: Buffer[] | null = [];
  let sentBytes = 0;
  const gathering = new GatheredWrites(socket, options.slabs);
  const stream = options.open({
    onData(chunk) {
      kept = null;
      options.onDown(chunk.length);
      gathering.write(chunk);
      if (socket.writableLength <= localBufferBytes || heldSince !== null) return;
      heldSince = options.now();
      stream?.pause();
    },
    onEnd() {
      kept = null;
      gathering.flush();
      socket.end();
    },
    onDrain() {
      fullSince = null;
      options.unread.resumed(socket);
      socket.resume();
    },
    onClose(error) {
      // After a clean end the local client may still be reading what is left: the socket closes by itself.
      if (error !== null || socket.destroyed) finish(error);
    },
  });
  if (!stream) return null;
  const onData = (chunk: Buffer) => {
    options.onUp(chunk.length);
    sentBytes += chunk.length;
    if (sentBytes > keptBytes) kept = null;
    // A copy: what a stream is given, it may change.
    kept?.push(Buffer.from(chunk));
    if (stream.write(chunk)) return;
    fullSince = options.now();
    socket.pause();
    options.unread.add(socket);
  };
  const onDrain = () => {
    heldSince = null;
    stream.resume();
  };
  const onEnd = () => {
    // Nothing can be put back behind the end.
    kept = null;
    stream.end();
    if (!isFinished) options.unread.add(socket);
  };
  const onGone = () => finish(null);

  const finish = (error: Error | null) => {
    if (isFinished) return;
    isFinished = true;
    options.unread.forget(socket);
    socket.off('data', onData).off('drain', onDrain).off('end', onEnd).off('error', onGone).off('close', onGone);
    stream.destroy();
    if (error && kept && !socket.destroyed && options.isUndelivered(error)) {
      socket.pause();
      if (sentBytes > 0) socket.unshift(Buffer.concat(kept));
      options.onUp(-sentBytes);
      options.onFinish(error, true);
      return;
    }
    socket.on('error', ignore);
    if (!socket.destroyed) socket.resetAndDestroy();
    options.onFinish(error, false);
  };

  socket.setNoDelay(true);
  socket.on('data', onData).on('drain', onDrain).on('end', onEnd).on('error', onGone).on('close', onGone);
  if (socket.destroyed) process.nextTick(onGone);
  else socket.resume();
  const waiting = (): Wait | null => {
    const now = options.now();
    if (heldSince !== null) return { on: 'client', ms: now - heldSince };
    const behind = stream.waiting();
    const fullMs = fullSince === null ? 0 : now - fullSince;
    return fullMs > (behind?.ms ?? 0) ? { on: 'app', ms: fullMs } : behind;
  };
  return { waiting, dispose: () => finish(null) };
}

function ignore(): void {
  // What ended this connection has been reported; the socket's own farewell adds nothing.
}
