import { Worker } from 'node:worker_threads';
import type { ConfigResult } from './config-result';
import { loadConfig } from './load-config';

/**
 * As `loadConfig`, in a thread of its own: a file with thousands of forwards takes long enough to understand that heartbeats
 * would come late. `entry` is the bundled script of that thread; where it does not run, this one reads the file.
 */
export async function loadInThread(entry: string, path: string): Promise<ConfigResult> {
  try {
    return await answerOf(new Worker(entry, { workerData: { path } }));
  } catch {
    return loadConfig(path);
  }
}

function answerOf(worker: Worker): Promise<ConfigResult> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`The thread ended with ${String(code)} and without an answer.`)));
  });
}
