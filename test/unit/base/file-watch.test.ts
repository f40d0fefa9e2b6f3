import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileWatch, type FileWatchOptions, lookAt } from '../../../src/main/base/file-watch';
import { eventually } from '../../support/eventually';
import { FakeClock } from '../../support/fake-clock';

const times = { lookMs: 2_000, quietMs: 150 };

describe('watching a file', () => {
  let folder: string;
  let path: string;
  let clock: FakeClock;
  let told: number;
  let watch: FileWatch | null;
  let hint: () => void;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portwatch-file-watch-'));
    path = join(folder, 'file');
    clock = new FakeClock();
    told = 0;
    watch = null;
    await writeFile(path, 'one');
  });

  afterEach(async () => {
    watch?.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  async function follow(options: Partial<FileWatchOptions> = {}): Promise<void> {
    watch = new FileWatch({
      clock,
      times,
      paths: () => Promise.resolve([path]),
      onChange: () => Promise.resolve(void (told += 1)),
      hints: (_, onHint) => {
        hint = onHint;
        return Promise.resolve({ dispose: () => (hint = () => undefined) });
      },
      ...options,
    });
    await waits();
  }

  /** The file system answers in its own time; then there is a timer again. */
  const waits = () => eventually('a timer', () => (clock.timers === 1 ? true : undefined), { everyMs: 1 });

  async function pass(ms: number): Promise<void> {
    await clock.advance(ms);
    await turn();
    await waits();
  }

  it('tells of a change when the file has been left alone for a moment', async () => {
    await follow();
    await writeFile(path, 'other');
    await pass(times.lookMs);
    expect(told).toBe(0);
    await pass(times.quietMs);
    expect(told).toBe(1);
    await pass(times.lookMs);
    expect(told).toBe(1);
  });

  it('waits for a pause between writes, but not for ever', async () => {
    await follow({ times: { ...times, longestMs: 1_000 } });
    await writeFile(path, 'other');
    await pass(times.lookMs);
    for (let size = 1; size <= 6; size += 1) {
      await writeFile(path, 'x'.repeat(size * 10));
      await pass(times.quietMs);
      expect(told).toBe(0);
    }
    await writeFile(path, 'y');
    await pass(times.quietMs);
    expect(told).toBe(1);
  });

  it('looks at once after a hint', async () => {
    await follow();
    await writeFile(path, 'other');
    for (let swarm = 0; swarm < 100; swarm += 1) hint();
    await pass(30);
    await pass(times.quietMs);
    expect(told).toBe(1);
  });

  it('says nothing when the file is what it was after the pause', async () => {
    await follow({ paths: () => Promise.resolve([join(folder, 'late')]) });
    await writeFile(join(folder, 'late'), 'there');
    await pass(times.lookMs);
    await rm(join(folder, 'late'));
    await pass(times.quietMs);
    expect(told).toBe(0);
  });

  it('notices what has changed since it was known to be otherwise', async () => {
    const seen = await lookAt([path]);
    await writeFile(path, 'other');
    await follow({ seen });
    await pass(0);
    await pass(times.quietMs);
    expect(told).toBe(1);
  });

  it('tells of deletion and of return', async () => {
    await follow();
    await rm(path);
    await pass(times.lookMs);
    await pass(times.quietMs);
    expect(told).toBe(1);
    await writeFile(path, 'one');
    await pass(times.lookMs);
    await pass(times.quietMs);
    expect(told).toBe(2);
  });

  it('leaves no timer when it is disposed, whatever it is doing', async () => {
    await follow();
    watch?.dispose();
    expect(clock.timers).toBe(0);
  });
});
