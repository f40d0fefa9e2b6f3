import { stat } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import type { ConfigResult } from './config-result';
import { type JobInput, type JobName, type JobResult, runHere, type RunJob } from './jobs';
import { loadConfig } from './load-config';
import { fileProblem, rejected } from './read-config';

/** What a thread tells of its job. */
export type JobMessage<N extends JobName> =
  { readonly kind: 'begun' } | { readonly kind: 'done'; readonly result: JobResult<N> };

/** Twice of what the largest file takes that is any good. */
const maxOldGenerationSizeMb = 2_048;

/**
 * Runs jobs in threads of their own, each in a fresh one. `entry` is the bundled script of such a thread; where it does not
 * run, this thread does the job. Rejects when a thread ends in the middle of its job: it may have been more than the memory
 * holds.
 */
export function jobsInThreads(entry: string): RunJob {
  return async <N extends JobName>(name: N, input: JobInput<N>): Promise<JobResult<N>> => {
    const answer = await answerOf(entry, name, input);
    return answer === null ? runHere(name, input) : answer.result;
  };
}

/** Null when the job was not even begun. */
function answerOf<N extends JobName>(
  entry: string,
  name: N,
  input: JobInput<N>,
): Promise<{ readonly result: JobResult<N> } | null> {
  return new Promise((resolve, reject) => {
    let isBegun = false;
    const failed = (error: Error) => {
      if (isBegun) reject(error);
      else resolve(null);
    };
    try {
      const worker = new Worker(entry, { workerData: { name, input }, resourceLimits: { maxOldGenerationSizeMb } });
      worker.on('message', (message: JobMessage<N>) => {
        if (message.kind === 'done') resolve(message);
        else isBegun = true;
      });
      worker.once('error', failed);
      worker.once('exit', (code) => failed(new Error(`its thread ended with ${String(code)} and without an answer`)));
    } catch {
      resolve(null);
    }
  });
}

/** As `loadConfig`. Never rejects. */
export async function loadBy(runJob: RunJob, path: string): Promise<ConfigResult> {
  try {
    return await runJob('load', { path });
  } catch (error) {
    const message = `The file cannot be read: ${(error as Error).message}`;
    return rejected(path, [fileProblem(path, message, 'It may be more than this computer has memory for.')]);
  }
}

/** Up to here, understanding a file takes no longer than starting a thread; in bytes. */
const smallFile = 32 * 1024;

/** As `loadBy`, for the start of the program, which has nothing yet that could come late. */
export async function loadAtStart(runJob: RunJob, path: string): Promise<ConfigResult> {
  const bytes = await stat(path).then(
    ({ size }) => size,
    () => 0,
  );
  return bytes > smallFile ? loadBy(runJob, path) : loadConfig(path);
}
