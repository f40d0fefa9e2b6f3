import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { ChildProgram } from '../../support/child-program';
import { startDisplay } from '../../support/desktop/display';
import { machineText } from '../machine';
import { electronSchema, type Electron } from '../tray-rows';
import { figuresMark, uiFiguresSchema, type UiFigures } from './figures';
import { bundleRow, uiRows, uiTable } from './report';

/** `npm run bench:ui`, once scripts/bench-ui.mjs has prepared everything. */

const few = 20;
const many = 500;

/** No GPU under a virtual display, no key ring. */
const desktopSwitches = ['--disable-gpu', '--password-store=basic'];

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      /** The folder that holds `dist` and `assets`. */
      root: { type: 'string', default: process.cwd() },
      /** The folder of the app that stands in for Portwatch's main process. */
      app: { type: 'string', default: '' },
      /** JSON. */
      electron: { type: 'string', default: '{}' },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '5' },
      json: { type: 'string' },
    },
  });
  const electron = electronSchema.parse(JSON.parse(values.electron));
  process.stderr.write(`${machineText()}, Electron ${electron.version}\n`);
  const figures = await figuresOf(electron, [
    values.app,
    `--root=${values.root}`,
    `--counts=${String(few)},${String(many)}`,
    `--rounds=${values.rounds}`,
    `--seconds=${values.seconds}`,
  ]);
  const bundle = await gzippedBytes(join(values.root, 'dist', 'renderer', 'assets'));
  const rows = [...uiRows(figures, few, many), bundleRow(bundle)];
  process.stdout.write(uiTable(rows, few, many));
  if (values.json !== undefined)
    await writeFile(values.json, `${JSON.stringify({ rows, rounds: figures }, null, 2)}\n`);
}

/** Of every round, as they come. Throws when the app ends without any. */
async function figuresOf(electron: Electron, args: readonly string[]): Promise<readonly UiFigures[]> {
  const home = await mkdtemp(join(tmpdir(), 'portwatch-bench-ui-'));
  const display = await startDisplay();
  try {
    const program = await ChildProgram.start(
      electron.executable,
      [...args.slice(0, 1), ...electron.switches, ...desktopSwitches, ...args.slice(1)],
      {
        environment: { PATH: process.env.PATH, HOME: home, XDG_CONFIG_HOME: home, DISPLAY: display.name },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    try {
      const figures: UiFigures[] = [];
      if (!program.child.stdout) throw new Error('The app was started without a standard output.');
      for await (const line of createInterface(program.child.stdout)) {
        if (!line.startsWith(figuresMark)) continue;
        figures.push(uiFiguresSchema.parse(JSON.parse(line.slice(figuresMark.length))));
        process.stderr.write(`round ${String(figures.length)}: ${line.slice(figuresMark.length)}\n`);
      }
      if (figures.length === 0) throw new Error(`The app has measured nothing. ${program.complaints}`);
      return figures;
    } finally {
      await program.dispose();
    }
  } finally {
    await display.dispose();
    await rm(home, { recursive: true, force: true });
  }
}

/** All that a page may load, compressed file by file. */
async function gzippedBytes(folder: string): Promise<number> {
  const names = (await readdir(folder)).filter((name) => /\.(js|css)$/.test(name));
  const sizes = await Promise.all(names.map(async (name) => gzipSync(await readFile(join(folder, name))).length));
  return sizes.reduce((sum, size) => sum + size, 0);
}

await main();
