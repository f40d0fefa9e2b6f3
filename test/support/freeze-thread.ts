import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AsyncDisposable } from '../../src/main/base/disposable';
import { ChildProgram, firstLine } from './child-program';

const script = join(import.meta.dirname, 'freeze-thread.py');

export interface FrozenThread extends AsyncDisposable {
  /** Lets the thread go on where it was stopped. */
  release(): Promise<void>;
}

/**
 * Stops one thread of a process from outside, as a debugger would: it holds what it holds and does nothing, while the
 * other threads of its process run on. Linux only; anyone but root needs kernel.yama.ptrace_scope to be 0.
 */
export async function freezeThread(pid: number, threadId: number): Promise<FrozenThread> {
  const threads = await readdir(`/proc/${String(pid)}/task`);
  if (!threads.includes(String(threadId)))
    throw new Error(`${String(threadId)} is no thread of process ${String(pid)}`);
  const holder = await ChildProgram.start('python3', [script, String(threadId)], { stdio: ['pipe', 'pipe', 'pipe'] });
  await firstLine(holder, holder.child.stdout);
  // It ends by itself when the thread does, and then there is nobody to tell.
  holder.child.stdin?.on('error', () => undefined);
  const release = async () => {
    holder.child.stdin?.end();
    await holder.exited();
  };
  return { release, dispose: release };
}
