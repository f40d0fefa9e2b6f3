import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { check } from './fuzzer';

/** Enough that what the garbage collector leaves lying around does not matter to one. */
const subjects = 24;

/** What a measurement may be off by, in bytes, over all subjects. */
const tolerance = 1024 * 1024;

/**
 * Makes many of a kind, lets each have its input, and checks that what they then hold on to is at most `mostBytes` each,
 * by what the process takes with them and without.
 */
export async function checkHeld(mostBytes: number, make: () => Promise<object> | object): Promise<void> {
  // What the first one brings with it for good, code among it, is not held by any.
  await make();
  const before = await takenBytes();
  const kept: object[] = [];
  for (let count = 0; count < subjects; count += 1) kept.push(await make());
  const each = ((await takenBytes()) - before - tolerance) / kept.length;
  check(each <= mostBytes, `${String(Math.round(each))} bytes are held, more than ${String(mostBytes)}`);
}

async function takenBytes(): Promise<number> {
  const collect = collector();
  // What waits for a turn of the event loop would be counted as held.
  for (let turn = 0; turn < 4; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function collector(): () => void {
  setFlagsFromString('--expose-gc');
  const found: unknown = runInNewContext('gc');
  if (typeof found !== 'function') throw new Error('This Node.js lets nobody ask for a garbage collection');
  return () => void Reflect.apply(found, undefined, []);
}
