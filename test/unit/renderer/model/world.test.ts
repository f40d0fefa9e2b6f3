import { describe, expect, it } from 'vitest';
import { reduce, worldOf, type Change } from '../../../../src/renderer/model/world';
import { sampleOf } from '../../../../src/shared/history';
import { hung, someSnapshot, someBeat, someView, viewedAt } from '../../../support/views';

const one = someView({ address: '127.0.0.1:1', alias: 'one' });
const two = someView({ address: '127.0.0.1:2', alias: 'two' });
const world = worldOf(someSnapshot([one, two]));

describe('what the window knows', () => {
  it('begins with a snapshot, beats included', () => {
    const beat = someBeat({ id: one.id });
    expect(worldOf(someSnapshot([{ ...one, beat }])).beats.get(one.id)).toBe(beat);
  });

  it('keeps the order of the configuration when a forward changes, and appends a new one', () => {
    const three = someView({ address: '127.0.0.1:3' });
    const after = reduce(world, { kind: 'forwards', changed: [{ ...one, state: hung }, three], removed: [] });
    expect([...after.forwards.keys()]).toEqual([one.id, two.id, three.id]);
    expect(after.forwards.get(one.id)?.state).toBe(hung);
  });

  it('forgets a removed forward and its beat', () => {
    const beating = reduce(world, { kind: 'beats', beats: [someBeat({ id: one.id })] });
    const after = reduce(beating, { kind: 'forwards', changed: [], removed: [one.id] });
    expect([...after.forwards.keys()]).toEqual([two.id]);
    expect(after.beats.size).toBe(0);
  });

  it('takes no beat of a forward that is gone', () => {
    expect(reduce(world, { kind: 'beats', beats: [someBeat({ id: 'gone' })] }).beats.size).toBe(0);
  });

  it('never lets an older beat replace a fresher one, whichever way it came', () => {
    const fresh = someBeat({ id: one.id, at: viewedAt + 5_000 });
    const stale = someBeat({ id: one.id, at: viewedAt });
    const beating = reduce(world, { kind: 'beats', beats: [fresh] });
    expect(reduce(beating, { kind: 'beats', beats: [stale] }).beats.get(one.id)).toBe(fresh);
    const changed: Change = { kind: 'forwards', changed: [{ ...one, beat: stale }], removed: [] };
    expect(reduce(beating, changed).beats.get(one.id)).toBe(fresh);
  });

  it('drops the beat of a forward that main shows without one', () => {
    const beating = reduce(world, { kind: 'beats', beats: [someBeat({ id: one.id })] });
    expect(reduce(beating, { kind: 'forwards', changed: [one], removed: [] }).beats.has(one.id)).toBe(false);
  });

  it('does not touch the forwards when only beats came, so that nothing else is drawn anew', () => {
    expect(reduce(world, { kind: 'beats', beats: [someBeat({ id: one.id })] }).forwards).toBe(world.forwards);
  });

  it('is replaced by a new snapshot', () => {
    const after = reduce(world, { kind: 'snapshot', snapshot: someSnapshot([two], { watching: false }) });
    expect([...after.forwards.keys()]).toEqual([two.id]);
    expect(after.watching).toBe(false);
  });

  it('is the same after a change that is heard twice', () => {
    const change: Change = { kind: 'forwards', changed: [{ ...one, state: hung }], removed: [two.id] };
    expect(reduce(reduce(world, change), change)).toEqual(reduce(world, change));
  });

  describe('of the last minute', () => {
    const beating = (world_ = world, ...seconds: number[]) =>
      seconds.reduce(
        (known, second) =>
          reduce(known, { kind: 'beats', beats: [someBeat({ id: one.id, at: viewedAt + second * 1_000 })] }),
        world_,
      );
    const timesOf = (known: typeof world) => (known.recent.get(one.id) ?? []).map(({ at }) => (at - viewedAt) / 1_000);
    const past = (...seconds: number[]): Change => ({
      kind: 'history',
      past: [
        { id: one.id, samples: seconds.map((second) => sampleOf(someBeat({ at: viewedAt + second * 1_000 }))) },
        { id: 'gone', samples: [] },
      ],
    });

    it('is what the heartbeats said, for as long', () => {
      expect(timesOf(beating(world, 0, 5, 10, 64))).toEqual([5, 10, 64]);
    });

    it('is filled up with what main has kept, each heartbeat once', () => {
      const known = reduce(beating(world, 10, 15), past(0, 5, 10));
      expect(timesOf(known)).toEqual([0, 5, 10, 15]);
      expect(known.recent.has('gone')).toBe(false);
      expect(timesOf(reduce(known, past(0, 5, 10)))).toEqual([0, 5, 10, 15]);
    });

    it('outlives a new snapshot, for the forwards that are in it', () => {
      const known = beating(world, 0, 5);
      expect(timesOf(reduce(known, { kind: 'snapshot', snapshot: someSnapshot([one]) }))).toEqual([0, 5]);
      expect(reduce(known, { kind: 'snapshot', snapshot: someSnapshot([two]) }).recent.size).toBe(0);
    });

    it('ends with the forward', () => {
      const after = reduce(beating(world, 0), { kind: 'forwards', changed: [], removed: [one.id] });
      expect(after.recent.size).toBe(0);
    });
  });
});
