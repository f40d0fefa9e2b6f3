import { runQuietly } from './run.mjs';

/**
 * Runs npm, quietly: the one that runs this script when there is one, else the one on the PATH.
 *
 * @param {readonly string[]} args
 * @param {{ cwd: string, deadlineMs?: number }} options
 */
export function runNpm(args, options) {
  // Said outright, because an outer `npm --silent` would silence this one's errors too.
  const quiet = [...args, '--loglevel=error', '--no-audit', '--no-fund', '--no-update-notifier'];
  const script = process.env.npm_execpath;
  if (script?.endsWith('.js')) return runQuietly(process.execPath, [script, ...quiet], options);
  return runQuietly(process.platform === 'win32' ? 'npm.cmd' : 'npm', quiet, options);
}
