import { Menu } from 'electron';
import { applicationMenu } from './application-menu-template';
import type { DesktopCommand } from './command';

/** macOS needs a menu for copy and paste; elsewhere the default one would offer to reload and to inspect. */
export function setApplicationMenu(run: (command: DesktopCommand) => void): void {
  Menu.setApplicationMenu(process.platform === 'darwin' ? Menu.buildFromTemplate(applicationMenu(run)) : null);
}
