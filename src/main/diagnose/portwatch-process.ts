import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { PortOwner } from '../worker/port-owner';

const run = promisify(execFile);

/** Looking is a courtesy: it never takes longer than this, in milliseconds. */
const lookMs = 1_000;

/** Whether a process is a Portwatch, installed or run from its sources in `folder`. */
export async function isPortwatch({ name, pid }: PortOwner, folder: string, platform = process.platform) {
  return isPortwatchCommand(name, folder) || isPortwatchCommand(await commandOf(pid, platform), folder);
}

/** As it stands in a list of processes. */
export function isPortwatchCommand(command: string, folder: string): boolean {
  if (/(^|[/\\])portwatch(\.exe)?(\s|$)/i.test(command)) return true;
  const [program = '', ...args] = command.split(/\s/);
  const scripts = ['headless', 'index'].map((name) => `${folder}/dist/main/${name}.cjs`);
  const isOurs = (path: string) => scripts.includes(path) || (path === folder && /electron/i.test(program));
  return args.some((argument) => isOurs(argument.replaceAll('\\', '/')));
}

/** Its program and arguments; empty when they cannot be told. */
async function commandOf(pid: number, platform: NodeJS.Platform): Promise<string> {
  try {
    if (platform === 'linux') return (await readFile(`/proc/${String(pid)}/cmdline`, 'utf8')).replaceAll('\0', ' ');
    if (platform !== 'darwin') return '';
    return (await run('ps', ['-o', 'command=', '-p', String(pid)], { timeout: lookMs })).stdout;
  } catch {
    // It has ended meanwhile, or belongs to somebody else: its name has to do.
    return '';
  }
}
