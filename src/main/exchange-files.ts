import { isUtf8 } from 'node:buffer';
import { readFile, stat } from 'node:fs/promises';
import net from 'node:net';
import type { Readable } from 'node:stream';
import { maxImportBytes } from './config/exchange/safe-input';

/** What ends a command with a sentence for people. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

/** A file's text. Rejects with `RefusedError`. */
export async function readText(path: string): Promise<string> {
  try {
    const status = await stat(path);
    if (!status.isFile()) throw new RefusedError(`${path} is not a file.`);
    if (status.size > maxImportBytes) throw new RefusedError(`${path} has more than 10 MiB.`);
    return textOf(await readFile(path), path);
  } catch (error) {
    if (error instanceof RefusedError) throw error;
    throw new RefusedError(`${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)}).`, {
      cause: error,
    });
  }
}

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

function textOf(bytes: Buffer, what: string): string {
  if (!isUtf8(bytes)) throw new RefusedError(`${what} is not UTF-8 text.`);
  return bytes.toString('utf8');
}

/** Whether a forward could listen there now. */
export function isFree(port: number, address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: address, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
