import { parentPort, workerData } from 'node:worker_threads';
import { type JobInput, type JobName, runHere } from './jobs';
import type { JobMessage } from './run-job';

/** The script of a thread that does one job with a config file, posts what came of it, and ends. */
const { name, input } = workerData as { readonly name: JobName; readonly input: JobInput<JobName> };
const post = (message: JobMessage<JobName>) => parentPort?.postMessage(message);
post({ kind: 'begun' });
void runHere(name, input).then((result) => post({ kind: 'done', result }));
