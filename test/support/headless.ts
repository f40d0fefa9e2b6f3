import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AsyncDisposable } from '../../src/main/base/disposable';
import { eventually } from './eventually';
import { processesOfSession } from './processes';

const script = join(import.meta.dirname, '..', '..', 'dist', 'main', 'headless.cjs');

/** One JSON line. */
export type LoggedEvent = Readonly<Record<string, unknown>> & { readonly time: string; readonly event: string };

export interface HeadlessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface HeadlessOptions {
  readonly arguments?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** On a terminal of this size. */
  readonly terminal?: { readonly columns: number; readonly rows: number };
  /** As this user instead of root. */
  readonly uid?: number;
}

/** A home folder that holds nothing but what a test puts there. */
export interface Home extends AsyncDisposable {
  readonly folder: string;
  path(name: string): string;
  /** Starts the headless program as a user in this home would. It is ended with the home at the latest. */
  run(options?: HeadlessOptions): Headless;
  /** What is in its folder for temporary files. */
  temporaryFiles(): Promise<readonly string[]>;
}

/** The program while it runs, and what it has written. */
export interface Headless extends AsyncDisposable {
  readonly pid: number;
  stdout(): string;
  stderr(): string;
  /** The JSON lines so far. */
  events(): readonly LoggedEvent[];
  /** Waits for an event of this name about the forward of this alias, when one is given. */
  event(name: string, alias?: string): Promise<LoggedEvent>;
  /** Waits until standard output, or standard error, says this. */
  says(text: string | RegExp, stream?: 'stdout' | 'stderr'): Promise<void>;
  /** As if typed on its terminal. */
  type(text: string): void;
  /** Closes the reading end of its standard output. */
  stopReading(): void;
  end(signal: NodeJS.Signals): Promise<HeadlessExit>;
  exited(): Promise<HeadlessExit>;
  /** The living processes among it and its descendants. */
  processes(): Promise<readonly number[]>;
}

export async function makeHome(owner?: number): Promise<Home> {
  const folder = await mkdtemp(join(tmpdir(), 'portwatch-home-'));
  const temporary = join(folder, 'tmp');
  await mkdir(temporary);
  if (owner !== undefined) for (const path of [folder, temporary]) await chown(path, owner, owner);
  const runs: Headless[] = [];
  return {
    folder,
    path: (name) => join(folder, name),
    run: (options = {}) => {
      const run = start(folder, temporary, options);
      runs.push(run);
      return run;
    },
    temporaryFiles: () => readdir(temporary),
    dispose: async () => {
      for (const run of runs) await run.dispose();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function start(home: string, temporary: string, options: HeadlessOptions): Headless {
  const program = [process.execPath, script, ...(options.arguments ?? [])];
  const { terminal, uid } = options;
  const [command = '', ...args] = terminal ? onTerminal(program, terminal) : program;
  const child = spawn(command, args, {
    cwd: home,
    env: { PATH: process.env['PATH'], TERM: 'xterm', HOME: home, TMPDIR: temporary, ...options.environment },
    // Leader of a session of its own, by which its descendants are known.
    detached: true,
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${command} cannot be started`);
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()));
  child.stdin.on('error', () => undefined);
  const exit = once(child, 'close').then(([code, signal]): HeadlessExit => {
    return { code: code as number | null, signal: signal as NodeJS.Signals | null };
  });
  const all = () => `It said: ${said.stdout.slice(-3_000)}\nand: ${said.stderr.slice(-3_000)}`;
  const events = () =>
    said.stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as LoggedEvent);
  const exited = async () => {
    let ended: HeadlessExit | undefined;
    void exit.then((how) => (ended = how));
    return eventually('the program to end', () => ended, {}, all);
  };
  return {
    pid,
    stdout: () => said.stdout,
    stderr: () => said.stderr,
    events,
    event: (name, alias) =>
      eventually(
        `the event ${name} ${alias ?? ''}`,
        () => events().find((one) => one.event === name && (alias === undefined || one['alias'] === alias)),
        {},
        all,
      ),
    says: async (text, stream = 'stdout') => {
      const isThere = () => (typeof text === 'string' ? said[stream].includes(text) : text.test(said[stream]));
      await eventually(`"${String(text)}" on ${stream}`, () => isThere() || undefined, {}, all);
    },
    type: (text) => child.stdin.write(text),
    stopReading: () => child.stdout.destroy(),
    end: (signal) => {
      child.kill(signal);
      return exited();
    },
    exited,
    processes: () => processesOfSession(pid),
    dispose: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await exit;
    },
  };
}

/** `script` gives the program a terminal and passes on what it writes and what is typed. */
function onTerminal(program: readonly string[], size: { columns: number; rows: number }): string[] {
  const quoted = program.map((part) => `'${part}'`).join(' ');
  // A key that interrupts the program must not interrupt the shell around it.
  const command = `trap : INT; stty cols ${String(size.columns)} rows ${String(size.rows)}; ${quoted}; code=$?; stty -a; exit $code`;
  return ['script', '--quiet', '--return', '--command', command, '/dev/null'];
}
