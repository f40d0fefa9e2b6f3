import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const outputLimit = 64 * 1024;
/** How long a program may take to end by itself after its deadline. */
const graceMs = 10_000;
const parentPollMs = 250;

/**
 * Runs a program to its end with its output kept, not shown.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, deadlineMs?: number }} [options] after the deadline it is killed
 * @returns {Promise<{ code: number, output: string, timedOut: boolean }>} output is stdout and stderr as they came, the
 * last 64 KiB; code is 127 when the program could not be started
 */
export function runQuietly(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let timedOut = false;
    const keep = (chunk) => {
      output = (output + chunk).slice(-outputLimit);
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    const timer =
      options.deadlineMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            child.kill('SIGKILL');
          }, options.deadlineMs);
    child.once('error', (error) => {
      clearTimeout(timer);
      resolve({ code: 127, output: `${command}: ${error.message}`, timedOut });
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code: exitCode(code, signal), output, timedOut });
    });
  });
}

/**
 * Runs a program in the foreground: it inherits input and output, gets the signals that this process gets, and its
 * exit code is the answer (128 + number when a signal ended it, as in a shell).
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {object} [options]
 * @param {string} [options.cwd]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {import('node:child_process').StdioOptions} [options.stdio]
 * @param {number} [options.deadlineMs] after it the program is told to end, and killed when it does not
 * @returns {Promise<number>}
 */
export function runInForeground(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: options.stdio ?? 'inherit',
    });
    const forward = (signal) => child.kill(signal);
    const signals = ['SIGTERM', 'SIGHUP'];
    // Ctrl-C reaches the whole terminal group by itself; sent to this process alone it must be passed on.
    const onInterrupt = () => (process.stdin.isTTY ? undefined : forward('SIGINT'));
    for (const signal of signals) process.on(signal, forward);
    process.on('SIGINT', onInterrupt);
    const timers = [onceParentIsGone(() => forward('SIGTERM'))];
    if (options.deadlineMs !== undefined) {
      timers.push(setTimeout(forward, options.deadlineMs, 'SIGTERM'));
      timers.push(setTimeout(forward, options.deadlineMs + graceMs, 'SIGKILL'));
    }
    const release = () => {
      timers.forEach(clearTimeout);
      for (const signal of signals) process.off(signal, forward);
      process.off('SIGINT', onInterrupt);
    };
    child.once('error', (error) => {
      release();
      reject(error);
    });
    child.once('close', (code, signal) => {
      release();
      resolve(exitCode(code, signal));
    });
  });
}

/**
 * npm runs its scripts in a shell, and a signal meant for the script ends only that shell: then nobody is left to tell
 * this process, and it must notice.
 */
function onceParentIsGone(act) {
  if (process.env.npm_lifecycle_event === undefined) return undefined;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    act();
  }, parentPollMs);
  return timer;
}

function exitCode(code, signal) {
  if (signal !== null) return 128 + (constants.signals[signal] ?? 0);
  return code ?? 1;
}
