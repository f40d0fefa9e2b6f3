import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AsyncDisposable } from '../../src/main/base/disposable';

const stopMs = 5_000;

export interface ChildProgramOptions {
  readonly environment?: NodeJS.ProcessEnv;
  readonly stdio?: StdioOptions;
}

/** A program that a test started, and that it stops by its own process id. */
export class ChildProgram implements AsyncDisposable {
  readonly #exited: Promise<unknown>;
  #complaints = '';

  private constructor(
    readonly child: ChildProcess,
    readonly pid: number,
  ) {
    this.#exited = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : Promise.resolve();
    child.stderr?.on(
      'data',
      (chunk: Buffer) => (this.#complaints = (this.#complaints + chunk.toString()).slice(-2_000)),
    );
  }

  /** The end of what it wrote to stderr, when that is a pipe. */
  get complaints(): string {
    return this.#complaints;
  }

  /** Starts it; throws when it cannot be started, with the program's name. */
  static async start(
    command: string,
    args: readonly string[],
    options: ChildProgramOptions = {},
  ): Promise<ChildProgram> {
    // Whatever becomes of this process, the child is told to end with it.
    const child = spawn('setpriv', ['--pdeathsig', 'TERM', '--', command, ...args], {
      env: options.environment ?? process.env,
      stdio: options.stdio ?? ['ignore', 'ignore', 'inherit'],
    });
    await once(child, 'spawn');
    if (child.pid === undefined) throw new Error(`${command} has no process id`);
    return new ChildProgram(child, child.pid);
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Settles when it has ended, by whatever cause. */
  async exited(): Promise<void> {
    await this.#exited;
  }

  /** SIGTERM, and SIGKILL when that is not enough; settles when the process is gone. */
  async dispose(): Promise<void> {
    if (!this.running) return;
    this.child.kill('SIGTERM');
    const patience = new AbortController();
    const gone = await Promise.race([
      this.#exited.then(() => true),
      sleep(stopMs, false, { signal: patience.signal }).catch(() => false),
    ]);
    patience.abort();
    if (!gone) {
      this.child.kill('SIGKILL');
      await this.#exited;
    }
  }
}

/**
 * The first line that a program writes to one of its streams; throws when it ends without one, with its complaints.
 * What comes after it is dropped, so that the program can go on writing.
 */
export async function firstLine(program: ChildProgram, stream: Readable | null): Promise<string> {
  if (!stream) throw new Error(`${program.child.spawnfile} was started without that stream`);
  const lines = createInterface(stream);
  try {
    return await new Promise<string>((resolve, reject) => {
      lines.once('line', resolve);
      lines.once('close', () => reject(new Error(`The program ended without saying anything. ${program.complaints}`)));
    });
  } finally {
    lines.close();
    stream.resume();
  }
}
