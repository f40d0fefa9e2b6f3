import { describe, expect, it } from 'vitest';
import {
  choose,
  dead,
  defaultPoolLimits as limits,
  expendable,
  hopeless,
  isSpent,
  type Load,
  superfluous,
  suspicious,
  wantsAnother,
} from '../../../src/main/tunnel/pool-policy';

const load = (values: Partial<Load> = {}): Load => ({
  streams: 0,
  stalledMs: 0,
  silentMs: 0,
  unansweredMs: Infinity,
  blocked: false,
  doubtful: false,
  quarantined: false,
  idleMs: 0,
  ...values,
});
const idle = load();
const busy = (streams: number) => load({ streams });
const suspect = load({ stalledMs: limits.suspectMs });
const draining = load({ streams: 1, stalledMs: Infinity });
const quarantined = load({ streams: 1, quarantined: true });
const stuck = load({ streams: 1, stalledMs: limits.suspectMs, blocked: true });

describe('the tunnel for a new stream', () => {
  it.each([
    ['an idle one', [busy(1), idle, busy(3)], 1],
    ['the oldest of idle ones', [busy(1), idle, idle], 1],
    ['else the least loaded', [busy(3), busy(1), busy(2)], 1],
    ['a loaded one rather than a stalled idle one', [suspect, busy(5)], 1],
    ['one that owes nothing rather than one that owes a little', [load({ stalledMs: 5 }), idle], 1],
    ['one that surely is not stuck rather than an idle one that may be', [load({ doubtful: true }), busy(3)], 1],
    ['one that may be stuck rather than one that is', [suspect, load({ doubtful: true })], 1],
    ['a stalled one when all are', [load({ streams: 2, stalledMs: 9_000 }), suspect], 1],
    ['never a quarantined one', [quarantined], null],
    ['never one that takes no new streams', [draining], null],
    ['never one that a stream holds up', [stuck], null],
    ['one that a stream has held up only now', [load({ streams: 1, blocked: true })], 0],
    ['none of none', [], null],
  ] as const)('is %s', (_, loads, expected) => {
    expect(choose(loads, limits)).toBe(expected);
  });
});

describe('a further tunnel', () => {
  it.each([
    ['is not wanted while nothing is forwarded', [idle], false, false],
    ['is wanted when every tunnel is in use', [busy(1)], false, true],
    ['is not wanted while one is in reserve', [busy(1), idle], false, false],
    ['is wanted when the reserve is stalled', [busy(1), suspect], false, true],
    ['is not wanted at the cap', Array.from({ length: limits.cap }, () => busy(1)), false, false],
    [
      'is wanted when stalled tunnels fill the cap',
      [...Array<Load>(limits.cap).fill(quarantined), busy(1)],
      false,
      true,
    ],
    ['is never wanted at the hard cap', Array<Load>(limits.hardCap).fill(draining), true, false],
    ['is not wanted when everything is silent: that must be seen', [suspect, suspect], false, false],
    ['is wanted when everything is stalled because the reserve could not be opened', [suspect], true, true],
    ['is wanted when the only one takes no new streams', [draining], false, true],
    ['is wanted when streams hold up every tunnel', Array<Load>(limits.cap).fill(stuck), false, true],
    [
      'is wanted when all have streams and are silent at the cap: one more shows whether the way is open',
      Array<Load>(limits.cap).fill(load({ streams: 1, stalledMs: limits.suspectMs })),
      false,
      true,
    ],
    ['is not wanted when some are silent besides', [stuck, suspect], false, false],
  ] as const)('%s', (_, loads, lastFailed, expected) => {
    expect(wantsAnother(loads, lastFailed, limits)).toBe(expected);
  });
});

describe('a stalled tunnel', () => {
  const stalled = load({ streams: 1, stalledMs: limits.quarantineMs });

  it('is beyond hope while another is usable', () => {
    expect(hopeless([stalled, idle, suspect], limits)).toEqual([0]);
  });

  it('is kept when all are stalled', () => {
    expect(hopeless([stalled, suspect], limits)).toEqual([]);
  });

  it('is dead when it stays silent and nothing was sent that its peer could be stuck on', () => {
    const silent = load({ streams: 1, stalledMs: limits.deadMs });
    const others: Load[] = [
      load({ streams: 1, stalledMs: limits.deadMs - 1 }),
      { ...silent, doubtful: true },
      { ...silent, blocked: true },
      { ...silent, unansweredMs: 0 },
      { ...silent, unansweredMs: limits.deadMs / 3 - 1 },
      draining,
      idle,
    ];
    expect(dead([silent, ...others], limits)).toEqual([0]);
    expect(dead([silent, suspect], limits)).toEqual([]);
  });
});

describe('the tunnel that makes room', () => {
  const longStuck = (ms: number) => load({ streams: 1, stalledMs: ms, blocked: true });
  const many = Array<Load>(limits.hardCap - 1).fill(longStuck(limits.quarantineMs));

  it('is the one that a stream has held up for longest, when all are', () => {
    expect(expendable([...many, longStuck(limits.quarantineMs + 1)], limits)).toBe(limits.hardCap - 1);
  });

  it('is none while there is room, one is usable, or none is beyond hope', () => {
    expect(expendable(many, limits)).toBeNull();
    expect(expendable([...many, idle], limits)).toBeNull();
    expect(expendable(Array<Load>(limits.hardCap).fill(stuck), limits)).toBeNull();
  });
});

describe('superfluous tunnels', () => {
  const old = load({ idleMs: limits.idleMs });

  it('are the idle ones of long standing, save one', () => {
    expect(superfluous([old, busy(1), old, idle, old], limits)).toEqual([2, 4]);
  });

  it('are none when only one is idle', () => {
    expect(superfluous([busy(1), old], limits)).toEqual([]);
  });
});

describe('a tunnel that has lost its last stream', () => {
  const heldUp = load({ stalledMs: limits.suspectMs, blocked: true });

  it.each([
    ['ends when it was in quarantine', load({ quarantined: true }), [], true],
    ['ends when it is held up, and another is usable', heldUp, [idle], true],
    ['stays when it is held up, and no other is usable', heldUp, [stuck], false],
    ['stays when it has been held up for a moment only', { ...heldUp, stalledMs: limits.suspectMs - 1 }, [idle], false],
    ['stays when it only owes an answer', suspect, [idle], false],
    ['stays when all is well', idle, [idle], false],
  ])('%s', (_, own, others, expected) => {
    expect(isSpent(own, [own, ...others], limits)).toBe(expected);
  });
});

describe('whether anything arrives is asked', () => {
  const silent = { streams: 1, stalledMs: limits.deadMs, silentMs: limits.deadMs };

  it.each([
    ['of one that may wait for a reader', load({ ...silent, doubtful: true }), [idle], [0]],
    ['of one that is full', load({ ...silent, blocked: true, quarantined: true }), [idle], [0]],
    ['of one that owes no answer but what an app may hold up', load({ ...silent, unansweredMs: 0 }), [idle], [0]],
    ['of one whose peer is going away', load({ ...silent, stalledMs: Infinity }), [idle], [0]],
    ['not of one that is dead anyway', load(silent), [idle], []],
    ['not of one that has been heard', load({ ...silent, blocked: true, silentMs: limits.deadMs - 1 }), [idle], []],
    ['not of one without a stream', load({ ...silent, blocked: true, streams: 0 }), [idle], []],
    ['not when no other is usable', load({ ...silent, blocked: true }), [stuck], []],
  ])('%s', (_, own, others, expected) => {
    expect(suspicious([own, ...others], limits)).toEqual(expected);
  });
});
