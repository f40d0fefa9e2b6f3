import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundleScript } from '../../support/bundle-script';
import type { Mishap, Scene } from './lost-path-scene';

const mayMake = process.platform === 'linux' && process.getuid?.() === 0;

describe.runIf(mayMake)('a connection with much on its way', () => {
  // A namespace of its own, so that nothing else on this computer notices.
  const name = `portwatch-path-${String(process.pid)}`;
  let folder = '';
  let script = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portwatch-path-'));
    script = join(folder, 'scene.cjs');
    await writeFile(script, await bundleScript(join(import.meta.dirname, 'lost-path-scene.ts')));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  beforeEach(() => void execFileSync('ip', ['netns', 'add', name]));
  afterEach(() => void execFileSync('ip', ['netns', 'delete', name]));

  async function play(mishap: Mishap): Promise<Scene> {
    const args = ['netns', 'exec', name, process.execPath, script, mishap];
    const { stdout } = await promisify(execFile)('ip', args, { timeout: 28_000 });
    return JSON.parse(stdout) as Scene;
  }

  it.each(['packets vanish', 'no way'] as const)(
    'is ended when its tunnel is lost without a word (%s), and the next one is answered',
    async (mishap) => {
      const { endedAfterMs, message, isAnswered } = await play(mishap);
      expect(message).toMatch(/^The tunnel ended: nothing that was sent on it has got through for \d+ s$/);
      expect(endedAfterMs).toBeLessThan(8_000);
      expect(isAnswered).toBe(true);
    },
  );

  it('is left alone while its app does not read, however long, and gets everything through', async () => {
    const { endedAfterMs, sent, received, isAnswered } = await play('the reader stops');
    expect(endedAfterMs).toBeNull();
    expect(sent).toBeGreaterThan(16 * 1024);
    expect(received).toBe(sent);
    expect(isAnswered).toBe(true);
  });
});
