import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ForwardEdit } from '../shared/forward-edit';
import { EntryGoneError, editConfigText } from './config/edit-text';
import { UneditableError } from './config/edit-yaml';
import { FileChangedError, readIfThere, replaceFile } from './config/replace-file';
import type { Outcome } from './engine/application';

/** Somebody else who writes all the time gets the file to themselves after so many tries. */
const maxTries = 5;

/**
 * Writes the edit into the config file, or into a new one. What somebody else has written meanwhile stays: the edit is made on
 * their text, as long as its forward is still what was seen. Never rejects.
 */
export async function editConfigFile(path: string, edit: ForwardEdit): Promise<Outcome> {
  try {
    for (let tries = 1; ; tries += 1) {
      const before = await readIfThere(path);
      const after = editConfigText(before ?? '', edit);
      if (after === before) return { ok: true };
      if (before === null) await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      try {
        await replaceFile(path, after, before);
        return { ok: true };
      } catch (error) {
        if (!(error instanceof FileChangedError) || tries === maxTries) throw error;
      }
    }
  } catch (error) {
    return { ok: false, ...sentencesFor(path, error) };
  }
}

function sentencesFor(path: string, error: unknown): { readonly message: string; readonly hint: string } {
  if (error instanceof EntryGoneError) return { message: error.message, hint: '' };
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof UneditableError) {
    return { message: `${path} cannot be changed from here. ${message}.`, hint: 'Edit the file by hand.' };
  }
  return {
    message: `${path} cannot be written: ${message}`,
    hint: 'Check its permissions, and whether the disk is full.',
  };
}
