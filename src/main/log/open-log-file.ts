import type { LogLevel } from '../../shared/log-level';
import type { Clock } from '../base/clock';
import type { AsyncDisposable } from '../base/disposable';
import { type Log, lostLines } from './log';
import { LogFile } from './log-file';

export interface OpenLogFileOptions {
  readonly path: string;
  readonly level: LogLevel;
  readonly maxBytes: number;
  readonly clock: Clock;
  /** Hears, in a sentence, that the file cannot be written, and null when it can again. Each once; the log says it, too. */
  readonly onTrouble?: (sentence: string | null) => void;
}

export interface OpenedLogFile extends AsyncDisposable {
  /** From now on nothing less grave is written. */
  setLevel(level: LogLevel): void;
}

/** From now on the log is written to a file, too, as JSON lines. Disposing writes what is left. */
export function openLogFile(log: Log, options: OpenLogFileOptions): OpenedLogFile {
  const { path, level, maxBytes, clock, onTrouble } = options;
  const file = new LogFile({
    path,
    maxBytes,
    clock,
    lost: lostLines('json', clock),
    onTrouble: (error) => {
      const sentence = error === null ? null : troubleSentence(path, error);
      if (sentence === null) log.info(`The log ${path} is written again.`);
      else log.error(sentence);
      onTrouble?.(sentence);
    },
  });
  const outputAt = (from: LogLevel) =>
    log.addOutput({ format: 'json', level: from, write: (line) => file.write(line) });
  let output = outputAt(level);
  return {
    setLevel(next) {
      output.dispose();
      output = outputAt(next);
    },
    dispose() {
      output.dispose();
      return file.dispose();
    },
  };
}

const reasons: ReadonlyMap<string, string> = new Map([
  ['ENOSPC', 'there is no room left on the disk'],
  ['EDQUOT', 'there is no room left for your user on the disk'],
  ['EACCES', 'you have no permission to'],
  ['EPERM', 'you have no permission to'],
  ['EROFS', 'the disk is read-only'],
  ['EISDIR', 'it is a folder'],
  ['EMFILE', 'Portwatch has no file descriptors left'],
  ['ENFILE', 'this computer has no file descriptors left'],
  ['ENXIO', 'nobody reads that pipe'],
  ['EAGAIN', 'nobody reads that pipe fast enough'],
]);

function troubleSentence(path: string, error: NodeJS.ErrnoException): string {
  const reason = reasons.get(error.code ?? '') ?? error.message;
  return `The log ${path} cannot be written: ${reason}. Forwards go on; writing is tried again every few seconds.`;
}
