import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ForwardEdit } from '../../shared/forward-edit';
import type { Outcome, Refusal } from '../../shared/outcome';
import { messageOf } from '../../shared/message-of';
import { EntryGoneError, editConfigText } from './edit-text';
import { UneditableError } from './uneditable';
import { FileChangedError, replaceFile } from './replace-file';
import { readTextIfThere, RefusedError } from './text-file';

/** Somebody else who writes all the time gets the file to themselves after so many tries. */
const maxTries = 5;

/**
 * Writes what `change` makes of the config file's text, or of none, into the file, which may be a new one. What somebody else
 * has written meanwhile stays: the change is made on their text. Rejects with what `refusalOf` understands.
 */
export async function changeConfigFile<T extends { readonly text: string }>(
  path: string,
  change: (text: string) => T,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    const before = await readTextIfThere(path);
    const changed = change(before ?? '');
    if (changed.text === (before ?? '')) return changed;
    if (before === null) await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    try {
      await replaceFile(path, changed.text, before);
      return changed;
    } catch (error) {
      if (!(error instanceof FileChangedError) || tries === maxTries) throw error;
    }
  }
}

/** Writes the edit of one forward, as long as that is what was seen. Never rejects. */
export async function editConfigFile(path: string, edit: ForwardEdit): Promise<Outcome> {
  try {
    await changeConfigFile(path, (text) => ({ text: editConfigText(text, edit) }));
    return { ok: true };
  } catch (error) {
    return refusalOf(path, error);
  }
}

/** Why a config file could not be read or changed. */
export function refusalOf(path: string, error: unknown): Refusal {
  const message = messageOf(error);
  if (error instanceof EntryGoneError || error instanceof RefusedError) return { ok: false, message, hint: '' };
  if (error instanceof UneditableError) {
    const sentence = `${path} cannot be changed from here. ${message}.`;
    return { ok: false, message: sentence, hint: 'Edit the file by hand.' };
  }
  return {
    ok: false,
    message: `${path} cannot be written: ${message}`,
    hint: 'Check its permissions, and whether the disk is full.',
  };
}
