import { chmod, mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/main/config/load-config';

describe('loading a config file', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portwatch-config-'));
    path = join(folder, 'portwatch.yaml');
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  async function rejection(): Promise<string> {
    const result = await loadConfig(path);
    expect(result).toMatchObject({ kind: 'rejected', path });
    return result.problems
      .map(({ file, line, message }) => `${file === path ? '' : file}${line} ${message}`)
      .join('; ');
  }

  it('reads what is there', async () => {
    await writeFile(path, '\uFEFFcontexts: []\r\nlanes: 3\r\n');
    expect(await loadConfig(path)).toMatchObject({ kind: 'loaded', path, settings: { lanes: 3 } });
  });

  it('says that a file is missing', async () => {
    expect(await rejection()).toBe('0 The file does not exist');
  });

  it('says that a folder is not a file', async () => {
    await mkdir(path);
    expect(await rejection()).toBe('0 This is a folder, not a file');
  });

  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('says that it may not be read', async () => {
    await writeFile(path, 'contexts: []');
    await chmod(path, 0);
    expect(await rejection()).toBe('0 The file may not be read');
  });

  it('says that it is not text', async () => {
    await writeFile(path, Buffer.from([0x63, 0xff, 0xfe, 0x00]));
    expect(await rejection()).toBe('0 The file is not UTF-8 text');
  });

  it('does not read more than 10 MiB', async () => {
    await writeFile(path, '');
    await truncate(path, 10 * 1024 * 1024 + 1);
    expect(await rejection()).toBe('0 The file has 10.0 MiB; at most 10 MiB are read');
  });
});
