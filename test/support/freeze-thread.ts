import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AsyncDisposable } from '../../src/main/base/disposable';
import { ChildProgram, firstLine } from './child-program';

const script = join(import.meta.dirname, 'freeze-thread.py');
/** Node gives each worker thread a stack of its own size: no other thread of Node or Chromium has it. */
const workerStackBytes = 4 * 1024 * 1024;

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

/** The ids of a process's worker threads (`node:worker_threads`) that wait for something, lowest first. Linux only. */
export async function workerThreads(pid: number): Promise<readonly number[]> {
  const stacks = await memoryOf(pid);
  const found: number[] = [];
  for (const entry of await readdir(`/proc/${String(pid)}/task`)) {
    const pointer = await stackPointer(pid, entry);
    const stack = stacks.find(({ from, to }) => pointer !== null && pointer >= from && pointer < to);
    if (stack && stack.to - stack.from === workerStackBytes) found.push(Number(entry));
  }
  return found.sort((a, b) => a - b);
}

/** The mapped regions of a process's memory. */
async function memoryOf(pid: number): Promise<readonly { from: number; to: number }[]> {
  const maps = await readFile(`/proc/${String(pid)}/maps`, 'utf8');
  return [...maps.matchAll(/^([0-9a-f]+)-([0-9a-f]+) /gm)].map(([, from = '', to = '']) => ({
    from: Number.parseInt(from, 16),
    to: Number.parseInt(to, 16),
  }));
}

/** Where a thread that waits in the kernel has its stack; null for one that runs, or is gone. */
async function stackPointer(pid: number, thread: string): Promise<number | null> {
  const text = await readFile(`/proc/${String(pid)}/task/${thread}/syscall`, 'utf8').catch(() => '');
  const pointer = text.trim().split(' ').at(-2);
  return pointer === undefined ? null : Number.parseInt(pointer, 16);
}
