import { readlinkSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../base/clock';
import { connectUpstreamWith } from './connect-upstream';
import { LaneHost } from './lane-host';
import { openListener } from './listener';
import type { LaneCommand, LaneMessage, WorkerTimings } from './protocol';

/** The script of a lane's thread. */
function main(): void {
  const port = parentPort;
  if (!port) throw new Error('A lane runs in a worker thread');
  const { timings } = workerData as { readonly timings: WorkerTimings };
  const post = (message: LaneMessage) => port.postMessage(message);
  const lane = new LaneHost(
    {
      clock: systemClock,
      random: Math.random,
      timings,
      openListener,
      connectUpstream: connectUpstreamWith(systemClock, timings.connectMs, process.env.PORTWATCH_EARLY_DATA !== 'off'),
    },
    post,
  );
  port.on('message', (command: LaneCommand) => lane.handle(command));
  post({ type: 'ready', osThreadId: osThreadId() });
}

/** The number by which debuggers and `top -H` know this thread; only Linux tells. */
function osThreadId(): number | null {
  try {
    return Number(/task\/(\d+)$/.exec(readlinkSync('/proc/thread-self'))?.[1] ?? NaN) || null;
  } catch {
    return null;
  }
}

main();
