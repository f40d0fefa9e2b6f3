import type { Theme } from '../../shared/preferences';
import { DisposableStore, toDisposable, type Disposable } from '../base/disposable';
import type { PreferenceStore } from './preferences';

/** What Electron's `nativeTheme` is to us. */
export interface NativeTheme {
  themeSource: Theme;
  readonly shouldUseDarkColors: boolean;
  on(event: 'updated', listener: () => void): unknown;
  off(event: 'updated', listener: () => void): unknown;
}

/** The ground of the window (`--ground` in the renderer's tokens), for the time before its page is painted. */
export function groundOf(dark: boolean): string {
  return dark ? '#15181c' : '#ffffff';
}

/** The app's colours are what the preferences say, or the system's. `onGround` hears the ground that goes with them. */
export function followTheme(
  preferences: Pick<PreferenceStore, 'get' | 'onDidChange'>,
  native: NativeTheme,
  onGround: (ground: string) => void,
): Disposable {
  const store = new DisposableStore();
  native.themeSource = preferences.get('theme');
  const updated = () => onGround(groundOf(native.shouldUseDarkColors));
  native.on('updated', updated);
  store.add(toDisposable(() => native.off('updated', updated)));
  store.add(
    preferences.onDidChange((key) => {
      if (key === 'theme') native.themeSource = preferences.get('theme');
    }),
  );
  return store;
}
