import { delimiter, isAbsolute, join } from 'node:path';
import { ProblemError } from '../../shared/problem';
import type { Clock } from '../base/clock';
import { DeadlineError, withDeadline } from '../base/deadline';
import type { Disposable } from '../base/disposable';
import { type ExecCredential, execEnvironment, isFresh, parseExecCredential } from './exec-credential';
import type { ContextEntry, ExecEntry } from './kubeconfig-parse';
import { type ProgramResult, runProgram } from './run-program';

/** Long enough for a login in a browser to begin and a slow identity provider to answer. */
export const execDeadlineMs = 30_000;

interface Held {
  readonly credential: ExecCredential;
  /** Milliseconds since 1970. */
  readonly obtainedAt: number;
}

/**
 * Credentials from the programs that a kubeconfig names: one run at a time per user, kept until shortly before they
 * expire or until they are refused. A run goes on when those who wait for it give up: somebody may be logging in.
 */
export class ExecPlugins implements Disposable {
  readonly #held = new Map<string, Held>();
  readonly #running = new Map<string, Promise<ExecCredential>>();
  readonly #stop = new AbortController();

  constructor(
    private readonly clock: Clock,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  /** Fails with a `ProblemError`. */
  async get(context: ContextEntry, exec: ExecEntry): Promise<ExecCredential> {
    const key = keyOf(context, exec);
    const held = this.#held.get(key);
    if (held && isFresh(held.credential, held.obtainedAt, this.clock.wallTime())) return held.credential;
    const running = this.#running.get(key);
    if (running) return running;
    const run = this.#runAndHold(key, context, exec).finally(() => this.#running.delete(key));
    this.#running.set(key, run);
    return run;
  }

  /** Forgets what is held for the user. `refused` limits that to one credential, so that a newer one stays. */
  drop(context: ContextEntry, exec: ExecEntry, refused?: ExecCredential): void {
    const key = keyOf(context, exec);
    if (refused === undefined || this.#held.get(key)?.credential === refused) this.#held.delete(key);
  }

  dispose(): void {
    this.#stop.abort(new Error('Portwatch is stopping.'));
    this.#held.clear();
  }

  async #runAndHold(key: string, context: ContextEntry, exec: ExecEntry): Promise<ExecCredential> {
    const credential = await this.#run(context, exec);
    this.#held.set(key, { credential, obtainedAt: this.clock.wallTime() });
    return credential;
  }

  async #run(context: ContextEntry, exec: ExecEntry): Promise<ExecCredential> {
    if (exec.interactiveMode === 'Always') {
      throw loginProblem(
        context,
        `${exec.command} only works in a terminal`,
        'Log in there, with a kubeconfig that does not need one.',
      );
    }
    const environment = execEnvironment(this.environment, exec, context.cluster);
    const command = commandPath(exec.command, context.userFolder);
    let result: ProgramResult;
    try {
      result = await withDeadline(
        this.clock,
        exec.command,
        execDeadlineMs,
        (signal) => runProgram(command, exec.args ?? [], { environment, signal }),
        this.#stop.signal,
      );
    } catch (error) {
      if (!(error instanceof DeadlineError)) throw error;
      const message = `${exec.command} did not finish within ${String(execDeadlineMs / 1_000)} s`;
      throw loginProblem(context, message, inTerminal(exec), error);
    }
    return credentialOf(result, context, exec, environment);
  }
}

function credentialOf(
  result: ProgramResult,
  context: ContextEntry,
  exec: ExecEntry,
  environment: NodeJS.ProcessEnv,
): ExecCredential {
  if (result.kind === 'not-started') throw notStarted(result.error, context, exec, environment);
  if (result.code !== 0) {
    const said = lastLine(result.stderr) || `it ended with code ${String(result.code)}`;
    throw loginProblem(context, `${exec.command} failed: ${said}`, inTerminal(exec));
  }
  const credential = parseExecCredential(result.stdout);
  if (!credential) throw loginProblem(context, `${exec.command} gave no credential`, inTerminal(exec));
  return credential;
}

function notStarted(
  error: NodeJS.ErrnoException,
  context: ContextEntry,
  { command, installHint }: ExecEntry,
  environment: NodeJS.ProcessEnv,
): ProblemError {
  const given = installHint ? bounded(installHint.trim()) : '';
  if (error.code === 'ENOENT') {
    const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '').length;
    const hint =
      given ||
      `Install it, or give its whole path in the kubeconfig. ${String(folders)} folders of PATH were searched.`;
    return loginProblem(context, `The program ${command} is not installed or not on the PATH`, hint, error);
  }
  const reason = error.code === 'EACCES' ? 'it is not executable' : (error.code ?? error.message);
  return loginProblem(context, `The program ${command} cannot be run: ${reason}`, given, error);
}

function loginProblem({ name }: ContextEntry, message: string, hint: string, cause?: unknown): ProblemError {
  return new ProblemError(
    { code: 'login-needed', message: `No credentials for context ${name}: ${message}`, hint, suspect: 'credentials' },
    { cause },
  );
}

function inTerminal({ command }: ExecEntry): string {
  return `Log in again; running ${command} in a terminal shows what it needs.`;
}

/** A bare name is looked up in PATH; a path is relative to the kubeconfig that names it. */
export function commandPath(command: string, folder: string): string {
  const isBare = !/[/\\]/.test(command);
  return isBare || isAbsolute(command) ? command : join(folder, command);
}

/** The last line that says anything, without terminal colours and bounded, for a sentence. */
export function lastLine(output: string): string {
  const plain = output.replace(/\p{Cc}\[[\d;]*[A-Za-z]/gu, '');
  const lines = plain.split(/[\r\n]+/).map((line) => line.replace(/\p{Cc}/gu, ' ').trim());
  return bounded(lines.filter((line) => line !== '').at(-1) ?? '');
}

function bounded(text: string): string {
  return text.length > 300 ? `${text.slice(0, 299)}…` : text;
}

/** Contexts that share a user share its credentials, unless the program is told which cluster they are for. */
function keyOf(context: ContextEntry, exec: ExecEntry): string {
  const { userName, userFolder, cluster } = context;
  return JSON.stringify([userName, userFolder, exec, exec.provideClusterInfo ? cluster : null]);
}
