'use strict';
// An empty window of the same Electron, as locked up as the app's own; what it shows is brought by the test.
const { app, BrowserWindow } = require('electron');

void app.whenReady().then(() => {
  const window = new BrowserWindow({
    width: 1280,
    height: 860,
    useContentSize: true,
    webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, spellcheck: false },
  });
  return window.loadURL('about:blank');
});
