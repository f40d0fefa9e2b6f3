import type { MenuItemConstructorOptions } from 'electron';
import { assertNever } from '../../shared/assert-never';
import type { DesktopCommand } from './command';
import type { TrayItem } from './tray-view';

/** The plain menu as Electron wants it. */
export function menuTemplate(
  items: readonly TrayItem[],
  run: (command: DesktopCommand) => void,
): MenuItemConstructorOptions[] {
  return items.map((item) => {
    switch (item.kind) {
      case 'separator':
        return { type: 'separator' };
      case 'heading':
        return { label: item.label, enabled: false };
      case 'action':
        return { label: item.label, enabled: item.enabled, click: () => run(item.command) };
      case 'submenu':
        return { label: item.label, submenu: menuTemplate(item.items, run) };
      default:
        return assertNever(item);
    }
  });
}
