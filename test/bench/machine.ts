import { readFile } from 'node:fs/promises';
import { cpus, release, totalmem } from 'node:os';
import { processesOfSession } from '../support/processes';

/** Clock ticks a second in /proc, on every Linux there is. */
const ticksPerSecond = 100;

/**
 * Memory of a process in MiB: what is its own, and its share of what it has in common with others (PSS), so that a
 * program that runs a hundred times is not counted as a hundred copies of its code.
 */
export async function memoryOf(pid: number): Promise<number> {
  const text = await readFile(`/proc/${String(pid)}/smaps_rollup`, 'utf8');
  return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1]) / 1024;
}

export async function memoryOfAll(pids: readonly number[]): Promise<number> {
  const each = await Promise.all(pids.map(memoryOf));
  return each.reduce((sum, one) => sum + one, 0);
}

/** Of a process that leads a session, and all that it has started. Those that end meanwhile do not count. */
export async function memoryOfSession(leader: number): Promise<number> {
  const pids = await processesOfSession(leader);
  const each = await Promise.all(pids.map((pid) => memoryOf(pid).catch(() => 0)));
  return each.reduce((sum, one) => sum + one, 0);
}

/** CPU time of a process so far, in seconds, all threads together. */
export async function cpuSecondsOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${String(pid)}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** Of several processes together. */
export async function cpuSecondsOfAll(pids: readonly number[]): Promise<number> {
  const each = await Promise.all(pids.map(cpuSecondsOf));
  return each.reduce((sum, one) => sum + one, 0);
}

/** What the figures were taken on, for a person. */
export function machineText(): string {
  const [first, ...others] = cpus();
  const memory = `${(totalmem() / 2 ** 30).toFixed(0)} GiB`;
  return `${String(others.length + 1)} × ${first?.model.trim() ?? 'unknown'}, ${memory}, Linux ${release()}, Node ${process.version}`;
}
