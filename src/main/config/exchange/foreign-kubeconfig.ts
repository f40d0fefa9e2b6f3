import { isAbsolute } from 'node:path';
import type { NoteBook } from './note-book';
import { shown } from './shown';

/** Colons and semicolons part the files of a list; a drive has one colon in front. */
const list = /^(?![a-z]:[\\/][^:;]*$).*[:;]/i;

/**
 * What a forward from elsewhere says of its kubeconfig, for ours; nothing where it means the user's own. A list of files cannot
 * be taken over, which is said. A path that is not absolute is taken as it is, though it may be relative to something else.
 */
export function foreignKubeconfig(where: string, path: string, book: NoteBook): { readonly kubeconfig?: string } {
  if (path === '') return {};
  const what = `kubeconfig ${shown(path)}`;
  if (list.test(path) || path.includes('\0')) {
    book.lacks(where, what, 'a context is looked up in one file: name that as its kubeconfig');
    return {};
  }
  if (!isAbsolute(path) && !path.startsWith('~')) {
    book.changes(where, what, 'it is not the whole path: here it is relative to the config file');
  }
  return { kubeconfig: path };
}
