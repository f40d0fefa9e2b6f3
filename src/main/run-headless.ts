import type { Writable } from 'node:stream';
import { WriteStream } from 'node:tty';
import { systemClock } from './base/clock';
import { DisposableStore } from './base/disposable';
import type { CommandLine } from './command-line';
import { composeApplication, type Entries, whereabouts } from './compose';
import { loadConfig } from './config/load-config';
import { findConfig } from './config/locate';
import { logLines } from './terminal/lines';
import { logToFile } from './terminal/log-file';
import { showTable } from './terminal/screen';
import { problemLine, situationLines } from './terminal/table';
import { untilUnread } from './terminal/unread';

/** How the program ended; documented in `portwatch --help`. */
export const exitCodes = { ok: 0, unexpected: 1, usage: 2, badConfig: 3 } as const;

export interface HeadlessOptions {
  readonly arguments: CommandLine;
  readonly environment: NodeJS.ProcessEnv;
  readonly entries: Entries;
  readonly output: Writable;
  readonly errors: Writable;
  /** Resolves when the program is asked to end. */
  readonly asked: Promise<unknown>;
}

/** The whole engine without a window. Settles with an exit code when it was asked to end and everything is closed. */
export async function runHeadless(options: HeadlessOptions): Promise<number> {
  if (options.arguments.check) return checkConfig(options);
  const { output, errors } = options;
  const onError = (error: unknown) => void errors.write(`${error instanceof Error ? error.message : String(error)}\n`);
  const unread = untilUnread(output);
  void untilUnread(errors);
  const application = await composeApplication({ ...options, onError });
  const { logFormat, logFile } = options.arguments;
  const surfaces = new DisposableStore();
  if (logFormat === 'text' && output instanceof WriteStream) {
    surfaces.add(showTable(application, output, systemClock));
  } else {
    // For people, whatever the format: where the forwards come from, and what is wrong with that.
    for (const line of situationLines(application.snapshot())) errors.write(`${line}\n`);
    surfaces.add(logLines(application, output, logFormat));
  }
  if (logFile !== null) surfaces.add(logToFile(application, logFile, onError));
  application.run();
  // A reader that went away wants no more either.
  await Promise.race([options.asked, unread]);
  const clean = await application.dispose();
  surfaces.dispose();
  // A thread that cannot be ended would keep the process from exiting.
  if (!clean) process.kill(process.pid, 'SIGKILL');
  return exitCodes.ok;
}

async function checkConfig({ arguments: commandLine, environment, output, errors }: HeadlessOptions): Promise<number> {
  const found = await findConfig(whereabouts(commandLine, environment));
  const result = await loadConfig(found.path);
  for (const problem of result.problems) errors.write(`${problemLine(problem)}\n`);
  if (result.kind === 'rejected' || result.problems.length > 0) return exitCodes.badConfig;
  const count = result.specs.length;
  output.write(`${result.path}: ${String(count)} forward${count === 1 ? '' : 's'}, no problems.\n`);
  return exitCodes.ok;
}
