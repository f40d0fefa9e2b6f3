import type { MenuItemConstructorOptions } from 'electron';
import { appVerbs, asking } from '../../shared/words-actions';
import type { DesktopCommand } from './command';
import { words } from './desktop-phrases';

/** The menu as macOS has it. */
export function applicationMenu(run: (command: DesktopCommand) => void): MenuItemConstructorOptions[] {
  const item = (label: string, accelerator: string, command: DesktopCommand): MenuItemConstructorOptions => ({
    label,
    accelerator,
    click: () => run(command),
  });
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const own: MenuItemConstructorOptions[] = [
    { role: 'about' },
    separator,
    item(asking(appVerbs.settings), 'Command+,', { kind: 'visit', place: { kind: 'settings' } }),
    separator,
    { role: 'services' },
    separator,
    { role: 'hide' },
    { role: 'hideOthers' },
    { role: 'unhide' },
    separator,
    { role: 'quit', label: words.quit },
  ];
  const forwards: MenuItemConstructorOptions[] = [
    item(asking(appVerbs.add), 'Command+N', { kind: 'visit', place: { kind: 'add' } }),
    item(asking(appVerbs.import), 'Command+O', { kind: 'visit', place: { kind: 'import' } }),
    separator,
    item(words.openPortwatch, 'Command+1', { kind: 'show-window' }),
    { role: 'close' },
  ];
  return [
    { label: words.portwatch, submenu: own },
    { label: words.forwardsMenu, submenu: forwards },
    { role: 'editMenu' },
    { role: 'windowMenu' },
  ];
}
