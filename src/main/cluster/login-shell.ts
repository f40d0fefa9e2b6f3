import { messageOf } from '../../shared/message-of';
import { randomBytes } from 'node:crypto';
import { userInfo } from 'node:os';
import type { Clock } from '../base/clock';
import { DeadlineError, withDeadline } from '../base/deadline';
import type { Disposable } from '../base/disposable';
import { runProgram } from './run-program';
import {
  isAnswered,
  loginShellOf,
  mergedEnvironment,
  parseShellAnswer,
  resolvingVariable,
  shellQuestion,
} from './shell-environment';

/** How long a shell may take to read its files, in milliseconds. */
export const shellDeadlineMs = 5_000;

/** How it went, for the log. */
export interface ShellReport {
  readonly shell: string;
  readonly tookMs: number;
  /** Why our own environment is used instead; null when it is not. */
  readonly problem: string | null;
}

export interface LoginShellOptions {
  readonly clock: Clock;
  /** What Portwatch was started with. */
  readonly own: NodeJS.ProcessEnv;
}

/** The environment that the user's terminal would have. Asked for once, when somebody needs it. */
export class LoginShell implements Disposable {
  /** Resolves when the shell has been asked, and has answered or not. */
  readonly reported: Promise<ShellReport>;
  #report: (report: ShellReport) => void = () => undefined;
  #answer: Promise<NodeJS.ProcessEnv> | null = null;
  readonly #stop = new AbortController();

  constructor(private readonly options: LoginShellOptions) {
    this.reported = new Promise((resolve) => (this.#report = resolve));
  }

  /** Never rejects: our own environment is better than none. Takes five seconds at the most. */
  readonly environment = (): Promise<NodeJS.ProcessEnv> => {
    this.#answer ??= this.#ask();
    return this.#answer;
  };

  dispose(): void {
    this.#stop.abort(new Error('Portwatch is stopping.'));
  }

  async #ask(): Promise<NodeJS.ProcessEnv> {
    const { clock, own } = this.options;
    const startedAt = clock.now();
    const shell = loginShellOf(own, accountShell());
    const report = (problem: string | null) => {
      this.#report({ shell: shell ?? '', tookMs: clock.now() - startedAt, problem });
    };
    if (shell === null) {
      report('the user has no login shell');
      return own;
    }
    try {
      const variables = await withDeadline(
        clock,
        shell,
        shellDeadlineMs,
        (signal) => ask(shell, own, signal),
        this.#stop.signal,
      );
      report(null);
      return mergedEnvironment(own, variables);
    } catch (error) {
      if (!this.#stop.signal.aborted) report(reasonOf(error));
      return own;
    }
  }
}

/** Rejects with an `Error` that says why there is no answer. */
async function ask(
  shell: string,
  own: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  const marker = `portwatch-${randomBytes(12).toString('hex')}`;
  const { command, args } = shellQuestion(shell, marker);
  const environment = { ...own, [resolvingVariable]: '1' };
  const isComplete = (output: string) => isAnswered(output, marker);
  const result = await runProgram(command, args, { environment, signal, isComplete });
  if (result.kind === 'not-started') throw new Error(`it cannot be run (${result.error.code ?? result.error.message})`);
  const variables = parseShellAnswer(result.stdout, marker);
  if (variables) return variables;
  throw new Error(result.code === 0 ? 'it printed no environment' : `it ended with code ${String(result.code)}`);
}

function reasonOf(error: unknown): string {
  if (error instanceof DeadlineError) return `it did not answer within ${String(error.ms / 1_000)} s`;
  return messageOf(error);
}

function accountShell(): string | null {
  try {
    return userInfo().shell;
  } catch {
    // No entry for this user, as in some containers.
    return null;
  }
}
