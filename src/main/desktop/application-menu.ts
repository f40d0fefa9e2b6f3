import { Menu } from 'electron';

/** macOS needs a menu for copy and paste; elsewhere the default one would offer to reload and to inspect. */
export function setApplicationMenu(): void {
  Menu.setApplicationMenu(
    process.platform === 'darwin'
      ? Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }])
      : null,
  );
}
