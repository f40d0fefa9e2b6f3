import { mkdir, mkdtemp, readdir, readFile, rename, rm, rmdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LogFile } from '../../../src/main/log/log-file';
import { FakeClock } from '../../support/fake-clock';
import { until } from '../../support/until';

describe('a log file', () => {
  let folder: string;
  let path: string;
  let clock: FakeClock;
  let troubles: (string | null)[];
  let files: LogFile[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portwatch-log-'));
    path = join(folder, 'logs', 'portwatch.log');
    clock = new FakeClock();
    troubles = [];
    files = [];
  });
  afterEach(async () => {
    await Promise.all(files.map((file) => file.dispose()));
    await rm(folder, { recursive: true });
  });

  function openFile(maxBytes = 1_000_000): LogFile {
    const file = new LogFile({
      path,
      maxBytes,
      clock,
      lost: (lines) => `lost ${String(lines)}\n`,
      onTrouble: (error) => troubles.push(error?.code ?? null),
    });
    files.push(file);
    return file;
  }

  const content = (name = 'portwatch.log') => readFile(join(folder, 'logs', name), 'utf8').catch(() => '');
  const has = async (text: string) => {
    while (!(await content()).includes(text)) await new Promise(setImmediate);
  };

  it('is made with its folder, for its owner alone', async () => {
    const file = openFile();
    file.write('one\n');
    await file.dispose();
    expect(await content()).toBe('one\n');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'logs'))).mode & 0o777).toBe(0o700);
  });

  it('keeps what was there, and the order of what comes', async () => {
    for (const part of [['a\n', 'b\n'], ['c\n']]) {
      const file = openFile();
      for (const line of part) file.write(line);
      await file.dispose();
    }
    expect(await content()).toBe('a\nb\nc\n');
  });

  it('is put aside before it would be too large, twice at most', async () => {
    const file = openFile(10);
    for (const line of ['first--\n', 'second-\n', 'third--\n', 'fourth-\n']) {
      file.write(line);
      await has(line);
    }
    await file.dispose();
    expect((await readdir(join(folder, 'logs'))).sort()).toEqual([
      'portwatch.log',
      'portwatch.log.1',
      'portwatch.log.2',
    ]);
    expect([await content(), await content('portwatch.log.1'), await content('portwatch.log.2')]).toEqual([
      'fourth-\n',
      'third--\n',
      'second-\n',
    ]);
  });

  it('is begun anew when somebody has moved or removed it', async () => {
    const file = openFile();
    file.write('one\n');
    await has('one');
    await rename(path, `${path}.moved`);
    file.write('two\n');
    await has('two');
    await rm(path);
    file.write('three\n');
    await has('three');
    expect([await content('portwatch.log.moved'), await content()]).toEqual(['one\n', 'three\n']);
  });

  it('says once that it cannot be written, goes on when it can, and says that', async () => {
    await mkdir(path, { recursive: true });
    const file = openFile();
    file.write('one\n');
    await until(() => troubles.length === 1);
    file.write('two\n');
    // Its timer is set when the trouble has been told.
    await until(() => clock.timers === 1);
    await clock.advance(5_000);
    await until(() => clock.timers === 1);
    await rmdir(path);
    await clock.advance(5_000);
    await has('two');
    expect([troubles, await content()]).toEqual([['EISDIR', null], 'one\ntwo\n']);
  });

  it('keeps only so much while it cannot be written, and says how much is missing', async () => {
    await mkdir(path, { recursive: true });
    const file = openFile(100_000_000);
    for (let line = 0; line < 2_000; line += 1) file.write(`${'x'.repeat(999)}\n`);
    await until(() => clock.timers === 1);
    await rmdir(path);
    await clock.advance(5_000);
    await has('lost');
    const lines = (await content()).split('\n');
    expect([lines.length, lines.at(-2)]).toEqual([1_002, 'lost 1000']);
  });

  it('leaves no timer, and does not wait for a disk that cannot be written', async () => {
    await mkdir(path, { recursive: true });
    const file = openFile();
    file.write('one\n');
    await until(() => clock.timers === 1);
    await file.dispose();
    file.write('late\n');
    expect([clock.timers, troubles]).toEqual([0, ['EISDIR']]);
  });
});
