import type { Socket } from 'node:net';
import type { ScaleEffort } from './effort';
import { bulkWish, type Headless, startHeadless, startKubectl } from './forwarders';
import { connectionRate, echoing, exchange, pause, roundTrip } from './load';
import { cpuSecondsOfAll, memoryOfAll } from './machine';
import type { Place } from './place';
import { atMostTimes, type Figures, type Row, rowOf } from './row';

/** What a hundred forwards cost at least to be comparable. */
const hundred = 100;

/** What Portwatch takes for many forwards and many connections; kubectl beside it where it can follow. */
export async function scaleRows(around: Place, root: string, scale: ScaleEffort): Promise<Row[]> {
  const rows: Row[] = [];
  for (const count of scale.forwards) rows.push(...(await forwardRows(around, root, scale, count)));
  const headless = await startHeadless(around, root, [bulkWish]);
  try {
    for (const count of scale.concurrent) rows.push(...(await concurrentRows(headless, count, scale.settleMs)));
    rows.push(...(await sequentialRows(headless, scale)));
  } finally {
    await headless.dispose();
  }
  return rows;
}

async function forwardRows(around: Place, root: string, scale: ScaleEffort, count: number): Promise<Row[]> {
  const wishes = Array.from({ length: count }, () => bulkWish);
  const headless = await startHeadless(around, root, wishes);
  try {
    await Promise.all(headless.ports.map((port) => exchange(port)));
    const before = await cpuSecondsOfAll(headless.pids);
    await pause(scale.idleMs);
    const cpu = (await cpuSecondsOfAll(headless.pids)) - before;
    const memory: Figures = { portwatch: await memoryOfAll(headless.pids) };
    const isCompared = count === hundred;
    const name = `${String(count)} forward${count === 1 ? '' : 's'}`;
    return [
      rowOf(`${name}: start of the process until all are active`, 'ms', { portwatch: headless.readyMs }, null),
      rowOf(`${name}: idle CPU`, '% of a core', { portwatch: (cpu / scale.idleMs) * 100_000 }, null),
      rowOf(
        `${name}: memory`,
        'MiB',
        isCompared ? { ...memory, kubectl: await memoryOfKubectls(around, scale.kubectls) } : memory,
        isCompared ? atMostTimes(1 / 20) : null,
      ),
    ];
  } finally {
    await headless.dispose();
  }
}

/** What a hundred would take: what is shared among them is shared among these few already. */
async function memoryOfKubectls(around: Place, count: number): Promise<number> {
  const kubectls = await startKubectl(
    around,
    Array.from({ length: count }, () => bulkWish),
    true,
  );
  try {
    for (const port of kubectls.ports) await exchange(port);
    return ((await memoryOfAll(kubectls.pids)) * hundred) / count;
  } finally {
    await kubectls.dispose();
  }
}

/** Connections at a time that are opened here, so that no listen queue overflows. */
const batch = 100;

async function concurrentRows(headless: Headless, count: number, settleMs: number): Promise<Row[]> {
  const before = await memoryOfAll(headless.pids);
  const sockets: Socket[] = [];
  const start = performance.now();
  while (sockets.length < count) {
    const opening = Array.from({ length: Math.min(batch, count - sockets.length) }, () =>
      echoing(headless.ports[0] ?? 0),
    );
    sockets.push(...(await Promise.all(opening)));
  }
  const ms = performance.now() - start;
  const memory = (await memoryOfAll(headless.pids)) - before;
  // All of them are alive.
  for (const socket of sockets) await roundTrip(socket);
  for (const socket of sockets) socket.resetAndDestroy();
  await pause(settleMs);
  const name = `${String(count)} connections at a time`;
  return [
    rowOf(`${name}: opened and answered in`, 'ms', { portwatch: ms }, null),
    rowOf(`${name}: memory for each`, 'KiB', { portwatch: (memory * 1024) / count }, null),
  ];
}

async function sequentialRows(headless: Headless, scale: ScaleEffort): Promise<Row[]> {
  const { sequential: count, settleMs } = scale;
  const port = headless.ports[0] ?? 0;
  // What the first ones cost, compiling included, is no leak.
  await connectionRate(port, 16, Math.min(count, 5_000));
  await pause(settleMs);
  const before = await memoryOfAll(headless.pids);
  const rate = await connectionRate(port, 16, count);
  await pause(settleMs);
  const after = await memoryOfAll(headless.pids);
  const name = `${String(count)} connections one after another, 16 in parallel`;
  return [
    rowOf(`${name}: rate`, '1/s', { portwatch: rate }, null),
    rowOf(`${name}: memory before`, 'MiB', { portwatch: before }, null),
    rowOf(`${name}: memory after`, 'MiB', { portwatch: after }, null),
  ];
}
