import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright';
import type { AsyncDisposable } from '../../src/main/base/disposable';
import { findElectron } from '../../scripts/lib/electron-runtime.mjs';
import type { Desktop } from './desktop/desktop';
import { eventually } from './eventually';
import { processesOfSession } from './processes';

const repository = join(import.meta.dirname, '..', '..');
const unpackedExecutable = join(repository, 'release', 'linux-unpacked', 'portwatch');
const quitMs = 15_000;

export interface AppOptions {
  readonly desktop: Desktop;
  /** `built`: dist/ in a development Electron; `unpacked`: what electron-builder made of it. */
  readonly build?: 'built' | 'unpacked';
  /** A folder with another app's package.json, instead of Portwatch. */
  readonly folder?: string;
  readonly arguments?: readonly string[];
  /** Becomes `KUBECONFIG`. */
  readonly kubeconfig?: string;
  /** Becomes `-c FILE`. */
  readonly config?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** An app under test. Dispose it, even after it quit by itself. */
export interface App extends AsyncDisposable {
  readonly electronApp: ElectronApplication;
  /** The process id of the main process. */
  readonly pid: number;
  /** What it has written to stdout and stderr so far; what it wrote before Playwright had hold of it is missing. */
  output(): string;
  /** The first window, once it has loaded; waits for one that is yet to be opened. */
  page(options?: { readonly timeoutMs?: number }): Promise<Page>;
  /** Asks it to quit, as the menu's Quit does, and waits for the process to end. */
  quit(): Promise<Exit>;
  /** Sends a signal to the main process. */
  kill(signal: NodeJS.Signals): void;
  /** The ids of its living processes: the main process and all that it started. */
  processes(): Promise<readonly number[]>;
  /** Waits for the main process to end. */
  exited(): Promise<Exit>;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Launches an Electron app on a private desktop, driven by Playwright. */
export async function launchApp(options: AppOptions): Promise<App> {
  const { executable, leading } = await whatToRun(options);
  const electronApp = await _electron.launch({
    executablePath: executable,
    args: [...leading, ...flags(), ...appArguments(options)],
    env: { ...inherited(), ...options.desktop.environment, ...kubeconfig(options), ...options.environment },
    timeout: 30_000,
  });
  const child = electronApp.process();
  const pid = child.pid;
  if (pid === undefined) throw new Error('The app has no process id');
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  }
  const exit = new Promise<Exit>((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
  const running = () => child.exitCode === null && child.signalCode === null;
  const exited = () => withPatience(exit, () => output);
  return {
    electronApp,
    pid,
    output: () => output,
    page: async ({ timeoutMs = 30_000 } = {}) => {
      const page = electronApp.windows()[0] ?? (await electronApp.waitForEvent('window', { timeout: timeoutMs }));
      await page.waitForLoadState('domcontentloaded');
      return page;
    },
    quit: async () => {
      // The answer may be lost, because the process that would give it is going away.
      await electronApp.evaluate(({ app }) => setImmediate(() => app.quit())).catch(() => undefined);
      return exited();
    },
    kill: (signal) => child.kill(signal),
    // Playwright makes the main process the leader of a session.
    processes: () => processesOfSession(pid),
    exited,
    dispose: async () => {
      if (running()) child.kill('SIGKILL');
      await exit;
      await electronApp.close().catch(() => undefined);
    },
  };
}

async function whatToRun(options: AppOptions): Promise<{ executable: string; leading: string[] }> {
  if (options.build === 'unpacked') {
    if (!existsSync(unpackedExecutable)) throw new Error(`${unpackedExecutable} is missing: run npm run package`);
    return { executable: unpackedExecutable, leading: [] };
  }
  const { executable } = await findElectron({ announce: false });
  return { executable, leading: [options.folder ?? repository] };
}

/** No GPU under a virtual display, no key ring; no set-user-id sandbox helper, which root could not use anyway. */
function flags(): string[] {
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return [...sandbox, '--disable-gpu', '--password-store=basic'];
}

function appArguments(options: AppOptions): string[] {
  return [...(options.config === undefined ? [] : ['-c', options.config]), ...(options.arguments ?? [])];
}

function kubeconfig(options: AppOptions): Record<string, string> {
  return options.kubeconfig === undefined ? {} : { KUBECONFIG: options.kubeconfig };
}

/** What an app needs of the test's own environment; nothing that would lead it to the machine's desktop or cluster. */
function inherited(): Record<string, string> {
  const { PATH = '', SHELL = '/bin/sh' } = process.env;
  return { PATH, SHELL };
}

async function withPatience(exit: Promise<Exit>, output: () => string): Promise<Exit> {
  let ended: Exit | undefined;
  void exit.then((result) => (ended = result));
  return eventually(
    'the app to end',
    () => ended,
    { timeoutMs: quitMs },
    () => `Its output: ${output().slice(-2_000)}`,
  );
}
