'use strict';

// Runs inside Electron as its built-in app, in place of the default app of a full distribution: the first argument
// that names a folder with a package.json is the app.
const { existsSync, readFileSync } = require('node:fs');
const { join, resolve } = require('node:path');
const { app } = require('electron');

const folder = process.argv.slice(1).find((argument) => {
  return !argument.startsWith('-') && existsSync(join(argument, 'package.json'));
});

if (folder === undefined) {
  process.stderr.write('Name the folder of the app: electron FOLDER\n');
  process.exit(1);
}

const appFolder = resolve(folder);
const manifest = JSON.parse(readFileSync(join(appFolder, 'package.json'), 'utf8'));
Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true });
app.setName(manifest.productName ?? manifest.name);
app.setVersion(manifest.version ?? '0.0.0');
app.setDesktopName(manifest.desktopName ?? `${manifest.name}.desktop`);
app.setAppPath(appFolder);
require(join(appFolder, manifest.main ?? 'index.js'));
