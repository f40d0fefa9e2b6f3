import type { ClientRequest, IncomingMessage } from 'node:http';
import { ApiAnswerError } from './api-errors';

/** More than any list of pods that a person would forward to, in bytes. */
const maxBodyBytes = 64 * 1024 * 1024;

/** The body of an answer as text. Longer than 64 MiB, its request fails with an `ApiAnswerError`. */
export function wholeBody(request: ClientRequest, response: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > maxBodyBytes) request.destroy(new ApiAnswerError('it is longer than 64 MiB'));
    });
    response.on('error', reject);
    response.on('end', () => resolve(Buffer.concat(chunks).toString()));
  });
}
