import type { PushName, PushPayload } from '../../shared/ipc';
import { DisposableStore, type Disposable } from '../base/disposable';
import type { Event } from '../base/emitter';
import type { Application } from '../engine/application';

/** The window as the feed sees it. */
export interface FeedTarget {
  /** Nothing is made ready for a window that nobody sees. */
  readonly live: boolean;
  readonly onDidAppear: Event<void>;
  push<K extends PushName>(name: K, payload: PushPayload<K>): void;
}

/** Tells the window what happens while it can be seen, and everything when it appears again. */
export function feedWindow(application: Application, window: FeedTarget): Disposable {
  const store = new DisposableStore();
  store.add(
    application.onDidChangeForwards(({ changed, removed }) => {
      if (window.live) window.push('forwards', { changed, removed });
    }),
  );
  store.add(application.onDidChangeSituation((snapshot) => window.push('reset', snapshot)));
  store.add(
    application.bus.onDidPublish((event) => {
      if (!window.live) return;
      // One batch per poll; it is no line of a timeline.
      if (event.type === 'watchdog.heartbeat') window.push('beats', event.beats);
      else window.push('event', event);
    }),
  );
  store.add(window.onDidAppear(() => window.push('reset', application.snapshot())));
  return store;
}
