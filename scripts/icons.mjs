/**
 * Draws the PNGs in assets/ from the SVGs beside them: `node scripts/icons.mjs`. The PNGs are committed, so that
 * neither a build nor a test needs this.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';

const assets = join(import.meta.dirname, '..', 'assets');
const tray = join(assets, 'tray');

/** Panels show 16 to 24 px; macOS menu bars want 18 pt, in black, and colour it themselves. */
const trayPixels = 24;
const templatePixels = 18;

function draw(svg, pixels, file) {
  const image = new Resvg(svg, { fitTo: { mode: 'width', value: pixels } }).render();
  writeFileSync(file, image.asPng());
}

for (const file of readdirSync(tray).filter((name) => name.endsWith('.svg'))) {
  const svg = readFileSync(join(tray, file), 'utf8');
  const black = svg.replace(/ color="[^"]*"/, ' color="#000000"');
  const base = join(tray, file.slice(0, -'.svg'.length));
  for (const [scale, suffix] of [
    [1, ''],
    [2, '@2x'],
  ]) {
    draw(svg, trayPixels * scale, `${base}${suffix}.png`);
    draw(black, templatePixels * scale, `${base}Template${suffix}.png`);
  }
}

const icon = readFileSync(join(assets, 'icon.svg'), 'utf8');
draw(icon, 512, join(assets, 'icon.png'));
draw(icon, 1024, join(assets, 'icon@2x.png'));
