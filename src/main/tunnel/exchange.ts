import type * as net from 'node:net';
import type { Clock } from '../base/clock';
import type { Endpoint } from './endpoint';
import { bodyOffset, HttpSyntaxError, parseHead, readBody, type ResponseHead } from './http-head';
import { abortedError, networkError } from './socket-errors';
import { TunnelError } from './tunnel';

/** A response's head, and the bytes that came with it: the start of a body, or of the protocol after an upgrade. */
export interface Answer {
  readonly head: ResponseHead;
  readonly rest: Buffer;
}

/** The longest error body that is read, in bytes. A Kubernetes `Status` is below 1 KiB. */
export const maxErrorBodyBytes = 16 * 1024;

/** Refuses names and values that would smuggle in further fields. */
export function requestText(method: string, target: string, headers: Endpoint['headers']): string {
  const lines = Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().map((value) => {
      if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || /[\r\n\0]/.test(value)) {
        const shown = JSON.stringify(name);
        throw new TunnelError('refused', `The request header ${shown} holds characters that HTTP forbids`);
      }
      return `${name}: ${value}`;
    }),
  );
  return [`${method} ${target} HTTP/1.1`, ...lines, '', ''].join('\r\n');
}

/**
 * Sends a request and reads the head of the answer, passing over interim ones. On success the socket is paused and
 * without listeners; on failure, with a `TunnelError`, it is destroyed.
 */
export function sendRequest(socket: net.Socket, request: string, name: string, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let received: Buffer = Buffer.alloc(0);
    const settle = () => {
      socket.off('data', onData).off('error', onError).off('close', onClose).off('end', onClose).pause();
      signal.removeEventListener('abort', onAbort);
    };
    const fail = (error: TunnelError) => {
      settle();
      socket.destroy();
      reject(error);
    };
    const onData = (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      try {
        for (let start = bodyOffset(received); start !== null; start = bodyOffset(received)) {
          const head = parseHead(received.toString('latin1', 0, start));
          received = received.subarray(start);
          if (head.status < 200 && head.status !== 101) continue;
          settle();
          resolve({ head, rest: received });
          return;
        }
      } catch (error) {
        if (!(error instanceof HttpSyntaxError)) throw error;
        fail(new TunnelError('refused', `${name} sent ${error.message}`, { cause: error }));
      }
    };
    const onError = (error: Error) => fail(networkError(name, error));
    const onClose = () => fail(networkError(name, new Error('it closed the connection without an answer')));
    const onAbort = () => fail(abortedError(name, signal));
    if (signal.aborted) {
      onAbort();
      return;
    }
    if (socket.destroyed) {
      onClose();
      return;
    }
    socket.on('data', onData).on('error', onError).on('close', onClose).on('end', onClose);
    signal.addEventListener('abort', onAbort);
    // It is paused when it has answered before, as behind a proxy.
    socket.resume();
    socket.write(request);
  });
}

/** Reads what an error says, as far as it comes within `ms` and the bound, and destroys the socket. Never fails. */
export function readErrorText(socket: net.Socket, { head, rest }: Answer, clock: Clock, ms: number): Promise<string> {
  return new Promise((resolve) => {
    let received = rest;
    const finish = () => {
      timer.dispose();
      socket.off('data', onData).off('end', finish).off('close', finish).destroy();
      // However much came at once, the same is read of it.
      resolve(readBody(head, received.subarray(0, maxErrorBodyBytes)).bytes.toString('utf8'));
    };
    const onData = (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      if (received.length > maxErrorBodyBytes || readBody(head, received).complete) finish();
    };
    const timer = clock.setTimeout(finish, ms);
    socket.on('data', onData).on('end', finish).on('close', finish);
    if (readBody(head, received).complete || socket.destroyed) finish();
    else socket.resume();
  });
}
