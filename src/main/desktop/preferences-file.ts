import Store from 'electron-store';
import type { PreferencesFile } from './preferences';

/** Writes `preferences.json` in the folder, whole and atomically. Throws what the file system says. */
export function openPreferencesFile(folder: string): { set(values: PreferencesFile): void } {
  const store = new Store<PreferencesFile>({ name: 'preferences', cwd: folder });
  return { set: (values) => store.set(values) };
}
