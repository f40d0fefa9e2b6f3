import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ChildProgram } from '../support/child-program';
import { type Desktop, startDesktop } from '../support/desktop/desktop';
import { freePorts } from '../support/http';
import type { TrayEffort } from './effort';
import { median } from './figures';
import { bulkWish, configOf } from './forwarders';
import { pause } from './load';
import { memoryOfSession } from './machine';
import type { Place } from './place';
import { atMostTimes, type Row, rowOf } from './row';

/** The Electron that both apps run on, as scripts/bench.mjs found it. */
export const electronSchema = z.object({
  executable: z.string(),
  version: z.string(),
  /** What it needs because of who runs it and where. */
  switches: z.array(z.string()),
});

export type Electron = z.infer<typeof electronSchema>;

export interface TrayOptions {
  readonly around: Place;
  /** Portwatch: package.json, dist/ and assets/. */
  readonly root: string;
  /** The folder of the app that it is compared with. */
  readonly helloWorld: string;
  readonly electron: Electron;
  readonly effort: TrayEffort;
}

/** One launch of an app. */
interface Launch {
  /** From the start of the process until its icon is registered with the desktop, in milliseconds. */
  readonly visibleMs: number;
  /** Of all its processes, in MiB. */
  readonly memory: number;
}

interface TrayApp {
  readonly name: 'portwatch' | 'helloWorld';
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** No GPU under a virtual display, no key ring: for both. */
const desktopSwitches = ['--disable-gpu', '--password-store=basic'];

const iconMs = 60_000;

/** Portwatch with a forward, and an Electron app that has nothing but an icon, launched in turn on a desktop of their own. */
export async function trayRows(options: TrayOptions): Promise<readonly Row[]> {
  const { electron, effort } = options;
  const desktop = await startDesktop();
  try {
    const apps = await appsOf(options, desktop);
    const taken: Record<TrayApp['name'], Launch[]> = { portwatch: [], helloWorld: [] };
    for (let round = 0; round < effort.warmUps + effort.rounds; round += 1) {
      for (const app of round % 2 === 0 ? apps : [...apps].reverse()) {
        const launch = await launchOnce(app, electron, desktop, effort.settleMs);
        if (round >= effort.warmUps) taken[app.name].push(launch);
      }
    }
    const figures = (of: keyof Launch) => ({
      portwatch: median(taken.portwatch.map((launch) => launch[of])),
      helloWorld: median(taken.helloWorld.map((launch) => launch[of])),
    });
    const target = atMostTimes(1.5, 'hello world');
    const on = `(Electron ${electron.version})`;
    return [
      rowOf(`Launch until the tray icon is there ${on}`, 'ms', figures('visibleMs'), target),
      rowOf(`Memory as a tray icon ${on}`, 'MiB', figures('memory'), target),
    ];
  } finally {
    await desktop.dispose();
  }
}

async function appsOf({ around, root, helloWorld }: TrayOptions, desktop: Desktop): Promise<readonly TrayApp[]> {
  // As from its second start on: Portwatch opens no window by itself.
  const home = join(desktop.environment.XDG_CONFIG_HOME ?? desktop.folder, 'Portwatch');
  await mkdir(home, { recursive: true });
  await writeFile(join(home, 'preferences.json'), JSON.stringify({ introduced: true }));
  const config = join(around.folder, 'tray.yaml');
  await writeFile(config, configOf([bulkWish], await freePorts(1)));
  return [
    { name: 'helloWorld', arguments: [helloWorld], environment: {} },
    { name: 'portwatch', arguments: [root, '-c', config], environment: { KUBECONFIG: around.kubeconfig } },
  ];
}

async function launchOnce(app: TrayApp, electron: Electron, desktop: Desktop, settleMs: number): Promise<Launch> {
  const [folder = '', ...further] = app.arguments;
  const start = performance.now();
  // In a session of its own, by which its processes are known.
  const program = await ChildProgram.start(
    'setsid',
    [electron.executable, folder, ...electron.switches, ...desktopSwitches, ...further],
    {
      environment: { PATH: process.env.PATH, ...desktop.environment, ...app.environment },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  try {
    await desktop.tray.item({ everyMs: 2, timeoutMs: iconMs });
    const visibleMs = performance.now() - start;
    await pause(settleMs);
    return { visibleMs, memory: await memoryOfSession(program.pid) };
  } catch (error) {
    throw new Error(`${app.name} showed no icon. ${program.complaints}`, { cause: error });
  } finally {
    await program.dispose();
    await desktop.tray.empty();
  }
}
