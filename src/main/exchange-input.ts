import type { Readable } from 'node:stream';
import { maxImportBytes } from './config/exchange/safe-input';
import { RefusedError, textOf } from './config/text-file';

/** All of a stream. Rejects with `RefusedError`. */
export async function readAll(input: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of input) {
    const bytes = Buffer.from(chunk as Buffer);
    size += bytes.length;
    if (size > maxImportBytes) throw new RefusedError('What was given has more than 10 MiB.');
    chunks.push(bytes);
  }
  return textOf(Buffer.concat(chunks), 'What was given');
}
