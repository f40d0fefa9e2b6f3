import type { Mute } from '../../shared/preferences';
import type { Clock } from '../base/clock';
import { DisposableStore, type Disposable } from '../base/disposable';
import type { Event } from '../base/emitter';
import type { Application } from '../engine/application';
import { Coalescer } from './coalescer';
import type { DesktopCommand } from './command';
import type { TrayIcon } from './tray-icon';
import { trayView } from './tray-view';

/** How often the tray may change, in milliseconds: fast enough for an eye, slow enough for the desktop's bus. */
const intervalMs = 100;

/** Lets the icon show what the application does, from now on. */
export function showTray(
  application: Application,
  clock: Clock,
  icon: TrayIcon,
  mutes: { readonly current: () => readonly Mute[]; readonly onDidChange: Event<unknown> },
  run: (command: DesktopCommand) => void,
): Disposable {
  const store = new DisposableStore();
  const show = () => icon.show(trayView(application.snapshot(), mutes.current()), run);
  icon.onClick(() => run({ kind: 'show-window' }));
  show();

  const updates = store.add(new Coalescer(clock, intervalMs, show));
  store.add(application.onDidChangeForwards(() => updates.request()));
  store.add(application.onDidChangeSituation(() => updates.request()));
  store.add(mutes.onDidChange(() => updates.request()));
  return store;
}
