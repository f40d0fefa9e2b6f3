import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { app, BrowserWindow, ipcMain, session } from 'electron';
import { systemClock } from '../../../src/main/base/clock';
import { registerAppScheme, serveApp } from '../../../src/main/desktop/app-protocol';
import { openPreferences } from '../../../src/main/desktop/preferences';
import { MainWindow } from '../../../src/main/desktop/window';
import { channelOf, requestNames, type RequestName } from '../../../src/shared/ipc';
import type { ForwardView, Snapshot } from '../../../src/shared/view';
import { figuresMark, type UiFigures } from './figures';
import { benchBeats, benchChanges, benchForwards } from './forwards';
import { MeasuredPage } from './page';

/**
 * The desktop program with no forwards behind it: the real window, page and bridge, and heartbeats that nobody's heart makes.
 * Writes figures of each round, and ends.
 */

/** As often as the watchdog polls by default, in milliseconds. */
const pollMs = 5_000;
/** By when the page has drawn what it was told, and rests again. */
const settleMs = 150;

const { values: options } = parseArgs({
  options: {
    root: { type: 'string', default: '' },
    counts: { type: 'string', default: '20,500' },
    rounds: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '5' },
  },
  strict: false,
});
const root = String(options.root);
const seconds = Number(options.seconds);
const log = { info: console.error, warn: console.error, error: console.error };

registerAppScheme();
void app.whenReady().then(async () => {
  app.on('window-all-closed', () => undefined);
  serveApp(session.defaultSession, join(root, 'dist', 'renderer'), log);
  const counts = String(options.counts).split(',').map(Number);
  for (let round = 0; round < Number(options.rounds); round += 1) {
    for (const count of round % 2 === 0 ? counts : [...counts].reverse()) {
      process.stdout.write(`${figuresMark}${JSON.stringify(await measure(count))}\n`);
    }
  }
  app.exit(0);
}, failed);
process.on('unhandledRejection', failed);

function failed(error: unknown): void {
  log.error(error);
  app.exit(1);
}

async function measure(count: number): Promise<UiFigures> {
  const views = benchForwards(count, Date.now());
  serve(views);
  const window = new MainWindow({
    clock: systemClock,
    preloadFile: join(root, 'dist', 'preload', 'preload.cjs'),
    iconFile: join(root, 'assets', 'icon.png'),
    preferences: openPreferences({
      folder: app.getPath('userData'),
      now: new Date(),
      onTrouble: log.error,
      openFile: () => ({ set: () => undefined }),
    }),
    log,
  });
  try {
    return await measureIn(window, views);
  } finally {
    window.dispose();
    for (const name of requestNames) ipcMain.removeHandler(channelOf(name));
  }
}

async function measureIn(window: MainWindow, views: readonly ForwardView[]): Promise<UiFigures> {
  const askedAt = Date.now();
  const appeared = new Promise<number>((answer) => window.onDidAppear(() => answer(Date.now())));
  window.show();
  const [electronWindow] = BrowserWindow.getAllWindows();
  if (!electronWindow) throw new Error('There is no window.');
  const page = new MeasuredPage(electronWindow.webContents);
  const shownAt = await appeared;
  const paintedAt = await page.listPaintedAt();
  await page.attach();

  // Heartbeats as of once in five seconds, told faster.
  let poll = 0;
  const beat = () => {
    poll += 1;
    window.push('beats', benchBeats(views, poll, askedAt + poll * pollMs));
  };
  let second = 0;
  const change = () => {
    second += 1;
    window.push('forwards', { changed: benchChanges(views, second), removed: [] });
  };
  await pause(1_000);
  for (let round = 0; round < 12; round += 1) {
    beat();
    await pause(50);
  }
  const batchMs = await costOf(page, beat);
  const changeMs = await costOf(page, change);

  const beating = setInterval(beat, 1_000);
  const busyBefore = await page.busyMs();
  const frames = await page.scroll(seconds * 1_000);
  const frameMs = ((await page.busyMs()) - busyBefore) / frames.length;
  clearInterval(beating);

  const visibleCpu = await cpuOf(page, beat, change);
  electronWindow.hide();
  // By then the browser has collected the garbage of what was shown, once: what is measured is what goes on.
  await pause(6 * seconds * 1_000);
  // Main tells a hidden window nothing (window-feed.ts).
  const hiddenCpu = await cpuOf(page);
  return {
    forwards: views.length,
    firstPaintMs: Math.max(shownAt, paintedAt) - askedAt,
    batchMs,
    changeMs,
    framesPerSecond: (1_000 * frames.length) / frames.reduce((sum, ms) => sum + ms, 0),
    lateFrames: frames.filter((ms) => ms > 1.5 * (1_000 / 60)).length / frames.length,
    frameMs,
    visibleCpu,
    hiddenCpu,
    memoryMiB: await page.memoryMiB(),
  };
}

/** What the page's thread takes for it, without what it takes anyway in the same time. The median of several. */
async function costOf(page: MeasuredPage, push: () => void): Promise<number> {
  const costs: number[] = [];
  for (let round = 0; round < 9; round += 1) costs.push((await busyDuring(page, push)) - (await busyDuring(page)));
  return costs.sort((a, b) => a - b)[4] ?? Number.NaN;
}

async function busyDuring(page: MeasuredPage, push?: () => void): Promise<number> {
  const before = await page.busyMs();
  push?.();
  await pause(settleMs);
  return (await page.busyMs()) - before;
}

/** In parts of a core: told of heartbeats as often as by default and of changes every second, or of nothing. */
async function cpuOf(page: MeasuredPage, beat?: () => void, change?: () => void): Promise<number> {
  const ms = 2 * seconds * 1_000;
  const before = await page.cpuSeconds();
  const began = Date.now();
  const timers = [beat && setInterval(beat, pollMs), change && setInterval(change, 1_000)];
  beat?.();
  await pause(ms);
  for (const timer of timers) clearInterval(timer);
  return (1_000 * ((await page.cpuSeconds()) - before)) / (Date.now() - began);
}

function serve(views: readonly ForwardView[]): void {
  const snapshot: Snapshot = {
    forwards: views,
    watching: true,
    source: { kind: 'file', path: '/home/me/portwatch.yaml' },
    problems: [],
  };
  const answers: Partial<Record<RequestName, () => unknown>> = {
    snapshot: () => snapshot,
    history: () => [],
    timeline: () => [],
  };
  for (const name of requestNames) {
    ipcMain.handle(channelOf(name), () => {
      const answer = answers[name];
      if (!answer) throw new Error(`The benchmark does not answer ${name}.`);
      return JSON.stringify(answer());
    });
  }
}
