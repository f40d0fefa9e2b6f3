import { delimiter, isAbsolute, join } from 'node:path';
import { ProblemError } from '../../shared/problem';
import type { Clock } from '../base/clock';
import { isOutOfDescriptors, outOfDescriptors } from '../base/descriptors';
import { DeadlineError, withDeadline } from '../base/deadline';
import { redact } from '../base/redact';
import { type ExecCredential, execEnvironment, parseExecCredential } from './exec-credential';
import { type ExecFailureKind, failureCode, kindOfFailure } from './exec-failure';
import type { ContextEntry, ExecEntry } from './kubeconfig-parse';
import { type ProgramResult, runProgram } from './run-program';

/** Long enough to log in in a browser, in milliseconds. */
export const execDeadlineMs = 120_000;

/** A program gave no credential. */
export class ExecError extends ProblemError {
  constructor(
    readonly kind: ExecFailureKind,
    context: ContextEntry,
    message: string,
    hint: string,
    cause?: unknown,
  ) {
    const whole = `No credentials for context ${context.name}: ${message}`;
    super({ code: failureCode(kind), message: whole, hint, suspect: 'credentials' }, { cause });
  }
}

export interface RunExecOptions {
  readonly clock: Clock;
  readonly environment: () => Promise<NodeJS.ProcessEnv>;
  /** Ends the program, with everything that it started. */
  readonly stop: AbortSignal;
}

/** Runs a kubeconfig's program once. Fails with an `ExecError` or the signal's reason. */
export async function runExec(
  context: ContextEntry,
  exec: ExecEntry,
  options: RunExecOptions,
): Promise<ExecCredential> {
  if (exec.interactiveMode === 'Always') {
    const hint = 'Log in there, with a kubeconfig that does not need one.';
    throw new ExecError('never', context, `${exec.command} only works in a terminal`, hint);
  }
  const { clock, stop } = options;
  const environment = execEnvironment(await options.environment(), exec, context.cluster);
  const command = commandPath(exec.command, context.userFolder);
  const startedAt = clock.now();
  let result: ProgramResult;
  try {
    const run = (signal: AbortSignal) => runProgram(command, exec.args ?? [], { environment, signal });
    result = await withDeadline(clock, exec.command, execDeadlineMs, run, stop);
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    const message = `${exec.command} did not finish within ${String(execDeadlineMs / 1_000)} s`;
    throw new ExecError('slow', context, message, inTerminal(exec), error);
  }
  return credentialOf(result, context, exec, environment, clock.now() - startedAt);
}

function credentialOf(
  result: ProgramResult,
  context: ContextEntry,
  exec: ExecEntry,
  environment: NodeJS.ProcessEnv,
  tookMs: number,
): ExecCredential {
  if (result.kind === 'not-started' && isOutOfDescriptors(result.error)) {
    throw new ProblemError(outOfDescriptors(`run ${exec.command}`), { cause: result.error });
  }
  if (result.kind === 'not-started') throw notStarted(result.error, context, exec, environment);
  if (result.code !== 0) {
    const said = lastLine(result.stderr) || `it ended with code ${String(result.code)}`;
    const kind = kindOfFailure(result.stderr, tookMs);
    const hint = kind === 'network' ? 'Check the network and the VPN. Portwatch keeps trying.' : inTerminal(exec);
    throw new ExecError(kind, context, `${exec.command} failed: ${said}`, hint);
  }
  const credential = parseExecCredential(result.stdout);
  if (credential) return credential;
  throw new ExecError(kindOfFailure('', tookMs), context, `${exec.command} gave no credential`, inTerminal(exec));
}

function notStarted(
  error: NodeJS.ErrnoException,
  context: ContextEntry,
  { command, installHint }: ExecEntry,
  environment: NodeJS.ProcessEnv,
): ExecError {
  const given = installHint ? bounded(installHint.trim()) : '';
  if (error.code === 'ENOENT') {
    const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '').length;
    const hint =
      given ||
      `Install it, or give its whole path in the kubeconfig. ${String(folders)} folders of PATH were searched.`;
    return new ExecError('quick', context, `The program ${command} is not installed or not on the PATH`, hint, error);
  }
  const reason = error.code === 'EACCES' ? 'it is not executable' : (error.code ?? error.message);
  return new ExecError('quick', context, `The program ${command} cannot be run: ${reason}`, given, error);
}

function inTerminal({ command }: ExecEntry): string {
  return `Log in again; running ${command} in a terminal shows what it needs.`;
}

/** A bare name is looked up in PATH; a path is relative to the kubeconfig that names it. */
export function commandPath(command: string, folder: string): string {
  const isBare = !/[/\\]/.test(command);
  return isBare || isAbsolute(command) ? command : join(folder, command);
}

/** The last line that says anything, without secrets and terminal colours, and bounded: for a sentence. */
export function lastLine(output: string): string {
  const plain = redact(output.replace(/\p{Cc}\[[\d;]*[A-Za-z]/gu, ''));
  const lines = plain.split(/[\r\n]+/).map((line) => line.replace(/\p{Cc}/gu, ' ').trim());
  return bounded(lines.filter((line) => line !== '').at(-1) ?? '');
}

function bounded(text: string): string {
  return text.length > 300 ? `${text.slice(0, 299)}…` : text;
}
