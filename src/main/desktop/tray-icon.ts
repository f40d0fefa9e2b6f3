import { join } from 'node:path';
import { Menu, nativeImage, Tray, type NativeImage } from 'electron';
import type { Overall } from '../../shared/overall';
import type { Disposable } from '../base/disposable';
import type { DesktopCommand } from './command';
import { menuTemplate } from './tray-menu';
import { sameMenu, startingView, type TrayView } from './tray-view';

/**
 * The icon and its menu. There is one for the whole life of the app: on Linux only the first gets a StatusNotifierItem. It
 * is there as soon as Electron is ready, and says that Portwatch starts until it is told more.
 */
export class TrayIcon implements Disposable {
  readonly #image: (overall: Overall) => NativeImage;
  readonly #tray: Tray;
  #shown: TrayView;

  /** `folder` holds a picture for each overall state. */
  constructor(folder: string, run: (command: DesktopCommand) => void) {
    this.#image = imageReader(folder);
    this.#shown = startingView;
    this.#tray = new Tray(this.#image(this.#shown.icon));
    this.#tray.setToolTip(this.#shown.tooltip);
    this.#setMenu(this.#shown, run);
  }

  onClick(listener: () => void): void {
    this.#tray.on('click', listener);
  }

  show(next: TrayView, run: (command: DesktopCommand) => void): void {
    const shown = this.#shown;
    this.#shown = next;
    // The menu first: whoever sees the new icon finds what belongs to it. Linux shows changes only of a menu set anew.
    if (!sameMenu(shown, next)) this.#setMenu(next, run);
    if (shown.icon !== next.icon) this.#tray.setImage(this.#image(next.icon));
    if (shown.tooltip !== next.tooltip) this.#tray.setToolTip(next.tooltip);
  }

  dispose(): void {
    this.#tray.destroy();
  }

  #setMenu({ menu }: TrayView, run: (command: DesktopCommand) => void): void {
    this.#tray.setContextMenu(Menu.buildFromTemplate(menuTemplate(menu, run)));
  }
}

/** Reads each picture once. macOS tints template images itself; elsewhere the colours are part of the picture. */
function imageReader(folder: string): (overall: Overall) => NativeImage {
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
