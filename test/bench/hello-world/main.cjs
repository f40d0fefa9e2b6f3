'use strict';

// The least that an Electron app with a tray icon is: what Portwatch's launch and memory are compared with.
const { app, Menu, nativeImage, Tray } = require('electron');

const size = 22;
const pixel = Buffer.from([200, 0, 0, 255]);

void app.whenReady().then(() => {
  const icon = nativeImage.createFromBitmap(Buffer.concat(Array(size * size).fill(pixel)), {
    width: size,
    height: size,
  });
  const tray = new Tray(icon);
  tray.setToolTip('Hello world');
  tray.setContextMenu(Menu.buildFromTemplate([{ label: 'Quit', click: () => app.quit() }]));
  // Held, so that it is not collected with its icon.
  globalThis.tray = tray;
});
process.on('SIGTERM', () => app.quit());
