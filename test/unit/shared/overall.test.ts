import { describe, expect, it } from 'vitest';
import type { ForwardState } from '../../../src/shared/forward';
import { countStates, overallOf } from '../../../src/shared/overall';
import type { ForwardView } from '../../../src/shared/view';
import { active, ailing, failed, someView, hung, unreachable } from '../../support/views';

const stopped: ForwardState = { kind: 'stopped' };
const starting: ForwardState = { kind: 'starting', phase: 'resolving' };
const listening: ForwardState = { kind: 'listening', since: 0, idleMs: null, problem: null };
const reconnecting: ForwardState = { kind: 'reconnecting', cause: unreachable, attempt: 1, retryAt: 0 };

/** One forward per state. */
function inStates(...states: ForwardState[]): ForwardView[] {
  return states.map((state, index) => someView({ id: `forward-${String(index)}`, state }));
}

const stale = someView({ id: 'stale', stale: true });

describe('The overall state', () => {
  it('is empty when nothing is configured, watched or not', () => {
    expect([overallOf([], true), overallOf([], false)]).toEqual(['empty', 'empty']);
    expect(overallOf([], true, true)).toBe('broken');
  });

  it('is well only when every forward that runs is active', () => {
    expect(overallOf(inStates(active, active), true)).toBe('well');
    expect(overallOf(inStates(active, stopped), true)).toBe('well');
  });

  it.each([hung, failed])('is broken as soon as one is $kind, whatever the others are', (state) => {
    expect(overallOf(inStates(active, reconnecting, starting, stopped, state), true)).toBe('broken');
  });

  it('is attention when one reconnects or is stale, and none is broken', () => {
    expect(overallOf(inStates(active, starting, reconnecting), true)).toBe('attention');
    expect(overallOf([...inStates(active, starting), stale], true)).toBe('attention');
  });

  it('is attention, not well, when the app behind an active forward is ill', () => {
    expect(overallOf(inStates(active, starting, ailing), true)).toBe('attention');
    expect(overallOf(inStates(ailing, failed), true)).toBe('broken');
  });

  it('is connecting when one starts, and none needs attention', () => {
    expect(overallOf(inStates(active, starting, stopped), true)).toBe('connecting');
  });

  it('is paused when every forward is stopped', () => {
    expect(overallOf(inStates(stopped, stopped), true)).toBe('paused');
  });

  it('is well when ports listen that need no tunnel, whatever the last one met', () => {
    expect(overallOf(inStates(listening), true)).toBe('well');
    expect(overallOf(inStates(active, { ...listening, problem: unreachable }), true)).toBe('well');
    expect(overallOf(inStates(listening, starting), true)).toBe('connecting');
  });

  it('is paused when nobody watches, but not in place of what is known to be broken', () => {
    expect(overallOf(inStates(active, reconnecting), false)).toBe('paused');
    expect(overallOf(inStates(active, failed), false)).toBe('broken');
  });
});

describe('Counting states', () => {
  it('counts an ailing forward as ailing, not as active, and as stale when nothing is sure', () => {
    expect(countStates(inStates(ailing, active))).toMatchObject({ ailing: 1, active: 1 });
    expect(countStates([someView({ state: ailing, stale: true })])).toMatchObject({ stale: 1, ailing: 0, active: 0 });
  });

  it('counts each forward once, by its state', () => {
    const forwards = inStates(active, active, listening, starting, reconnecting, hung, failed, stopped);
    expect(countStates(forwards)).toEqual({
      active: 2,
      listening: 1,
      starting: 1,
      reconnecting: 1,
      stale: 0,
      ailing: 0,
      hung: 1,
      failed: 1,
      stopped: 1,
    });
  });

  it('counts an active forward that is stale as stale, and any other by its state', () => {
    const hungAndStale = someView({ id: 'both', state: hung, stale: true });
    expect(countStates([stale, hungAndStale])).toMatchObject({ active: 0, stale: 1, hung: 1 });
  });
});
