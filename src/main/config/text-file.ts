import { isUtf8 } from 'node:buffer';
import { readFile, stat } from 'node:fs/promises';
import { maxImportBytes } from './exchange/safe-input';

/** A file or a text that is not worked with. The message is for people. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

/** A file's text. Rejects with `RefusedError`. */
export async function readTextFile(path: string): Promise<string> {
  const text = await readTextIfThere(path);
  if (text === null) throw new RefusedError(`${path} cannot be read (ENOENT).`);
  return text;
}

/** Null when there is no such file. Rejects with `RefusedError`. */
export async function readTextIfThere(path: string): Promise<string | null> {
  try {
    const status = await stat(path);
    if (!status.isFile()) throw new RefusedError(`${path} is not a file.`);
    if (status.size > maxImportBytes) throw new RefusedError(`${path} has more than 10 MiB.`);
    return textOf(await readFile(path), path);
  } catch (error) {
    if (error instanceof RefusedError) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    if (code === 'ENOENT') return null;
    throw new RefusedError(`${path} cannot be read (${code}).`, { cause: error });
  }
}

/** Throws `RefusedError`. `what`: for sentences. */
export function textOf(bytes: Buffer, what: string): string {
  if (!isUtf8(bytes)) throw new RefusedError(`${what} is not UTF-8 text.`);
  return bytes.toString('utf8');
}
