import { stat } from 'node:fs/promises';

/** Changes whenever the file does, or what a link leads to; null when there is none. Never rejects. */
export async function fingerprint(path: string): Promise<string | null> {
  try {
    const { mtimeMs, ctimeMs, size, ino, dev } = await stat(path);
    return [mtimeMs, ctimeMs, size, ino, dev].join(':');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return code === 'ENOENT' || code === 'ENOTDIR' ? null : `unreadable ${String(code)}`;
  }
}
