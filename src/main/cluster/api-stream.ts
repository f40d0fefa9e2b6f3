import * as http from 'node:http';
import { StringDecoder } from 'node:string_decoder';
import type { Clock } from '../base/clock';
import { withDeadline } from '../base/deadline';
import { dial } from '../tunnel/dial';
import { dialDeadlineMs, inTurn, statusError } from './api-client';
import { ApiAnswerError } from './api-errors';
import { type ApiAccess, endpointAt } from './endpoint';

export interface ApiStreamOptions {
  readonly access: ApiAccess;
  readonly path: string;
  readonly clock: Clock;
  /** The answer has begun, or more of it has come and been passed on. */
  readonly onSign: () => void;
  /** Without its end. What this throws ends the stream, and is what it fails with. */
  readonly onLine: (line: string) => void;
  readonly signal: AbortSignal;
}

/** An object in etcd is at most 1.5 MB; as JSON in one line it may be several times that. */
const maxLineChars = 16 * 1024 * 1024;
const maxErrorChars = 64 * 1024;

/**
 * An answer that goes on for minutes, line by line, over a connection of its own: it must not take the place of a request.
 * Resolves when the server ends it. Fails with `ApiStatusError`, `ApiAnswerError`, a network error or the signal's reason.
 */
export async function streamLines(options: ApiStreamOptions): Promise<void> {
  const { access, path, clock, signal } = options;
  const endpoint = endpointAt(access, path);
  const url = new URL(endpoint.url);
  const socket = await withDeadline(clock, 'connecting', dialDeadlineMs, (stop) => dial(endpoint, stop), signal);
  try {
    const request = http.request({
      // After a proxy's answer it is paused, and would stay so.
      createConnection: () => socket.resume(),
      path: url.pathname + url.search,
      headers: { ...inTurn(access.headers), Host: url.host, Accept: 'application/json', Connection: 'close' },
      signal,
    });
    await received(request, options);
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    socket.destroy();
  }
}

function received(request: http.ClientRequest, { onSign, onLine }: ApiStreamOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    request.on('error', reject);
    request.on('response', (response) => {
      onSign();
      const isFine = response.statusCode === 200;
      const decoder = new StringDecoder('utf8');
      let rest = '';
      response.on('data', (chunk: Buffer) => {
        try {
          rest += decoder.write(chunk);
          if (isFine) rest = eachLine(rest, onLine);
          onSign();
          if (rest.length > (isFine ? maxLineChars : maxErrorChars)) throw new ApiAnswerError('a line is too long');
        } catch (error) {
          // Where it is destroyed again, that error comes too late to count.
          reject(error instanceof Error ? error : new Error(String(error)));
          request.destroy();
        }
      });
      response.on('error', reject);
      response.on('end', () => {
        if (isFine) resolve();
        else reject(statusError(response.statusCode ?? 0, rest));
      });
    });
    request.end();
  });
}

/** Answers what comes after the last whole line. */
function eachLine(text: string, onLine: (line: string) => void): string {
  const lines = text.split('\n');
  const rest = lines.pop() ?? '';
  for (const line of lines) if (line.trim() !== '') onLine(line);
  return rest;
}
