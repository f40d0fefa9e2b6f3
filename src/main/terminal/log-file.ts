import { createWriteStream } from 'node:fs';
import type { Application } from '../engine/application';
import { type Disposable, DisposableStore, toDisposable } from '../base/disposable';
import { logLines } from './lines';

/**
 * Appends every event to a file as a JSON line, readable by its owner only. A file that cannot be written is reported
 * once, and changes nothing else.
 */
export function logToFile(application: Application, path: string, onError: (error: Error) => void): Disposable {
  const store = new DisposableStore();
  const file = createWriteStream(path, { flags: 'a', mode: 0o600 });
  store.add(toDisposable(() => file.end()));
  const lines = store.add(logLines(application, file, 'json'));
  file.once('error', (error) => {
    lines.dispose();
    onError(error);
  });
  return store;
}
