import { execFile } from 'node:child_process';
import { readFile, readdir, readlink } from 'node:fs/promises';
import { promisify } from 'node:util';

export interface PortOwner {
  readonly name: string;
  readonly pid: number;
}

const run = promisify(execFile);

/** Looking is a courtesy: it never takes longer than this, in milliseconds. */
const lookMs = 2_000;

/** The process that listens on a local TCP port; null when it cannot be told (another user's, or no tool for it). */
export async function findPortOwner(port: number, platform = process.platform): Promise<PortOwner | null> {
  try {
    if (platform === 'linux') return await ownerOnLinux(port);
    if (platform === 'darwin') return await ownerByLsof(port);
    if (platform === 'win32') return await ownerByNetstat(port);
  } catch {
    // The message about the taken port is complete without the owner's name.
  }
  return null;
}

async function ownerOnLinux(port: number): Promise<PortOwner | null> {
  const inodes = await inodesOnLinux(port);
  if (inodes.size === 0) return null;
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
    for (const descriptor of descriptors) {
      const link = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '');
      const inode = /^socket:\[(\d+)\]$/.exec(link)?.[1];
      if (inode !== undefined && inodes.has(inode)) {
        return { name: (await readFile(`/proc/${pid}/comm`, 'utf8')).trim(), pid: Number(pid) };
      }
    }
  }
  return null;
}

/** The kernel leaves out lines of a table that changes while it is read: none is believed only when said again. */
async function inodesOnLinux(port: number, looks = 3): Promise<ReadonlySet<string>> {
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((file) => readFile(file, 'utf8').catch(() => '')),
  );
  const inodes = new Set(tables.flatMap((table) => listeningInodes(table, port)));
  return inodes.size > 0 || looks <= 1 ? inodes : inodesOnLinux(port, looks - 1);
}

/** Inodes of the sockets that listen on `port`, from the text of /proc/net/tcp (proc(5)). */
export function listeningInodes(table: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const listening = '0A';
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[1]?.endsWith(suffix) === true && fields[3] === listening)
    .flatMap((fields) => fields[9] ?? []);
}

async function ownerByLsof(port: number): Promise<PortOwner | null> {
  const { stdout } = await run('lsof', ['-nP', `-iTCP:${String(port)}`, '-sTCP:LISTEN', '-Fpc'], { timeout: lookMs });
  return ownerFromLsof(stdout);
}

/** From `lsof -Fpc`: a line `p123`, then a line `cname`. */
export function ownerFromLsof(output: string): PortOwner | null {
  const pid = /^p(\d+)$/m.exec(output)?.[1];
  const name = /^c(.+)$/m.exec(output)?.[1];
  return pid === undefined || name === undefined ? null : { name, pid: Number(pid) };
}

async function ownerByNetstat(port: number): Promise<PortOwner | null> {
  const { stdout } = await run('netstat', ['-ano', '-p', 'TCP'], { timeout: lookMs });
  const pid = pidFromNetstat(stdout, port);
  if (pid === null) return null;
  const task = await run('tasklist', ['/FI', `PID eq ${String(pid)}`, '/FO', 'CSV', '/NH'], { timeout: lookMs });
  const name = /^"([^"]+)"/.exec(task.stdout)?.[1];
  return name === undefined ? null : { name, pid };
}

/** From Windows' `netstat -ano`: `TCP  127.0.0.1:8080  0.0.0.0:0  LISTENING  4242`. The remote port 0 means listening. */
export function pidFromNetstat(output: string, port: number): number | null {
  for (const line of output.split('\n')) {
    const [protocol, local, remote, , pid] = line.trim().split(/\s+/);
    if (protocol === 'TCP' && local?.endsWith(`:${String(port)}`) && remote?.endsWith(':0') && pid) return Number(pid);
  }
  return null;
}
