import { readFile } from 'node:fs/promises';
import { requestLocal } from '../../support/http-get';

export interface LoadResult {
  readonly answered: number;
  /** What the others ran into, each text once. */
  readonly errors: readonly string[];
  readonly ms: number;
}

/** Makes HTTP requests one after the other on so many lines, each on a connection of its own. */
export async function shortConnections(port: number, count: number, lines: number): Promise<LoadResult> {
  const errors = new Set<string>();
  let [started, answered] = [0, 0];
  const start = performance.now();
  const line = async () => {
    while (started < count) {
      started += 1;
      const path = `/request/${String(started)}`;
      try {
        const { body } = await requestLocal(port, path);
        const { path: seen } = JSON.parse(body.toString()) as { path: string };
        if (seen === path) answered += 1;
        else errors.add('the answer to another request');
      } catch (error) {
        errors.add(error instanceof Error ? error.message : String(error));
      }
    }
  };
  await Promise.all(Array.from({ length: lines }, line));
  return { answered, errors: [...errors], ms: performance.now() - start };
}

/** The memory that processes hold themselves, in bytes (what they share with others is not counted twice). Linux only. */
export async function memoryOf(pids: readonly number[]): Promise<number> {
  const each = pids.map(async (pid) => {
    const status = await readFile(`/proc/${String(pid)}/status`, 'utf8');
    return Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) * 1024;
  });
  return (await Promise.all(each)).reduce((sum, bytes) => sum + bytes, 0);
}
