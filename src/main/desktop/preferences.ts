import Store from 'electron-store';
import type { Rectangle } from 'electron';

/** What the app remembers about itself on this machine. Forwards are never kept here. */
export interface Preferences {
  /** The window has been seen: from now on the app starts as an icon. */
  readonly introduced: boolean;
  /** "Closing keeps Portwatch running" has been said. */
  readonly saidStillRunning: boolean;
  readonly bounds: Rectangle | null;
}

export type PreferenceStore = Pick<Store<Preferences>, 'get' | 'set'>;

/** Kept in the app's own data folder. A damaged file is begun anew: it holds nothing that cannot be lost. */
export function openPreferences(): PreferenceStore {
  return new Store<Preferences>({
    name: 'preferences',
    clearInvalidConfig: true,
    defaults: { introduced: false, saidStillRunning: false, bounds: null },
  });
}
