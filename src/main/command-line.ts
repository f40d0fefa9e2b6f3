import { parseArgs } from 'node:util';

/** What the program was asked to do. The same for the window and for headless. */
export interface CommandLine {
  readonly headless: boolean;
  readonly demo: boolean;
  /** Validate the config, say what is wrong, and exit. */
  readonly check: boolean;
  readonly config: string | null;
  readonly kubeconfig: string | null;
  readonly logFormat: 'text' | 'json';
  /** Where events are written as JSON lines besides. */
  readonly logFile: string | null;
  readonly help: boolean;
  readonly version: boolean;
  /** Open the window at the start, also when it was closed the last time. */
  readonly show: boolean;
}

export class UsageError extends Error {}

export const usage = `Usage: portwatch [options]

  -c, --config FILE        read forwards from FILE
      --kubeconfig FILE    use this kubeconfig instead of KUBECONFIG or ~/.kube/config
      --demo               run against the built-in demo cluster
      --headless           no window and no tray: a live table, or events with --log-format json
      --log-format FORMAT  text (default) or json: one JSON object a line
      --log-file FILE      append every event to FILE as a JSON line, too
      --check              validate the config file and exit
      --show               open the window
      --version            print the version and exit
  -h, --help               print this and exit

Exit codes: 0 ended as asked, 1 unexpected error, 2 wrong usage, 3 the config has errors.
`;

/** Parses the arguments after the program's name. Throws `UsageError` with what is wrong. */
export function parseCommandLine(argv: readonly string[]): CommandLine {
  const { values } = parse(argv);
  const logFormat = values['log-format'] ?? 'text';
  if (logFormat !== 'text' && logFormat !== 'json') {
    throw new UsageError(`--log-format is text or json, not ${logFormat}.`);
  }
  return {
    headless: values.headless ?? false,
    demo: values.demo ?? false,
    check: values.check ?? false,
    config: values.config ?? null,
    kubeconfig: values.kubeconfig ?? null,
    logFormat,
    logFile: values['log-file'] ?? null,
    help: values.help ?? false,
    version: values.version ?? false,
    show: values.show ?? false,
  };
}

const flag = { type: 'boolean' } as const;
const text = { type: 'string' } as const;

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: argv.filter((argument) => !isForElectron(argument)),
      options: {
        config: { ...text, short: 'c' },
        kubeconfig: text,
        demo: flag,
        headless: flag,
        'log-format': text,
        'log-file': text,
        check: flag,
        show: flag,
        version: flag,
        help: { ...flag, short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** Switches that Chromium reads itself, among those that launchers and tests really pass. */
function isForElectron(argument: string): boolean {
  return /^--(no-sandbox|inspect|remote-debugging|enable-|disable-|force-|ozone-|user-data-dir|lang=|password-store)/.test(
    argument,
  );
}
