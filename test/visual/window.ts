import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import type { Page } from 'playwright';
import type { AsyncDisposable } from '../../src/main/base/disposable';
import { launchApp } from '../support/app';
import { startDesktop } from '../support/desktop/desktop';
import { stageScript } from '../support/gallery/build.mjs';
import { pictureTime } from '../support/gallery/scenes';
import type { Look, Picture } from './picture';
import { pictures } from './pictures';

const repository = join(import.meta.dirname, '..', '..');
const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

/** The built window in real Electron, showing scenes of the gallery at a time that stands still. */
export interface StageWindow extends AsyncDisposable {
  readonly page: Page;
  /**
   * Shows a picture's scene from nothing, or goes on from the picture before it; does what the picture does, and waits until it
   * is drawn.
   */
  readonly show: (picture: Picture, look: Look) => Promise<void>;
  /** What is shown, as the system wants it otherwise. */
  readonly turn: (look: Look) => Promise<void>;
}

/** Everything that decides about pixels but belongs to the machine is fixed: one font, no hinting, no GPU, no motion. */
export async function openStage(folder: string = join(repository, 'dist', 'renderer')): Promise<StageWindow> {
  const opened: AsyncDisposable[] = [];
  const dispose = async () => {
    for (const part of opened.splice(0).reverse()) await part.dispose();
  };
  try {
    const desktop = await startDesktop();
    opened.push(desktop);
    const server = await serve(folder);
    opened.push({ dispose: () => closed(server) });
    const fonts = join(desktop.folder, 'fonts.conf');
    await writeFile(fonts, fontsConf(join(desktop.folder, 'font-cache')));
    const app = await launchApp({
      desktop,
      folder: join(import.meta.dirname, 'stand-in'),
      arguments: [
        '--font-render-hinting=none',
        '--disable-lcd-text',
        '--force-device-scale-factor=1',
        '--force-color-profile=srgb',
      ],
      environment: { FONTCONFIG_FILE: fonts, TZ: 'UTC', LANG: 'C.UTF-8' },
    });
    opened.push(app);
    const page = await app.page();
    // What a picture waits for is there at once, or never.
    page.setDefaultTimeout(10_000);
    await page.clock.setFixedTime(pictureTime);
    await page.addInitScript(
      `${await stageScript()};const scene = new URLSearchParams(location.search).get('scene');` +
        `globalThis.stage = stage; if (scene) globalThis.stageApi = stage.show(scene);`,
    );
    const { port } = server.address() as AddressInfo;
    /** The picture that is shown as it was taken. */
    let shown: string | null = null;
    const load = async (scene: string) => {
      await page.goto(`http://127.0.0.1:${String(port)}/?scene=${scene}`);
      await page.locator('main').first().waitFor();
      // Keys are heard from then on.
      await drawn(page);
    };
    const arrive = async (picture: Picture) => {
      const [width, height] = picture.size ?? [1000, 640];
      if ('after' in picture && shown !== picture.after) await arrive(pictureNamed(picture.after));
      shown = null;
      await page.setViewportSize({ width, height });
      if ('scene' in picture) await load(picture.scene);
      await picture.act?.(page);
      // What the pointer has come to lie on would look pointed at.
      await page.mouse.move(0, 0);
      shown = picture.name;
    };
    const turn = async (look: Look) => {
      await page.emulateMedia({
        colorScheme: look === 'light' ? 'light' : 'dark',
        contrast: look === 'contrast' ? 'more' : 'no-preference',
        reducedMotion: 'reduce',
      });
      await drawn(page);
    };
    const show = async (picture: Picture, look: Look) => {
      await turn(look);
      await arrive(picture);
      await drawn(page);
    };
    return { page, show, turn, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

function pictureNamed(name: string): Picture {
  const picture = pictures.find((one) => one.name === name);
  if (!picture) throw new Error(`There is no picture ${name}`);
  return picture;
}

/** Two frames after the fonts are there: what the last change asked for is on the screen. */
async function drawn(page: Page): Promise<void> {
  await page.evaluate(
    'document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))',
  );
}

async function serve(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const file = join(folder, path === '/' ? 'index.html' : path);
    readFile(file).then(
      (body) => response.setHeader('content-type', types[extname(file)] ?? 'text/plain').end(body),
      () => response.writeHead(404).end(),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}

function fontsConf(cache: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts/truetype/dejavu</dir>
  <cachedir>${cache}</cachedir>
  <match target="pattern"><edit name="family" mode="prepend" binding="strong"><string>DejaVu Sans</string></edit></match>
</fontconfig>
`;
}
