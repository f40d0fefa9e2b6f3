import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually';
import { type HeadlessRig, startHeadlessRig } from '../../support/headless-rig';
import { get } from '../../support/http';

/** The heartbeats of many forwards fill a log soon. */
const busy = { pollMs: 150, checkMs: 1_000, thresholdMs: 5_000 };
const forwards = Array.from({ length: 12 }, (_, index) => ({
  alias: `web-${String(index)}`,
  namespace: 'shop',
  resource: 'service/web',
  port: 8080,
}));
const mayMount = process.platform === 'linux' && process.getuid?.() === 0;

describe('the log of the headless program', () => {
  let rig: HeadlessRig;
  let folder: string | undefined;

  afterEach(async () => {
    await rig.dispose();
    if (folder === undefined) return;
    if (mayMount) execFileSync('umount', [folder]);
    await rm(folder, { recursive: true });
    folder = undefined;
  });

  it.runIf(mayMount)('says once that the disk is full, loses no forward, and goes on when there is room', async () => {
    folder = await mkdtemp(join(tmpdir(), 'portwatch-disk-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]);
    const path = join(folder, 'portwatch.log');
    await writeFile(join(folder, 'ballast'), Buffer.alloc(1_000_000));
    rig = await startHeadlessRig({ forwards, watchdog: busy, arguments: ['--log-level', 'debug', '--log-file', path] });
    await rig.run.says('there is no room left on the disk', 'stderr');
    expect(await get(rig.port('web-0'))).toContain('Demo shop');
    // Longer than until the next attempt.
    await sleep(6_000);
    expect(rig.run.stderr().match(/no room left/g)).toHaveLength(1);
    const { size } = await stat(path);
    await rm(join(folder, 'ballast'));
    await rig.run.says('is written again', 'stderr');
    await eventually('the log to go on', async () => ((await stat(path)).size > size ? true : undefined));
    expect((await rig.run.end('SIGTERM')).code).toBe(0);
    for (const line of (await readFile(path, 'utf8')).trim().split('\n')) JSON.parse(line);
  });

  it('is put aside when it is full, as whole lines, twice at most', async () => {
    rig = await startHeadlessRig({
      forwards,
      watchdog: busy,
      arguments: ['--log-level', 'debug', '--log-file', 'p.log', '--log-max-size', '10KB'],
    });
    const names = async () => (await readdir(rig.home.folder)).filter((name) => name.startsWith('p.log')).sort();
    await eventually('the third file', async () => ((await names()).length === 3 ? true : undefined), {
      timeoutMs: 20_000,
    });
    expect((await rig.run.end('SIGTERM')).code).toBe(0);
    expect(await names()).toEqual(['p.log', 'p.log.1', 'p.log.2']);
    for (const name of await names()) {
      const text = await readFile(rig.home.path(name), 'utf8');
      expect(text.length).toBeLessThanOrEqual(10_000);
      for (const line of text.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('level');
    }
  });
});
