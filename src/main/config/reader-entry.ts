import { parentPort, workerData } from 'node:worker_threads';
import { loadConfig } from './load-config';

/** The script of a thread that reads one config file, posts what it is, and ends. */
void loadConfig((workerData as { readonly path: string }).path).then((result) => parentPort?.postMessage(result));
