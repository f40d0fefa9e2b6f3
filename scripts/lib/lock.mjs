import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cache } from './paths.mjs';
import { say } from './say.mjs';

const pollMs = 200;
/** A lock this young may belong to a process that has not yet written its id into it. */
const graceMs = 5_000;

/**
 * Runs `work` while no other process of this clone runs the work of the same name, so that two launchers started
 * together do not build or unpack over each other. A lock whose owner is gone is taken over.
 *
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(name, work) {
  const folder = join(cache, `${name}.lock`);
  await mkdir(cache, { recursive: true });
  let waited = false;
  while (!(await take(folder))) {
    if (await abandoned(folder)) {
      await rm(folder, { recursive: true, force: true });
    } else {
      if (!waited) say(`Waiting for another Portwatch command to finish its ${name} ...`);
      waited = true;
      await sleep(pollMs);
    }
  }
  try {
    return await work();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function take(folder) {
  try {
    await mkdir(folder);
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
  await writeFile(join(folder, 'pid'), String(process.pid));
  return true;
}

async function abandoned(folder) {
  try {
    const owner = Number(await readFile(join(folder, 'pid'), 'utf8'));
    if (owner > 0) return !isRunning(owner);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  const created = await stat(folder).catch(() => null);
  return created !== null && Date.now() - created.mtimeMs > graceMs;
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
