import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ChildProgram } from '../support/child-program';
import { eventually } from '../support/eventually';
import { freezeThread } from '../support/freeze-thread';

const script = join(import.meta.dirname, 'fixtures', 'counting-threads.cjs');
const report = z.object({
  counts: z.tuple([z.number(), z.number(), z.number()]),
  threads: z.tuple([z.number(), z.number()]),
});

describe('a thread stopped from outside', () => {
  let program: ChildProgram;
  let last: z.infer<typeof report> | undefined;

  beforeEach(async () => {
    last = undefined;
    const started = await ChildProgram.start(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    if (started.child.stdout) {
      createInterface(started.child.stdout).on('line', (line) => (last = report.parse(JSON.parse(line))));
    }
    program = started;
    return () => started.dispose();
  });

  /** The counts once one of them has gone on by at least `by` from now. */
  async function after(cell: 0 | 1 | 2, by: number): Promise<readonly [number, number, number]> {
    const start = last?.counts[cell] ?? 0;
    return eventually(`count ${String(cell)} to go on`, () =>
      last !== undefined && last.counts[cell] >= start + by ? last.counts : undefined,
    );
  }

  async function threads(): Promise<readonly [number, number]> {
    return eventually('both workers to run', () => (last?.threads.every((id) => id > 0) ? last.threads : undefined));
  }

  it('stands still while the others run, and goes on when released', async () => {
    const [first] = await threads();
    const frozen = await freezeThread(program.pid, first);
    const [, stopped] = await after(0, 2);
    const [, still, other] = await after(0, 20);
    expect(still).toBe(stopped);
    expect(other).toBeGreaterThan(0);
    await after(2, 20);
    await frozen.release();
    await after(1, 20);
  });

  it('does not keep its process from being killed', async () => {
    const [first] = await threads();
    const frozen = await freezeThread(program.pid, first);
    program.child.kill('SIGKILL');
    await program.exited();
    await frozen.release();
  });

  it('is refused for a thread of another process', async () => {
    await expect(freezeThread(program.pid, process.pid)).rejects.toThrow('is no thread of process');
  });
});
