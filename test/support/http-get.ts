import { type RequestOptions, request } from 'node:http';
import type { Duplex } from 'node:stream';

export interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

/** An HTTP request to a local port on a connection of its own, with an optional body. Rejects when it is cut off. */
export function requestLocal(port: number, path: string, options: RequestOptions = {}, body?: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, agent: false, ...options }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) }));
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

/** Reads exactly `length` bytes. Rejects when the stream ends before that. */
export function readBytes(stream: Duplex, length: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let got = 0;
    const settle = (act: () => void) => {
      stream.off('data', onData).off('error', onError).off('end', onEnd);
      act();
    };
    const onData = (chunk: Buffer) => {
      chunks.push(chunk);
      got += chunk.length;
      if (got >= length) settle(() => resolve(Buffer.concat(chunks)));
    };
    const onError = (error: Error) => settle(() => reject(error));
    const onEnd = () =>
      settle(() => reject(new Error(`the stream ended after ${String(got)} of ${String(length)} bytes`)));
    stream.on('data', onData).on('error', onError).on('end', onEnd);
  });
}
