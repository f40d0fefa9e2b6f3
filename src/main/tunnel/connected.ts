import type * as net from 'node:net';
import { abortedError, ignore, messageOf, networkError } from './socket-errors';
import { TunnelError } from './tunnel';

const keepAliveMs = 30_000;

/** Waits for `event` of a socket that `open` makes. It is destroyed when that fails or takes longer than the signal. */
export function connected<S extends net.Socket>(
  open: () => S,
  event: 'connect' | 'secureConnect',
  name: string,
  signal: AbortSignal,
): Promise<S> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(abortedError(name, signal));
      return;
    }
    let socket: S;
    try {
      socket = open();
    } catch (error) {
      // A certificate or key that cannot be read.
      reject(new TunnelError('tls', `Cannot prepare TLS to ${name}: ${messageOf(error)}`, { cause: error }));
      return;
    }
    const settle = (act: () => void) => {
      socket.off(event, onConnected).off('error', onError).off('close', onClose);
      signal.removeEventListener('abort', onAbort);
      act();
    };
    const fail = (error: TunnelError) =>
      settle(() => {
        socket.destroy();
        reject(error);
      });
    const onConnected = () =>
      settle(() => {
        socket.setNoDelay(true).setKeepAlive(true, keepAliveMs);
        resolve(socket);
      });
    const onError = (error: Error) => fail(networkError(name, error));
    const onClose = () => fail(networkError(name, new Error('the connection was closed')));
    const onAbort = () => fail(abortedError(name, signal));
    // Stays for good: an error in the gap between two owners must not end the thread. They see the socket destroyed.
    socket.on('error', ignore);
    socket.on(event, onConnected).on('error', onError).on('close', onClose);
    signal.addEventListener('abort', onAbort);
  });
}
