import { readdir, readFile } from 'node:fs/promises';

/**
 * The ids of all living processes that descend from the one that started this session, itself included, whether their
 * parents still live or not. Processes that are dead and only not yet reaped do not count. Linux only.
 */
export async function processesOfSession(session: number): Promise<readonly number[]> {
  const found: number[] = [];
  for (const entry of await readdir('/proc')) {
    const pid = Number(entry);
    if (Number.isInteger(pid) && (await sessionOf(pid)) === session) found.push(pid);
  }
  return found;
}

/** The session that a process belongs to; null when the process is gone. */
async function sessionOf(pid: number): Promise<number | null> {
  const stat = await readFile(`/proc/${String(pid)}/stat`, 'utf8').catch(() => '');
  // After the name, which stands in brackets and may hold anything: state, parent, group, session.
  const [state, , , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return session === undefined || state === 'Z' || state === 'X' ? null : Number(session);
}
