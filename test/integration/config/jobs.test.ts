import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/main/config/load-config';
import { jobsInThreads, loadAtStart, loadBy } from '../../../src/main/config/run-job';

const bundled = join(import.meta.dirname, '..', '..', '..', 'dist', 'main', 'config-jobs.cjs');

let folder: string;
let config: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portwatch-jobs-'));
  config = join(folder, 'portwatch.yaml');
  await writeFile(config, 'contexts: []\nlanes: 3\n');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function script(text: string): Promise<string> {
  const path = join(folder, 'thread.cjs');
  await writeFile(path, `const { parentPort } = require('node:worker_threads');\n${text}\n`);
  return path;
}

describe('work on a config file in a thread of its own', () => {
  it('comes to the same as without the thread', async () => {
    expect(await jobsInThreads(bundled)('load', { path: config })).toEqual(await loadConfig(config));
  });

  it('is done in this thread where there is no such script, or it does not begin', async () => {
    for (const entry of [join(folder, 'gone.cjs'), await script('process.exit(3)')]) {
      expect(await jobsInThreads(entry)('load', { path: config })).toMatchObject({ settings: { lanes: 3 } });
    }
  });

  it('says so, and does not take this thread down too, when it ends in the middle', async () => {
    const dying = await script("parentPort.postMessage({ kind: 'begun' }); setImmediate(() => process.exit(9));");
    await expect(jobsInThreads(dying)('load', { path: config })).rejects.toThrow('ended with 9');
    expect(await loadBy(jobsInThreads(dying), config)).toMatchObject({
      kind: 'rejected',
      problems: [{ message: 'The file cannot be read: its thread ended with 9 and without an answer' }],
    });
  });

  it('needs no thread at the start of the program, when the file is small', async () => {
    const never = () => Promise.reject(new Error('No thread is needed'));
    expect(await loadAtStart(never, config)).toMatchObject({ kind: 'loaded' });
    await writeFile(config, `${'# long\n'.repeat(10_000)}contexts: []\n`);
    expect(await loadAtStart(never, config)).toMatchObject({ kind: 'rejected' });
  });
});
