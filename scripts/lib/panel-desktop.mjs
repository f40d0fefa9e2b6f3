import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeHome, screen } from './panel-settings.mjs';
import { runQuietly } from './run.mjs';
import { SetupError } from './say.mjs';

const patienceMs = 20_000;
const endMs = 5_000;

/**
 * A Linux desktop as people have it (window manager, panel with a status tray, notifications), on a display and a
 * message bus of its own.
 *
 * @typedef {object} PanelDesktop
 * @property {string} folder temporary, and everyone's home
 * @property {NodeJS.ProcessEnv} environment for programs that run on it
 * @property {(command: string, ...args: string[]) => Promise<string>} run one that ends by itself, for its output
 * @property {() => Promise<void>} dispose
 */

/**
 * @returns {Promise<PanelDesktop>} with the panel in its place
 * @throws {SetupError} when one of its programs does not start
 */
export async function startPanelDesktop() {
  const folder = await makeFolder();
  const children = [];
  const dispose = async () => {
    for (const child of children.splice(0).reverse()) await end(child);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const start = (environment, command, ...args) => {
    const child = spawn(command, args, { env: environment, stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
    child.on('error', () => undefined); // Its silence is reported where it is waited for.
    children.push(child);
    return child;
  };
  try {
    const home = await makeHome(folder);
    const size = `${String(screen.width)}x${String(screen.height)}x24`;
    const server = start(home, 'Xvfb', '-displayfd', '3', '-screen', '0', size, '-nolisten', 'tcp', '-noreset');
    const onDisplay = { ...home, DISPLAY: `:${await firstLine(server)}` };
    const bus = start(onDisplay, 'dbus-daemon', '--session', '--nofork', '--print-address=3');
    const environment = { ...onDisplay, DBUS_SESSION_BUS_ADDRESS: await firstLine(bus) };
    const run = async (command, ...args) => {
      const { code, output } = await runQuietly(command, args, { env: environment, deadlineMs: patienceMs });
      if (code !== 0) throw new SetupError(`${command} ${args.join(' ')} failed: ${output.trim()}`);
      return output.trim();
    };
    await run('hsetroot', '-add', '#243247', '-add', '#3c5b73', '-add', '#7d97a5', '-gradient', '155');
    start(environment, 'xfwm4');
    start(environment, notificationDaemon());
    start(environment, 'xfce4-panel', '--disable-wm-check');
    await waitForName('org.kde.StatusNotifierWatcher', run);
    await waitForName('org.freedesktop.Notifications', run);
    return { folder, environment, run, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** Among people's homes where that is allowed, so that paths in the pictures look like theirs. */
async function makeFolder() {
  const name = 'portwatch-screenshots-';
  return mkdtemp(join('/home', name)).catch(() => mkdtemp(join(tmpdir(), name)));
}

async function end(child) {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), endMs);
  await exited;
  clearTimeout(timer);
}

/** What a server says of itself on descriptor 3 when it is ready. */
async function firstLine(child) {
  const lines = createInterface(child.stdio[3]);
  const [line] = await Promise.race([once(lines, 'line'), once(lines, 'close').then(() => [])]);
  if (line === undefined) throw new SetupError(`${child.spawnfile} did not start.`);
  lines.close();
  child.stdio[3].resume();
  return line.trim();
}

async function waitForName(name, run) {
  const question = ['--session', '--print-reply', '--dest=org.freedesktop.DBus', '/'];
  const method = 'org.freedesktop.DBus.NameHasOwner';
  for (const giveUpAt = Date.now() + patienceMs; Date.now() < giveUpAt; await sleep(100)) {
    if ((await run('dbus-send', ...question, method, `string:${name}`)).includes('true')) return;
  }
  throw new SetupError(`Nothing on the desktop became ${name}.`);
}

function notificationDaemon() {
  const folders = readdirSync('/usr/lib').filter((name) => name.endsWith('-linux-gnu'));
  const files = folders.map((name) => join('/usr/lib', name, 'xfce4', 'notifyd', 'xfce4-notifyd'));
  const found = files.find((file) => existsSync(file));
  if (found === undefined) throw new SetupError('xfce4-notifyd is not where Debian and its kin put it.');
  return found;
}
