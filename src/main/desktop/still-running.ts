import { Notification } from 'electron';
import { DisposableStore, toDisposable, type Disposable } from '../base/disposable';
import type { Event } from '../base/emitter';
import { words } from './desktop-phrases';
import type { PreferenceStore } from './preferences';

/** Says, the first time that the window is closed, that the forwards go on. */
export function sayStillRunning(onDidHide: Event<void>, preferences: PreferenceStore): Disposable {
  const store = new DisposableStore();
  store.add(
    onDidHide(() => {
      if (preferences.get('saidStillRunning')) return;
      preferences.set('saidStillRunning', true);
      const notification = new Notification({ ...words.stillRunning, silent: true });
      notification.show();
      // It would not be true any more once the app has ended.
      store.add(toDisposable(() => notification.close()));
    }),
  );
  return store;
}
