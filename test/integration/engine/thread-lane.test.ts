import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/main/base/clock';
import { type LaneEnd, ThreadLane } from '../../../src/main/engine/lane';
import { defaultTimings } from '../../../src/main/worker/timings';
import { eventually } from '../../support/eventually';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portwatch-lane-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** As when the machine is overloaded: this thread does nothing for a while. */
function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

describe('a lane that is ended', () => {
  it('while this thread stands still is found gone, not left behind: its descriptors are somebody else’s by then', async () => {
    const entry = join(folder, 'lane.cjs');
    await writeFile(
      entry,
      `require('node:worker_threads').parentPort.postMessage({ type: 'ready', osThreadId: null });
       setInterval(() => undefined, 1_000);`,
    );
    const lane = new ThreadLane(1, entry, { timings: defaultTimings }, systemClock);
    const ends: LaneEnd[] = [];
    let isReady = false;
    lane.onDidEnd((end) => ends.push(end));
    lane.onDidSend(() => (isReady = true));
    await eventually('the thread to run', () => isReady || undefined);
    // From an immediate, because timers are looked at before anything else that has come in meanwhile.
    await new Promise(setImmediate);
    const ended = lane.terminate();
    standStill(1_000);
    await ended;
    expect(ends).toEqual([{ kind: 'asked', abandoned: false }]);
  });
});
