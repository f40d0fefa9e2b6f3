import { describe, expect, it } from 'vitest';
import {
  blameFor,
  crashLimit,
  crashWaitMs,
  forgotten,
  isSuspect,
  type LaneBlame,
  lossesOf,
  lossWindowMs,
  noBlame,
  pardoned,
  spareLanes,
  suspectsOf,
} from '../../../src/main/engine/lane-blame';

const room = 8;

function crash(blame: LaneBlame, aboard: readonly string[], now = 0, places = room) {
  return blameFor(blame, { aboard, crashed: true, now, room: places });
}

/** After this many crashes with these aboard, a second apart. */
function crashed(times: number, aboard: readonly string[]): LaneBlame {
  let blame = noBlame;
  for (let time = 0; time < times; time += 1) blame = crash(blame, aboard, time * 1_000).blame;
  return blame;
}

describe('The first loss of a lane', () => {
  it('moves its forwards together, at once, and accuses nobody', () => {
    const verdict = crash(noBlame, ['a', 'b', 'c']);
    expect(verdict).toMatchObject({ groups: [['a', 'b', 'c']], parted: [], convicted: [], waitMs: 0 });
    expect(isSuspect(verdict.blame, 'a', 0)).toBe(false);
  });
});

describe('A further loss', () => {
  it('parts the suspects in halves, without delay', () => {
    const verdict = crash(crashed(1, ['a', 'b', 'c']), ['a', 'b', 'c'], 1_000);
    expect(verdict).toMatchObject({ groups: [['a', 'b'], ['c']], parted: [['a', 'b'], ['c']], waitMs: 0 });
    for (const id of ['a', 'b', 'c']) expect(isSuspect(verdict.blame, id, 1_000)).toBe(true);
  });

  it('acquits the half that still runs, and nobody else', () => {
    let { blame } = crash(crashed(1, ['a', 'b', 'c', 'd']), ['a', 'b', 'c', 'd']);
    blame = crash(blame, ['x', 'y'], 2_000).blame;
    blame = crash(blame, ['a', 'b'], 3_000).blame;
    expect(['a', 'b', 'c', 'd'].map((id) => isSuspect(blame, id, 3_000))).toEqual([true, true, false, false]);
    expect(suspectsOf(blame, 3_000)).toEqual(['a', 'b']);
    expect(suspectsOf(blame, 3_000 + lossWindowMs)).toEqual([]);
    expect(lossesOf(blame, 'x', 3_000)).toBe(1);
  });

  it('does not mix suspects with those who came aboard later', () => {
    const { groups, parted } = crash(crashed(1, ['a', 'b']), ['a', 'b', 'new'], 1_000);
    expect(groups).toEqual([['a'], ['b'], ['new']]);
    expect(parted).toEqual([['a'], ['b']]);
  });

  it('that leaves no room for parting is waited after, ever longer', () => {
    const aboard = ['a', 'b'];
    let blame = crashed(1, aboard);
    const waits: number[] = [];
    for (let time = 2; time <= 8; time += 1) {
      const verdict = crash(blame, aboard, time * 1_000, 1);
      expect(verdict).toMatchObject({ groups: [aboard], convicted: [] });
      waits.push(verdict.waitMs);
      blame = verdict.blame;
    }
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
  });

  it('ten minutes later is a first one again', () => {
    const verdict = crash(crashed(1, ['a', 'b']), ['a', 'b'], lossWindowMs);
    expect(verdict).toMatchObject({ groups: [['a', 'b']], parted: [] });
  });

  it('is counted whether the lane crashed or fell silent', () => {
    const silent = blameFor(crashed(1, ['a', 'b']), { aboard: ['a', 'b'], crashed: false, now: 1_000, room });
    expect(silent.parted).toEqual([['a'], ['b']]);
  });
});

describe('A forward that is alone', () => {
  it('waits ever longer, and is convicted by the fifth crash', () => {
    let blame = noBlame;
    const waits: number[] = [];
    for (let time = 1; time < crashLimit; time += 1) {
      const verdict = crash(blame, ['a'], time * 1_000);
      expect(verdict.groups).toEqual([['a']]);
      waits.push(verdict.waitMs);
      blame = verdict.blame;
    }
    expect(waits).toEqual([0, 500, 1_000, 2_000]);
    expect(crash(blame, ['a'], 9_000)).toMatchObject({ convicted: ['a'], groups: [] });
  });

  it('is not convicted by five crashes in more than ten minutes', () => {
    let blame = noBlame;
    for (let time = 0; time < 20; time += 1) {
      const verdict = crash(blame, ['a'], (time * lossWindowMs) / (crashLimit - 1));
      expect(verdict.convicted).toEqual([]);
      blame = verdict.blame;
    }
  });

  it('is not convicted by lanes that fell silent: the watchdog counts those', () => {
    let blame = noBlame;
    for (let time = 0; time < 20; time += 1) {
      const verdict = blameFor(blame, { aboard: ['a'], crashed: false, now: time * 1_000, room });
      expect(verdict).toMatchObject({ convicted: [], groups: [['a']], waitMs: 0 });
      blame = verdict.blame;
    }
  });

  it('that was convicted and is pardoned stays apart, and may crash five times again', () => {
    let blame = pardoned(crashed(crashLimit, ['a']), 'a');
    expect(lossesOf(blame, 'a', 9_000)).toBe(0);
    expect(isSuspect(blame, 'a', 9_000)).toBe(true);
    for (let time = 1; time < crashLimit; time += 1) {
      const verdict = crash(blame, ['a'], 10_000 + time);
      expect(verdict.convicted).toEqual([]);
      blame = verdict.blame;
    }
    expect(crash(blame, ['a'], 20_000).convicted).toEqual(['a']);
  });

  it('is another one when its spec changes: nothing is known of that', () => {
    expect(isSuspect(forgotten(crashed(crashLimit, ['a']), 'a'), 'a', 9_000)).toBe(false);
  });
});

describe('Somebody among many who crashes every lane', () => {
  /** Lanes with a bad forward on them crash until there is none left; answers how often, and what became of whom. */
  function trial(count: number, bad: readonly string[]) {
    let now = 0;
    let blame = noBlame;
    let crashes = 0;
    let waitedMs = 0;
    let most = 0;
    const convicted: string[] = [];
    const lanes = new Set<readonly string[]>([Array.from({ length: count }, (_, at) => `f${String(at)}`)]);
    for (;;) {
      const ill = [...lanes].find((aboard) => aboard.some((id) => bad.includes(id)));
      if (!ill) break;
      if ((crashes += 1) > 200) throw new Error('It does not come to an end');
      now += 100;
      lanes.delete(ill);
      const verdict = crash(blame, ill, now, 1 + spareLanes - lanes.size);
      blame = verdict.blame;
      now += verdict.waitMs;
      waitedMs += verdict.waitMs;
      for (const group of verdict.groups) if (group.length > 0) lanes.add(group);
      convicted.push(...verdict.convicted);
      most = Math.max(most, lanes.size);
    }
    return { convicted: convicted.sort(), crashes, waitedMs, most, left: [...lanes].flat().length };
  }

  it.each([1, 2, 5, 31, 125, 500])('is found among %d, and only that one is convicted', (count) => {
    for (const at of [0, Math.floor(count / 2), count - 1]) {
      const { convicted, crashes, left, most } = trial(count, [`f${String(at)}`]);
      expect(convicted).toEqual([`f${String(at)}`]);
      expect(left).toBe(count - 1);
      expect(crashes).toBeLessThanOrEqual(Math.max(crashLimit, 2 + Math.ceil(Math.log2(count))) + crashLimit);
      expect(most).toBeLessThanOrEqual(2 + Math.ceil(Math.log2(count)));
    }
  });

  it('is found when there are two of them', () => {
    for (const bad of [
      ['f0', 'f499'],
      ['f3', 'f4'],
      ['f10', 'f70'],
    ]) {
      expect(trial(500, bad)).toMatchObject({ convicted: [...bad].sort(), left: 498 });
    }
  });
});

describe('The wait', () => {
  it('is none after one loss, and ten seconds at most', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 7, 50].map(crashWaitMs)).toEqual([
      0, 0, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000,
    ]);
  });
});
