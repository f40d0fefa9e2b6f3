import { describe, expect, it } from 'vitest';
import { flapping } from '../../../src/shared/ailments';
import type { ForwardState } from '../../../src/shared/forward';
import { announcements, isOnlyAilment } from '../../../src/main/engine/record';
import { active, ailing, unreachable } from '../../support/views';

const often = flapping(4, 120_000, 'api-server');
const reconnecting: ForwardState = { kind: 'reconnecting', cause: unreachable, attempt: 1, retryAt: 0 };

function told(from: ForwardState, to: ForwardState): readonly string[] {
  return announcements('a', from, to, 5).map(({ type }) => type);
}

describe('a forward that stays active', () => {
  it('is not connected anew when its app falls ill or is well again', () => {
    expect(told(active, ailing)).toEqual(['health.ailing']);
    expect(told(ailing, active)).toEqual(['health.well']);
  });

  it('is another state only when more than the ailment has changed, not when a clock has', () => {
    expect(isOnlyAilment(active, { ...ailing, since: active.since + 1 })).toBe(true);
    expect(isOnlyAilment(active, { ...ailing, pod: 'another' })).toBe(false);
    expect(isOnlyAilment(ailing, { ...ailing })).toBe(false);
  });
});

describe('a forward that listens', () => {
  const listening: ForwardState = { kind: 'listening', since: 0, idleMs: null, problem: null };

  it('says so once, and that its tunnel was lost if it was', () => {
    const starting: ForwardState = { kind: 'starting', phase: 'binding' };
    expect(told(starting, listening)).toEqual(['forward.listening', 'health.changed']);
    expect(told(active, { ...listening, idleMs: 5_000 })).toEqual(['forward.listening', 'health.changed']);
    const lost = { ...listening, problem: unreachable };
    expect(told(active, lost)).toEqual(['forward.disconnected', 'forward.listening', 'health.changed']);
    expect(told(lost, listening)).toEqual([]);
  });

  it('is connected when somebody uses it', () => {
    expect(told(listening, active)).toEqual(['forward.connected', 'health.changed']);
  });
});

describe('an ailment', () => {
  it('of the app ends with its tunnel, without a word of recovery', () => {
    expect(told(ailing, reconnecting)).not.toContain('health.well');
    expect(told(reconnecting, active)).not.toContain('health.well');
  });

  it('of coming and going is told once, over all the losses of the episode, and when the tunnel has held', () => {
    const flapped: ForwardState = { ...reconnecting, ailment: often };
    expect(told(active, flapped)).toContain('health.ailing');
    expect(told(flapped, { ...active, ailment: flapping(5, 120_000, 'pod') })).not.toContain('health.ailing');
    expect(told({ ...active, ailment: often }, flapped)).not.toContain('health.ailing');
    expect(told({ ...active, ailment: often }, active)).toEqual(['health.well']);
  });

  it('of the app stands above coming and going, and does not make that news again when it ends', () => {
    const both: ForwardState = { ...active, ailment: often };
    expect(told(both, ailing)).toEqual(['health.ailing']);
    expect(told(ailing, both)).toEqual(['health.well']);
  });
});
