import { parseArgs } from 'node:util';
import { logLevels, type LogLevel } from '../shared/log-level';
import { messageOf } from '../shared/message-of';
import { ownArguments } from './own-arguments';

/** What the program was asked to do. The same for the window and for headless. */
export interface CommandLine {
  readonly headless: boolean;
  readonly demo: boolean;
  /** Validate the config, say what is wrong, and exit. */
  readonly check: boolean;
  /** Look at everything that this forward (alias, id or local port) needs, say what was found, and exit. */
  readonly diagnose: string | null;
  readonly config: string | null;
  readonly kubeconfig: string | null;
  readonly logFormat: 'text' | 'json';
  /** Nothing less grave is logged. */
  readonly logLevel: LogLevel;
  /** It was asked for, and is not only the default. */
  readonly isLogLevelGiven: boolean;
  /** Where the log is written as JSON lines besides. */
  readonly logFile: string | null;
  /** How large that file may become before it is put aside, in bytes; null for the default. */
  readonly logMaxBytes: number | null;
  readonly help: boolean;
  readonly version: boolean;
  /** Open the window at the start, also when it was closed the last time. */
  readonly show: boolean;
}

export class UsageError extends Error {}

export const usage = `Usage: portwatch [options]
       portwatch import | export | generate ...   forwards in files; see portwatch import --help

  -c, --config FILE        read forwards from FILE
      --kubeconfig FILE    use this kubeconfig instead of KUBECONFIG or ~/.kube/config
      --demo               run against the built-in demo cluster
      --headless           no window and no tray: a live table, or events with --log-format json
      --log-format FORMAT  text (default) or json: one JSON object a line
      --log-level LEVEL    error, warn, info (default) or debug, which adds heartbeats
      --log-file FILE      append the log to FILE as JSON lines, too
      --log-max-size SIZE  put FILE aside when it is this large (default 5MB), twice at most
      --check              validate the config file and exit
      --diagnose FORWARD   look at all that a forward (alias or local port) needs, step by step, and exit
      --show               open the window
      --version            print the version and exit
  -h, --help               print this and exit

Exit codes: 0 ended as asked, 1 unexpected error, 2 wrong usage, 3 the config has errors,
4 a diagnosis found something that does not work.
`;

/** Parses the arguments after the program's name. Throws `UsageError` with what is wrong. */
export function parseCommandLine(argv: readonly string[]): CommandLine {
  const { values } = parse(argv);
  const logFormat = values['log-format'] ?? 'text';
  if (logFormat !== 'text' && logFormat !== 'json') {
    throw new UsageError(`--log-format is text or json, not ${logFormat}.`);
  }
  const logLevel = logLevels.find((level) => level === (values['log-level'] ?? 'info'));
  if (!logLevel) throw new UsageError(`--log-level is ${logLevels.join(', ')}, not ${String(values['log-level'])}.`);
  return {
    headless: values.headless ?? false,
    demo: values.demo ?? false,
    check: values.check ?? false,
    diagnose: values.diagnose ?? null,
    config: values.config ?? null,
    kubeconfig: values.kubeconfig ?? null,
    logFormat,
    logLevel,
    isLogLevelGiven: values['log-level'] !== undefined,
    logFile: values['log-file'] ?? null,
    logMaxBytes: sizeIn('--log-max-size', values['log-max-size']),
    help: values.help ?? false,
    version: values.version ?? false,
    show: values.show ?? false,
  };
}

/** Smaller, and a file would hold nothing of use. */
const smallestBytes = 10_000;
const units: ReadonlyMap<string, number> = new Map([
  ['KB', 1e3],
  ['MB', 1e6],
  ['GB', 1e9],
]);

/** The bytes that `500KB` or `5MB` is; null when it was not given. */
function sizeIn(option: string, given: string | undefined): number | null {
  if (given === undefined) return null;
  const [, digits, unit = ''] = /^(\d{1,6})(KB|MB|GB)$/i.exec(given) ?? [];
  const bytes = Number(digits) * (units.get(unit.toUpperCase()) ?? NaN);
  if (bytes >= smallestBytes) return bytes;
  throw new UsageError(`${option} is a size of 10KB or more, such as 5MB, not ${given}.`);
}

const flag = { type: 'boolean' } as const;
const text = { type: 'string' } as const;

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: ownArguments(argv),
      options: {
        config: { ...text, short: 'c' },
        kubeconfig: text,
        demo: flag,
        headless: flag,
        'log-format': text,
        'log-level': text,
        'log-file': text,
        'log-max-size': text,
        check: flag,
        diagnose: text,
        show: flag,
        version: flag,
        help: { ...flag, short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError(messageOf(error), { cause: error });
  }
}
