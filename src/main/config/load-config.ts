import { isUtf8 } from 'node:buffer';
import { readFile, stat } from 'node:fs/promises';
import type { ConfigProblem } from '../../shared/view';
import type { ConfigResult } from './config-result';
import { fileProblem, readConfig, rejected } from './read-config';

/** As much as kportal reads. */
export const maxConfigBytes = 10 * 1024 * 1024;

/** Reads and understands the config file at `path`. Never rejects: what is wrong is in the result. */
export async function loadConfig(path: string): Promise<ConfigResult> {
  let bytes: Buffer;
  try {
    const status = await stat(path);
    if (status.isDirectory())
      return rejected(path, [fileProblem(path, 'This is a folder, not a file', 'Name the file in it.')]);
    if (!status.isFile()) return rejected(path, [fileProblem(path, 'This is not a regular file', 'Check the path.')]);
    if (status.size > maxConfigBytes) return rejected(path, [tooLarge(path, status.size)]);
    bytes = await readFile(path);
  } catch (error) {
    return rejected(path, [unreadable(path, error as NodeJS.ErrnoException)]);
  }
  // It may have grown since it was looked at.
  if (bytes.length > maxConfigBytes) return rejected(path, [tooLarge(path, bytes.length)]);
  if (!isUtf8(bytes)) return rejected(path, [fileProblem(path, 'The file is not UTF-8 text', 'Save it as UTF-8.')]);
  return readConfig(path, new TextDecoder().decode(bytes));
}

function tooLarge(path: string, bytes: number): ConfigProblem {
  const megabytes = (bytes / 1024 / 1024).toFixed(1);
  return fileProblem(
    path,
    `The file has ${megabytes} MiB; at most 10 MiB are read`,
    'Split it, or check that it is the right file.',
  );
}

function unreadable(path: string, error: NodeJS.ErrnoException): ConfigProblem {
  const code = error.code ?? error.message;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return fileProblem(path, 'The file does not exist', 'Check the path, or create the file.');
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return fileProblem(path, 'The file may not be read', 'Give your user permission to read it.');
  }
  return fileProblem(path, `The file cannot be read (${code})`, 'Check the path.');
}
