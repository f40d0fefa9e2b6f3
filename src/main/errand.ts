import { messageOf } from '../shared/message-of';
import type { Readable, Writable } from 'node:stream';
import { type CommandLine, parseCommandLine, usage, UsageError } from './command-line';
import type { Entries } from './entries';
import { runExchange } from './exchange-command';
import { parseExchange } from './exchange-command-line';
import { ownArguments } from './own-arguments';
import { runCheck } from './run-check';
import { runDiagnose } from './run-diagnose';

export interface ErrandOptions {
  readonly version: string;
  readonly entries: Entries;
  /** The part of `process` that is needed. */
  readonly program: {
    readonly env: NodeJS.ProcessEnv;
    readonly stdin: Readable;
    readonly stdout: Writable;
    readonly stderr: Writable;
  };
  /** From when it is called on, a signal to end is not the end of the process. Resolves when there was one. */
  readonly untilAsked: () => Promise<unknown>;
}

/** What is asked for in a terminal and ends by itself, or the program that runs until somebody ends it. */
export type Asked =
  | { readonly kind: 'errand'; readonly run: () => Promise<number> }
  | { readonly kind: 'program'; readonly commandLine: CommandLine };

/** How a program ends that was not asked well, or fails. */
export const errandExitCodes = { ok: 0, unexpected: 1, usage: 2 } as const;

/** Understands the arguments after the program's name. An errand answers an exit code. Throws `UsageError`. */
export function whatIsAsked(argv: readonly string[], options: ErrandOptions): Asked {
  const { program, version, entries, untilAsked } = options;
  const own = ownArguments(argv);
  const exchange = parseExchange(own);
  if (exchange !== null) return { kind: 'errand', run: () => runExchange(exchange, program) };
  const commandLine = parseCommandLine(own);
  const { help, check, diagnose: forward } = commandLine;
  const print = (text: string) => () => written(program.stdout, text);
  if (help) return { kind: 'errand', run: print(usage) };
  if (commandLine.version) return { kind: 'errand', run: print(`${version}\n`) };
  const { env: environment, stdout: output, stderr: errors } = program;
  const given = { arguments: commandLine, environment, entries, output, errors };
  if (check) return { kind: 'errand', run: () => runCheck(given).then((code) => flushed(output, code)) };
  if (forward === null) return { kind: 'program', commandLine };
  return { kind: 'errand', run: () => runDiagnose({ ...given, forward, asked: untilAsked() }) };
}

/** Says why the program does not do what it was asked to. Answers the exit code. */
export function excuse(errors: Writable, error: unknown): number {
  const isUsage = error instanceof UsageError;
  errors.write(`portwatch: ${messageOf(error)}\n`);
  if (isUsage) errors.write('Run portwatch --help to see what there is.\n');
  return isUsage ? errandExitCodes.usage : errandExitCodes.unexpected;
}

async function written(output: Writable, text: string): Promise<number> {
  output.write(text);
  return flushed(output, errandExitCodes.ok);
}

/** Whoever calls may exit at once: what was written must be out by then. */
async function flushed(output: Writable, code: number): Promise<number> {
  await new Promise<void>((resolve) => output.write('', () => resolve()));
  return code;
}
