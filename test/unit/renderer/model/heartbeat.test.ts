import { describe, expect, it } from 'vitest';
import { beatAgeMs, heartbeatOf } from '../../../../src/renderer/model/heartbeat';
import { failed, hung, someBeat, someView, viewedAt } from '../../../support/views';

const beat = someBeat({ ageMs: 300 });

describe('the heartbeat of a row', () => {
  it('ages between polls', () => {
    expect(heartbeatOf(someView(), beat, true, viewedAt)).toMatchObject({ kind: 'beating', text: 'now' });
    expect(heartbeatOf(someView(), beat, true, viewedAt + 2_000)).toMatchObject({ text: '2 s ago' });
  });

  it('is seen to have come, and not for long', () => {
    const freshAt = (now: number) => heartbeatOf(someView(), beat, true, now);
    expect(freshAt(viewedAt)).toMatchObject({ fresh: true });
    expect(freshAt(viewedAt - 900)).toMatchObject({ fresh: true });
    expect(freshAt(viewedAt + 500)).toMatchObject({ fresh: false });
  });

  it('is never younger than main measured, should the wall clock be set back', () => {
    expect(beatAgeMs(beat, viewedAt - 60_000)).toBe(300);
  });

  it('is silent for a hung forward and late for a stale one', () => {
    expect(heartbeatOf(someView({ state: hung }), beat, true, viewedAt).kind).toBe('silent');
    expect(heartbeatOf(someView({ stale: true }), beat, true, viewedAt).kind).toBe('late');
  });

  it('is late when nothing has come from main for a minute, whatever main said last', () => {
    expect(heartbeatOf(someView(), beat, true, viewedAt + 59_000).kind).toBe('beating');
    expect(heartbeatOf(someView(), beat, true, viewedAt + 60_000).kind).toBe('late');
  });

  it('does not look alive while nobody watches', () => {
    expect(heartbeatOf(someView(), beat, false, viewedAt).kind).toBe('unwatched');
  });

  it('is none for a forward that does not run, even if an old beat is known', () => {
    expect(heartbeatOf(someView({ state: failed }), beat, true, viewedAt)).toEqual({ kind: 'none' });
    expect(heartbeatOf(someView({ state: { kind: 'stopped' } }), beat, true, viewedAt)).toEqual({ kind: 'none' });
  });

  it('is waited for until the first one', () => {
    expect(heartbeatOf(someView(), undefined, true, viewedAt)).toEqual({ kind: 'waiting' });
  });
});
