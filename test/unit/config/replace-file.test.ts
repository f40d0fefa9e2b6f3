import { chmod, mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileChangedError, readIfThere, replaceFile } from '../../../src/main/config/replace-file';

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'portwatch-replace-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

describe('replacing a file', () => {
  it("makes a new one the user's alone", async () => {
    const path = join(folder, 'new.yaml');
    expect(await readIfThere(path)).toBeNull();
    await replaceFile(path, 'text', null);
    expect([await readFile(path, 'utf8'), await modeOf(path)]).toEqual(['text', 0o600]);
  });

  it('keeps the mode of one that is there, and leaves nothing else behind', async () => {
    const path = join(folder, 'old.yaml');
    await writeFile(path, 'before');
    await chmod(path, 0o664);
    await replaceFile(path, 'after', 'before');
    expect([await readFile(path, 'utf8'), await modeOf(path)]).toEqual(['after', 0o664]);
    expect(await readdir(folder)).toEqual(['old.yaml']);
  });

  it('writes where links lead, also when nothing is there yet', async () => {
    await mkdir(join(folder, 'real'));
    const link = join(folder, 'link.yaml');
    await symlink('real/config.yaml', link);
    await replaceFile(link, 'first', null);
    await replaceFile(link, 'second', 'first');
    expect(await readlink(link)).toBe('real/config.yaml');
    expect(await readFile(join(folder, 'real', 'config.yaml'), 'utf8')).toBe('second');
  });

  it.each([
    ['changed', 'before'],
    ['made', null],
  ])('refuses when somebody else has %s it meanwhile', async (_what, expected) => {
    const path = join(folder, 'config.yaml');
    await writeFile(path, 'theirs');
    await expect(replaceFile(path, 'ours', expected)).rejects.toThrow(FileChangedError);
    expect(await readFile(path, 'utf8')).toBe('theirs');
    expect(await readdir(folder)).toEqual(['config.yaml']);
  });
});
