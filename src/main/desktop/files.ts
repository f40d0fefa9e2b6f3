import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import type { ShownFile } from '../../shared/ipc-preferences';
import type { Outcome } from '../../shared/outcome';
import { setupWords } from '../../shared/words-settings';
import { messageOf } from '../../shared/message-of';

/** The part of Electron's `shell` that files are shown with. */
export interface FileShell {
  showItemInFolder(path: string): void;
  /** Answers why not; empty when it was opened. */
  openPath(path: string): Promise<string>;
}

/** Where the files are that can be shown; null for those that are not there. */
export type FilePlaces = () => Readonly<Record<ShownFile, string | null>>;

/** Shows a file of the app's own in its folder, or opens it with what the system opens such files with. Never rejects. */
export async function showFile(
  shell: FileShell,
  places: FilePlaces,
  asked: { readonly file: ShownFile; readonly how: 'reveal' | 'open' },
): Promise<Outcome> {
  const path = places()[asked.file];
  if (path === null) return { ok: false, message: setupWords.noSuchKind[asked.file], hint: '' };
  try {
    await access(path, constants.F_OK);
  } catch {
    return { ok: false, message: setupWords.noSuchFile(path), hint: '' };
  }
  if (asked.how === 'reveal') {
    shell.showItemInFolder(path);
    return { ok: true };
  }
  try {
    const reason = await shell.openPath(path);
    return reason === '' ? { ok: true } : { ok: false, message: setupWords.notOpened(path, reason), hint: '' };
  } catch (error) {
    const reason = messageOf(error);
    return { ok: false, message: setupWords.notOpened(path, reason), hint: '' };
  }
}
