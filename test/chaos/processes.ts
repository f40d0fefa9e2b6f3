import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** What one process takes, as the system counts it. */
export interface Footprint {
  readonly residentBytes: number;
  readonly descriptors: number;
  readonly threads: number;
}

/** null when the process is gone. Linux only. */
export function footprintOf(pid: number): Footprint | null {
  try {
    const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
    const figure = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? Number.NaN);
    const descriptors = readdirSync(`/proc/${String(pid)}/fd`).length;
    return { residentBytes: figure('VmRSS') * 1_024, descriptors, threads: figure('Threads') };
  } catch {
    return null;
  }
}

/** What the open descriptors lead to, counted by kind: for saying what grew. */
export function descriptorKinds(pid: number): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  try {
    for (const name of readdirSync(`/proc/${String(pid)}/fd`)) {
      const kind = targetOf(`/proc/${String(pid)}/fd/${name}`).replace(/[:/[].*$/, '');
      counts[kind] = (counts[kind] ?? 0) + 1;
    }
  } catch {
    // The process is gone, and that is said elsewhere.
  }
  return counts;
}

function targetOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return 'gone';
  }
}

/** What one thread has done so far, in milliseconds. */
interface Schedule {
  readonly ranMs: number;
  readonly waitedMs: number;
}

/**
 * How long the threads of some processes waited for a processor since the last look: for each process its worst thread,
 * summed up. A thread that ran nearly all the time is not waiting for anything but more of the same, and does not count.
 */
export class RunQueueDelays {
  #last = new Map<string, Schedule>();
  #at: number;

  constructor(
    private readonly now: () => number,
    private readonly pids: () => readonly number[],
  ) {
    this.#at = now();
  }

  /** Milliseconds of waiting since the last call; 0 where the system does not tell. */
  take(): number {
    const at = this.now();
    const elapsed = at - this.#at;
    this.#at = at;
    const next = new Map<string, Schedule>();
    let sum = 0;
    for (const pid of this.pids()) {
      let worst = 0;
      for (const thread of threadsOf(pid)) {
        const key = `${String(pid)}/${thread}`;
        const now = scheduleOf(key);
        const last = this.#last.get(key);
        if (!now) continue;
        next.set(key, now);
        if (last && now.ranMs - last.ranMs < elapsed * 0.8) worst = Math.max(worst, now.waitedMs - last.waitedMs);
      }
      sum += worst;
    }
    this.#last = next;
    return sum;
  }
}

function threadsOf(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${String(pid)}/task`);
  } catch {
    return [];
  }
}

function scheduleOf(key: string): Schedule | null {
  const [pid, thread] = key.split('/');
  try {
    const text = readFileSync(`/proc/${String(pid)}/task/${String(thread)}/schedstat`, 'utf8');
    const [ran, waited] = text.split(' ').map(Number);
    return { ranMs: (ran ?? 0) / 1e6, waitedMs: (waited ?? 0) / 1e6 };
  } catch {
    return null;
  }
}
