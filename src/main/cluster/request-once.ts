import * as http from 'node:http';
import { dial } from '../tunnel/dial';
import type { Endpoint } from '../tunnel/endpoint';

export interface OneRequest {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface OneAnswer {
  readonly status: number;
  readonly body: string;
}

const maxBodyBytes = 1024 * 1024;

/**
 * Asks a server one thing, over a connection of its own, made as those to API servers are: with their checks and proxies.
 * Redirections are not followed. Fails with `TunnelError`, a network error or the signal's reason.
 */
export async function requestOnce(endpoint: Endpoint, request: OneRequest, signal: AbortSignal): Promise<OneAnswer> {
  const url = new URL(endpoint.url);
  const socket = await dial(endpoint, signal);
  return new Promise((resolve, reject) => {
    const { method, headers, body = '' } = request;
    const sent = http.request({
      createConnection: () => socket,
      method,
      path: url.pathname + url.search,
      headers: { ...headers, Host: url.host, Connection: 'close', 'Content-Length': Buffer.byteLength(body) },
      signal,
    });
    const fail = (error: unknown) => {
      socket.destroy();
      reject((signal.aborted ? signal.reason : error) as Error);
    };
    sent.on('error', fail).on('response', (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size > maxBodyBytes) fail(new Error('The answer is longer than 1 MiB'));
      });
      response.on('error', fail).on('end', () => {
        socket.destroy();
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() });
      });
    });
    // After a proxy's answer it is paused, and would stay so.
    socket.resume();
    sent.end(body);
  });
}
