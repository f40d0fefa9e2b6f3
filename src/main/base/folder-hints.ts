import { watch } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Disposable, DisposableStore, toDisposable } from './disposable';

/**
 * Calls `onHint` when something happens in the folders that these files are in, or in those that they lead to through links.
 * Folders that cannot be watched give no hints. Never rejects.
 */
export async function folderHints(paths: readonly string[], onHint: () => void): Promise<Disposable> {
  const folders = new Set<string>();
  for (const path of paths) {
    folders.add(dirname(path));
    const target = await realpath(path).catch(() => null);
    if (target !== null) folders.add(dirname(target));
  }
  const store = new DisposableStore();
  for (const folder of folders) store.add(watchFolder(folder, onHint));
  return store;
}

function watchFolder(folder: string, onHint: () => void): Disposable {
  try {
    const watcher = watch(folder, { persistent: false }, onHint);
    watcher.on('error', () => watcher.close());
    return toDisposable(() => watcher.close());
  } catch {
    // There is no such folder, or the system has no watches left: the files are looked at in any case.
    return toDisposable(() => undefined);
  }
}
