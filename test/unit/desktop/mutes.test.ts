import { beforeEach, describe, expect, it } from 'vitest';
import { Mutes } from '../../../src/main/desktop/mutes';
import { defaultPreferences, type Preferences } from '../../../src/main/desktop/preference-versions';
import { muteOf, type Mute } from '../../../src/shared/preferences';
import { FakeClock } from '../../support/fake-clock';

const hourMs = 3_600_000;
const all = { kind: 'all' } as const;
const web = { kind: 'forward', id: '127.0.0.1:8080' } as const;
const prod = { kind: 'group', name: 'prod' } as const;

describe('Muting', () => {
  let clock: FakeClock;
  let kept: Preferences;
  let written: number;
  const preferences = {
    get: <K extends keyof Preferences>(key: K) => kept[key],
    set: <K extends keyof Preferences>(key: K, value: Preferences[K]) => {
      kept = { ...kept, [key]: value };
      written += 1;
    },
  };

  beforeEach(() => {
    clock = new FakeClock();
    kept = defaultPreferences;
    written = 0;
  });

  it('for an hour ends by itself after an hour, and everybody hears of it', async () => {
    const mutes = new Mutes(clock, preferences);
    mutes.add(all, hourMs);
    expect(mutes.current).toEqual([{ subject: all, until: clock.wallTime() + hourMs }]);
    await clock.advance(hourMs - 1);
    expect([mutes.current.length, written]).toEqual([1, 1]);
    await clock.advance(1);
    expect([mutes.current, kept.mutes, written]).toEqual([[], [], 2]);
    expect(clock.timers).toBe(0);
  });

  it('until it is ended has no timer', async () => {
    const mutes = new Mutes(clock, preferences);
    mutes.add(web, null);
    expect(clock.timers).toBe(0);
    await clock.advance(1_000 * hourMs);
    expect(mutes.current).toEqual([{ subject: web, until: null }]);
    mutes.remove(web);
    expect(kept.mutes).toEqual([]);
  });

  it('of the same again counts anew, instead of twice', () => {
    const mutes = new Mutes(clock, preferences);
    mutes.add(prod, null);
    mutes.add(prod, hourMs);
    expect(mutes.current).toEqual([{ subject: prod, until: clock.wallTime() + hourMs }]);
    mutes.dispose();
  });

  it('goes on after a restart, and is over when its time was over meanwhile', () => {
    const now = clock.wallTime();
    kept = {
      ...kept,
      mutes: [
        { subject: all, until: now - 1 },
        { subject: web, until: now + hourMs },
      ],
    };
    const mutes = new Mutes(clock, preferences);
    expect(kept.mutes).toEqual([{ subject: web, until: now + hourMs }]);
    mutes.dispose();
    expect(clock.timers).toBe(0);
  });
});

describe('What is muted', () => {
  const view = { id: web.id, group: 'prod' };
  const mute = (subject: Mute['subject'], until: number | null = null): Mute => ({ subject, until });

  it.each([
    ['everything', mute(all)],
    ['its group', mute(prod)],
    ['itself', mute(web)],
  ])('is a forward by %s', (_, by) => expect(muteOf([by], view, 0)).toEqual(by));

  it.each([
    ['another group', mute({ kind: 'group', name: 'staging' })],
    ['another forward', mute({ kind: 'forward', id: 'x' })],
    ['what is over', mute(all, 1_000)],
  ])('is not a forward by %s', (_, by) => expect(muteOf([by], view, 1_000)).toBeNull());
});
