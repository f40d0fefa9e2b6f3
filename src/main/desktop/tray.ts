import { join } from 'node:path';
import { Menu, nativeImage, Tray, type NativeImage } from 'electron';
import type { Overall } from '../../shared/overall';
import type { Mute } from '../../shared/preferences';
import type { Application } from '../engine/application';
import type { Clock } from '../base/clock';
import { DisposableStore, toDisposable, type Disposable } from '../base/disposable';
import type { Event } from '../base/emitter';
import { Coalescer } from './coalescer';
import type { DesktopCommand } from './command';
import { menuTemplate } from './tray-menu';
import { sameMenu, trayView, type TrayView } from './tray-view';

/** How often the tray may change, in milliseconds: fast enough for an eye, slow enough for the desktop's bus. */
const intervalMs = 100;

/**
 * The icon and its menu. There is one for the whole life of the app: on Linux only the first gets a
 * StatusNotifierItem.
 */
export function showTray(
  application: Application,
  clock: Clock,
  iconFolder: string,
  mutes: { readonly current: () => readonly Mute[]; readonly onDidChange: Event<unknown> },
  run: (command: DesktopCommand) => void,
): Disposable {
  const store = new DisposableStore();
  const icon = iconReader(iconFolder);
  let shown: TrayView | null = null;
  const look = () => trayView(application.snapshot(), mutes.current());
  const first = look();
  const tray = new Tray(icon(first.icon));
  store.add(toDisposable(() => tray.destroy()));
  tray.on('click', () => run({ kind: 'show-window' }));

  const show = (next: TrayView) => {
    // The menu first: whoever sees the new icon finds what belongs to it. Linux shows changes only of a menu set anew.
    if (shown === null || !sameMenu(shown, next)) {
      tray.setContextMenu(Menu.buildFromTemplate(menuTemplate(next.menu, run)));
    }
    if (shown !== null && shown.icon !== next.icon) tray.setImage(icon(next.icon));
    if (shown?.tooltip !== next.tooltip) tray.setToolTip(next.tooltip);
    shown = next;
  };
  show(first);

  const updates = store.add(new Coalescer(clock, intervalMs, () => show(look())));
  store.add(application.onDidChangeForwards(() => updates.request()));
  store.add(application.onDidChangeSituation(() => updates.request()));
  store.add(mutes.onDidChange(() => updates.request()));
  return store;
}

/** Reads each icon once. macOS tints template images itself; elsewhere the colours are part of the picture. */
function iconReader(folder: string): (overall: Overall) => NativeImage {
  const images = new Map<Overall, NativeImage>();
  const mac = process.platform === 'darwin';
  return (overall) => {
    const known = images.get(overall);
    if (known !== undefined) return known;
    const image = nativeImage.createFromPath(join(folder, `${overall}${mac ? 'Template' : ''}.png`));
    image.setTemplateImage(mac);
    images.set(overall, image);
    return image;
  };
}
