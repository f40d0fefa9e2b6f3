import { open, readFile, readlink, realpath, rename, stat, unlink } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** Somebody else has written the file since it was read. */
export class FileChangedError extends Error {
  override readonly name = 'FileChangedError';
}

/** The file's text; null when there is none. Rejects with the system's error. */
export async function readIfThere(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  });
}

/**
 * Puts `text` in the file's place, all of it or nothing, through links, with the file's mode; a new file is the user's
 * alone. `expected` is what was read before: rejects with `FileChangedError` when that is no longer so, else with the
 * system's error.
 */
export async function replaceFile(path: string, text: string, expected: string | null): Promise<void> {
  const target = await targetOf(path);
  const temporary = `${target}.${String(process.pid)}.tmp`;
  const mode = expected === null ? 0o600 : (await stat(target)).mode & 0o777;
  try {
    const file = await open(temporary, 'wx', mode);
    try {
      await file.chmod(mode);
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    if ((await readIfThere(target)) !== expected) throw new FileChangedError(`${path} has been changed meanwhile.`);
    await rename(temporary, target);
  } catch (error) {
    // Somebody else's, when it could not be made.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') await unlink(temporary).catch(() => undefined);
    throw error;
  }
  await syncFolder(dirname(target));
}

/** Where a link leads, also when there is nothing yet. */
async function targetOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const link = await readlink(path).catch(() => null);
    return link === null ? resolve(path) : resolve(dirname(path), link);
  }
}

/** So that the new name outlives a power cut. Windows has nothing like it. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}
