import { join } from 'node:path';
import { version } from '../../package.json';
import { parseCommandLine, usage, UsageError } from './command-line';
import { runDiagnose } from './run-diagnose';
import { exitCodes, runHeadless } from './run-headless';

/** `portwatch --headless` on plain Node. */
async function main(): Promise<number> {
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
    entries: { lane: join(__dirname, 'lane.cjs'), demo: join(__dirname, 'demo.cjs') },
    output: process.stdout,
    errors: process.stderr,
    asked: untilAsked(),
  };
  const { diagnose: forward } = commandLine;
  return forward === null ? runHeadless(options) : runDiagnose({ ...options, forward });
}

/** Resolves at the first signal. Later ones change nothing: ending takes a few seconds at most, and is done in order. */
function untilAsked(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });
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
