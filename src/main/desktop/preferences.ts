import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { Emitter, type Event } from '../base/emitter';
import type { Trouble } from '../engine/application';
import { currentVersion, defaultPreferences, type Preferences, understand } from './preference-versions';

export interface PreferenceStore {
  /** Where they are kept. */
  readonly path: string;
  readonly onDidChange: Event<keyof Preferences>;
  get<K extends keyof Preferences>(key: K): Preferences[K];
  /** Never throws: what cannot be kept is told, and holds until Portwatch ends. */
  set<K extends keyof Preferences>(key: K, value: Preferences[K]): void;
}

export type PreferencesFile = Preferences & { readonly version: number };

export interface PreferencesOptions {
  /** The app's own data folder. */
  readonly folder: string;
  /** Names a damaged file that is put aside. */
  readonly now: Date;
  readonly onTrouble: (trouble: Trouble) => void;
  /** Opens what writes `preferences.json` in the folder, atomically. May throw, and so may its `set`. */
  readonly openFile: (folder: string) => { set(values: PreferencesFile): void };
}

/** What the file says, and whether it may be written. */
interface Opened {
  readonly preferences: Preferences;
  readonly isWritable: boolean;
}

/**
 * The preferences in `folder`. A damaged file is kept aside and begun anew; one of a newer Portwatch, or one that cannot be
 * read, is left alone. Either is told.
 */
export function openPreferences(options: PreferencesOptions): PreferenceStore {
  const path = join(options.folder, 'preferences.json');
  const { preferences, isWritable } = open(path, options);
  let values = preferences;
  const write = isWritable ? writerOf(path, options, preferences) : () => undefined;
  const changed = new Emitter<keyof Preferences>();
  return {
    path,
    onDidChange: changed.event,
    get: (key) => values[key],
    set: (key, value) => {
      values = { ...values, [key]: value };
      write(values);
      changed.fire(key);
    },
  };
}

function open(path: string, { now, onTrouble }: PreferencesOptions): Opened {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      return { preferences: defaultPreferences, isWritable: true };
    onTrouble({
      file: path,
      message: `The preferences cannot be read (${codeOf(error)}): the defaults are used, and changes are not kept`,
      hint: 'Forwards are not concerned. Check the file and its permissions, then start Portwatch again.',
    });
    return { preferences: defaultPreferences, isWritable: false };
  }
  const found = understand(parsed(text));
  switch (found.kind) {
    case 'understood':
      return { preferences: found.preferences, isWritable: true };
    case 'newer':
      onTrouble({
        file: path,
        message: `The preferences are of a newer Portwatch (version ${String(found.version)}): they are read, and changes are not kept`,
        hint: 'Start that Portwatch, or move the file away.',
      });
      return { preferences: found.preferences, isWritable: false };
    case 'damaged':
      return { preferences: defaultPreferences, isWritable: putAside(path, now, onTrouble) };
  }
}

/** Answers whether the place is free now. */
function putAside(path: string, now: Date, onTrouble: (trouble: Trouble) => void): boolean {
  const aside = `${path}.damaged-${now.toISOString().replace(/[:.]/g, '-')}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    const message = `The preferences are damaged and cannot be moved (${codeOf(error)}): changes are not kept`;
    onTrouble({ file: path, message, hint: 'Forwards are not concerned. Move the file away.' });
    return false;
  }
  const message = `The preferences were damaged: they are kept as ${aside}, and begun anew`;
  onTrouble({ file: path, message, hint: 'Forwards are not concerned.' });
  return true;
}

/** The first failure is told, and the next one after a success. */
function writerOf(
  path: string,
  { folder, openFile, onTrouble }: PreferencesOptions,
  initial: Preferences,
): (values: Preferences) => void {
  let file: ReturnType<typeof openFile> | null = null;
  let isTold = false;
  const write = (values: Preferences) => {
    try {
      file ??= openFile(folder);
      file.set({ ...values, version: currentVersion });
      isTold = false;
    } catch (error) {
      if (isTold) return;
      isTold = true;
      const message = `The preferences cannot be written (${codeOf(error)}): changes are not kept`;
      onTrouble({ file: path, message, hint: 'Forwards are not concerned. Make room on the disk, or permit writing.' });
    }
  };
  write(initial);
  return write;
}

/** undefined for what is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}
