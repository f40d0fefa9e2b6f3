import { version } from '../../package.json';
import { parseCommandLine, usage, UsageError } from './command-line';
import { entriesIn } from './compose';
import { runExchange } from './exchange-command';
import { parseExchange } from './exchange-command-line';
import { runDiagnose } from './run-diagnose';
import { exitCodes, runHeadless } from './run-headless';
import { listenToSignals } from './signals';

/** `portwatch --headless` on plain Node. */
async function main(): Promise<number> {
  const exchange = parseExchange(process.argv.slice(2));
  if (exchange !== null) return runExchange(exchange, process);
  const commandLine = parseCommandLine(process.argv.slice(2));
  if (commandLine.help) {
    process.stdout.write(usage);
    return exitCodes.ok;
  }
  if (commandLine.version) {
    process.stdout.write(`${version}\n`);
    return exitCodes.ok;
  }
  const options = {
    arguments: commandLine,
    environment: process.env,
    entries: entriesIn(__dirname),
    output: process.stdout,
    errors: process.stderr,
    ...listenToSignals(),
  };
  const { diagnose: forward } = commandLine;
  return forward === null ? runHeadless(options) : runDiagnose({ ...options, forward });
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    const isUsage = error instanceof UsageError;
    process.stderr.write(`portwatch: ${error instanceof Error ? error.message : String(error)}\n`);
    if (isUsage) process.stderr.write('Run portwatch --help to see what there is.\n');
    process.exit(isUsage ? exitCodes.usage : exitCodes.unexpected);
  },
);
