import { readFile } from 'node:fs/promises';
import { unreadableFile } from './kubeconfig-problems';

/** PEM text from inline base64 or else from a file, which may have been replaced since; null for neither. */
export async function pem(
  data: string | null | undefined,
  path: string | null | undefined,
  what: string,
): Promise<string | null> {
  if (data) return Buffer.from(data, 'base64').toString('utf8');
  return path ? readText(path, `The ${what}`) : null;
}

/** A file that the kubeconfig names. `what`: its name at the start of a sentence. Fails with a `ProblemError`. */
export async function readText(path: string, what: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw unreadableFile(what, path, error);
  }
}
