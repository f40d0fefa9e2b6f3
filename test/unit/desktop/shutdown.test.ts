import { describe, expect, it } from 'vitest';
import { createShutdown, shutdownMs } from '../../../src/main/desktop/shutdown';
import { FakeClock, settle } from '../../support/fake-clock';

function prepared(release: () => Promise<boolean>) {
  const clock = new FakeClock();
  const done: string[] = [];
  const log = { info: () => undefined, warn: () => undefined, error: () => void done.push('logged') };
  const shutDown = createShutdown(clock, log, {
    release: () => (done.push('release'), release()),
    exit: () => void done.push('exit'),
    kill: () => void done.push('kill'),
  });
  return { clock, done, shutDown };
}

describe('Quitting', () => {
  it('lets go of everything, then ends', async () => {
    const { shutDown, done, clock } = prepared(() => Promise.resolve(true));
    await shutDown();
    expect(done).toEqual(['release', 'exit']);
    expect(clock.timers).toBe(0);
  });

  it('happens once, however often it is asked for', async () => {
    const { shutDown, done } = prepared(() => Promise.resolve(true));
    await Promise.all([shutDown(), shutDown(), shutDown()]);
    expect(done).toEqual(['release', 'exit']);
  });

  it('kills the process when letting go misses its deadline', async () => {
    const { shutDown, done, clock } = prepared(() => new Promise(() => undefined));
    void shutDown();
    await clock.advance(shutdownMs - 1);
    expect(done).toEqual(['release']);
    await clock.advance(1);
    await settle();
    expect(done).toEqual(['release', 'logged', 'kill']);
  });

  it.each([
    ['a thread is left', () => Promise.resolve(false)],
    ['letting go failed', () => Promise.reject(new Error('no'))],
  ])('kills the process when %s', async (_, release) => {
    const { shutDown, done } = prepared(release);
    await shutDown();
    expect(done).toEqual(['release', 'logged', 'kill']);
  });
});
