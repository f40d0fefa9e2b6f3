import type { Socket } from 'node:net';
import type { StalledEffort } from './effort';
import { median } from './figures';
import type { Forwarder } from './forwarders';
import { echoing, pause, roundTripsP99, stalledUpload } from './load';
import { memoryOfAll } from './machine';
import { atMost, type Row, rowOf } from './row';

/** How much is sent to an app that does not read, in bytes. */
const uploadBytes = 800_000_000;

/** What takes Portwatch longer than this it never does, in milliseconds. */
const portwatchMs = 10_000;

const others = 4;

interface Stall {
  readonly calmP99: number;
  readonly stalledP99: number;
  readonly grownMiB: number;
}

/** What one upload that nobody reads does to the other connections of its forward, and to memory. */
export async function stalledRows(portwatch: Forwarder, kubectl: Forwarder, effort: StalledEffort): Promise<Row[]> {
  const ours = await stall(portwatch, effort, portwatchMs);
  const theirs = await stall(kubectl, effort, effort.kubectlMs);
  const twice = Math.max(1, 2 * ours.calmP99);
  return [
    rowOf(
      'Round trip of others, p99, nothing stalled',
      'ms',
      { portwatch: ours.calmP99, kubectl: theirs.calmP99 },
      null,
    ),
    rowOf(
      'Round trip of others, p99, one upload stalled',
      'ms',
      { portwatch: ours.stalledP99, kubectl: theirs.stalledP99 },
      { text: '≤ 2 × unstalled', reached: (portwatch) => portwatch <= twice },
    ),
    rowOf(
      'Memory taken by a stalled upload of 800 MB',
      'MiB',
      { portwatch: ours.grownMiB, kubectl: theirs.grownMiB },
      atMost(16, 'MiB'),
    ),
  ];
}

/** The connections are opened one after the other, as clients do; the forward has been used before. */
async function stall({ ports, pids }: Forwarder, effort: StalledEffort, patienceMs: number): Promise<Stall> {
  const { sendingMs, settlingMs } = effort;
  const port = ports[0] ?? 0;
  const sockets = [];
  for (let index = 0; index < others; index += 1) {
    sockets.push(await echoing(port));
    await pause(50);
  }
  const calmP99 = await typicalP99(sockets, effort, patienceMs);
  const before = await memoryOfAll(pids);
  const stuck = await stalledUpload(port, uploadBytes, sendingMs);
  await pause(settlingMs);
  const grownMiB = (await memoryOfAll(pids)) - before;
  const stalledP99 = await typicalP99(sockets, effort, patienceMs);
  for (const socket of [stuck, ...sockets]) socket.destroy();
  return { calmP99, stalledP99, grownMiB };
}

/**
 * The median of several rounds, after one that does not count: a round takes a quarter of a second, and one collection of
 * garbage in it, on either side, makes its 99th percentile ten times what it is in the next one.
 */
async function typicalP99(sockets: readonly Socket[], effort: StalledEffort, patienceMs: number): Promise<number> {
  const { roundTrips, p99Rounds } = effort;
  const rounds: number[] = [];
  for (let round = 0; round <= p99Rounds; round += 1) {
    const p99 = await roundTripsP99(sockets, roundTrips, patienceMs);
    if (p99 === Infinity) return Infinity;
    if (round > 0) rounds.push(p99);
  }
  return median(rounds);
}
