import { version } from '../../package.json';
import { entriesIn } from './entries';
import { excuse, whatIsAsked } from './errand';
import { runHeadless } from './run-headless';
import { listenToSignals } from './signals';

/** `portwatch --headless` on plain Node. */
async function main(): Promise<number> {
  const entries = entriesIn(__dirname);
  const untilAsked = () => listenToSignals().asked;
  const asked = whatIsAsked(process.argv.slice(2), { version, entries, program: process, untilAsked });
  if (asked.kind === 'errand') return asked.run();
  return runHeadless({
    arguments: asked.commandLine,
    environment: process.env,
    entries,
    output: process.stdout,
    errors: process.stderr,
    ...listenToSignals(),
  });
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => process.exit(excuse(process.stderr, error)),
);
