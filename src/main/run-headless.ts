import type { Writable } from 'node:stream';
import { WriteStream } from 'node:tty';
import { systemClock } from './base/clock';
import { DisposableStore } from './base/disposable';
import type { CommandLine } from './command-line';
import { composeApplication } from './compose';
import type { Entries } from './entries';
import { boundedOutput } from './log/bounded-output';
import { Log, lostLines } from './log/log';
import { defaultMaxBytes } from './log/log-file';
import { openLogFile } from './log/open-log-file';
import { showTable } from './terminal/screen';
import { situationLines } from './terminal/table';
import { untilUnread } from './terminal/unread';

export interface HeadlessOptions {
  readonly arguments: CommandLine;
  readonly environment: NodeJS.ProcessEnv;
  readonly entries: Entries;
  readonly output: Writable;
  readonly errors: Writable;
  /** Resolves when the program is asked to end. */
  readonly asked: Promise<unknown>;
  /** Calls back when the program is asked to read its config file again. */
  onReload(reload: () => void): void;
}

/** The whole engine without a window. Settles with an exit code when it was asked to end and everything is closed. */
export async function runHeadless(options: HeadlessOptions): Promise<number> {
  const { output, errors } = options;
  const { logFormat, logLevel: level, logFile, logMaxBytes } = options.arguments;
  const clock = systemClock;
  const log = new Log(clock);
  const complain = boundedOutput(errors, lostLines('text', clock));
  log.addOutput({ format: 'text', level, only: 'messages', write: complain });
  const onError = (error: unknown) => log.error('Something in Portwatch failed.', error);
  const unread = untilUnread(output);
  void untilUnread(errors);
  const application = await composeApplication({ ...options, onError });
  const surfaces = new DisposableStore();
  if (logFormat === 'text' && output instanceof WriteStream) {
    surfaces.add(showTable(application, output, clock));
  } else {
    // For people, whatever the format: where the forwards come from, and what is wrong with that.
    for (const line of situationLines(application.snapshot())) complain(`${line}\n`);
    const write = boundedOutput(output, lostLines(logFormat, clock));
    surfaces.add(log.addOutput({ format: logFormat, level, only: 'events', write }));
  }
  surfaces.add(log.follow(application));
  const maxBytes = logMaxBytes ?? defaultMaxBytes;
  const file = logFile === null ? null : openLogFile(log, { path: logFile, level, maxBytes, clock });
  application.run();
  options.onReload(() => void application.reloadConfig());
  // A reader that went away wants no more either.
  await Promise.race([options.asked, unread]);
  const clean = await application.dispose();
  surfaces.dispose();
  await file?.dispose();
  // A thread that cannot be ended would keep the process from exiting.
  if (!clean) process.kill(process.pid, 'SIGKILL');
  return 0;
}
