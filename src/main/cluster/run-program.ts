import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

export interface ProgramOptions {
  readonly environment: NodeJS.ProcessEnv;
  /** Ends the program and everything that it started. */
  readonly signal: AbortSignal;
  /**
   * Whether this output is all that is wanted. Then its end is not waited for: something that the program started may hold
   * it open for days.
   */
  readonly isComplete?: (stdout: string) => boolean;
}

/** How a program ended. Output beyond the bounds is dropped: the end of stdout, the beginning of stderr. */
export type ProgramResult =
  | { readonly kind: 'exited'; readonly code: number | null; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'not-started'; readonly error: NodeJS.ErrnoException };

const maxStdout = 1024 * 1024;
const maxStderr = 16 * 1024;

/** Runs a program without a terminal, and without a shell. Rejects only with the signal's reason. */
export function runProgram(command: string, args: readonly string[], options: ProgramOptions): Promise<ProgramResult> {
  const { environment, signal, isComplete = () => false } = options;
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const ownGroup = process.platform !== 'win32';
    const child = spawn(command, args, {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      // Its own process group, so that what it started can be ended with it.
      detached: ownGroup,
    });
    // Without descriptors for its output there is none, whatever its type says, and the error comes on a later turn.
    if ((child.stdout as Readable | undefined) === undefined) {
      child.on('error', (error) => resolve({ kind: 'not-started', error }));
      return;
    }
    let stdout = '';
    let stderr = '';
    let ended: { readonly code: number | null } | null = null;
    const settleEarly = () => {
      if (ended === null || !isComplete(stdout)) return;
      signal.removeEventListener('abort', onAbort);
      child.stdout.destroy();
      child.stderr.destroy();
      resolve({ kind: 'exited', code: ended.code, stdout, stderr });
    };
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      if (stdout.length < maxStdout) stdout += chunk;
      settleEarly();
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr = (stderr + chunk).slice(-maxStderr);
    });
    const onAbort = () => {
      endGroup(child.pid, ownGroup);
      child.stdout.destroy();
      child.stderr.destroy();
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    child.on('error', (error) => {
      signal.removeEventListener('abort', onAbort);
      resolve({ kind: 'not-started', error });
    });
    child.on('exit', (code) => {
      ended = { code };
      settleEarly();
    });
    child.on('close', (code) => {
      signal.removeEventListener('abort', onAbort);
      resolve({ kind: 'exited', code, stdout, stderr });
    });
  });
}

function endGroup(pid: number | undefined, ownGroup: boolean): void {
  if (pid === undefined) return;
  try {
    process.kill(ownGroup ? -pid : pid, 'SIGKILL');
  } catch (error) {
    // It has just ended by itself.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
