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

export interface Attempt {
  readonly startedAt: number;
  readonly endedAt: number;
  /** The pod that answered; null when the connection failed. */
  readonly pod: string | null;
}

/** A client that asks all the time, each time on a new connection, and does not wait for the answer to ask again. */
export class SteadyLoad {
  readonly attempts: Attempt[] = [];
  readonly #underWay = new Set<Promise<void>>();
  readonly #timer: NodeJS.Timeout;

  constructor(
    private readonly port: number,
    everyMs = 100,
  ) {
    this.#timer = setInterval(() => {
      const attempt: Promise<void> = this.#ask().finally(() => this.#underWay.delete(attempt));
      this.#underWay.add(attempt);
    }, everyMs);
  }

  /** The attempts that began at or after this moment of `performance.now()` and failed. */
  lostSince(moment: number): number {
    return this.attempts.filter(({ startedAt, pod }) => startedAt >= moment && pod === null).length;
  }

  /** When the first answer came that began at or after this moment, from this pod or any. */
  answeredSince(moment: number, pod?: string): number | undefined {
    const fitting = this.attempts.filter((attempt) => attempt.endedAt >= moment && attempt.pod !== null);
    const ends = fitting.filter((attempt) => pod === undefined || attempt.pod === pod).map(({ endedAt }) => endedAt);
    return ends.length === 0 ? undefined : Math.min(...ends);
  }

  /** Settles when the last answer has come, or failed to. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#underWay);
  }

  async #ask(): Promise<void> {
    const startedAt = performance.now();
    const pod = await requestLocal(this.port, '/', { timeout: 30_000 }).then(
      ({ body }) => (JSON.parse(body.toString()) as { pod: string }).pod,
      () => null,
    );
    this.attempts.push({ startedAt, endedAt: performance.now(), pod });
  }
}

/** The memory that processes hold themselves, in bytes (what they share with others is not counted twice). Linux only. */
export async function memoryOf(pids: readonly number[]): Promise<number> {
  const each = pids.map(async (pid) => {
    const status = await readFile(`/proc/${String(pid)}/status`, 'utf8');
    return Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) * 1024;
  });
  return (await Promise.all(each)).reduce((sum, bytes) => sum + bytes, 0);
}
