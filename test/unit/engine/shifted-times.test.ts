import { describe, expect, it } from 'vitest';
import type { ForwardState } from '../../../src/shared/forward';
import { newRecord } from '../../../src/main/engine/record';
import { shiftedTimes } from '../../../src/main/engine/shifted-times';
import { noTraffic } from '../../../src/shared/view';
import { specOf } from '../../support/forwards';
import { active, failed, hung, unreachable } from '../../support/views';

const record = newRecord(specOf());
const hour = 3_600_000;

describe('when the clock was set', () => {
  it.each<[string, ForwardState, object]>([
    ['an uptime goes on', active, { since: (active as { since: number }).since - hour }],
    ['a hang began at the same moment', hung, { since: (hung as { since: number }).since - hour }],
    [
      'an attempt is due at the same moment',
      { kind: 'reconnecting', cause: unreachable, attempt: 2, retryAt: 5 * hour },
      { retryAt: 4 * hour },
    ],
    ['a failure stays one', failed, failed],
  ])('%s', (_what, state, expected) => {
    expect(shiftedTimes({ ...record, state }, -hour).state).toMatchObject(expected);
  });

  it('a heartbeat stays as old as it was, and what there is not stays so', () => {
    const beat = { id: 'a', at: 5 * hour, ageMs: 7, count: 1, traffic: noTraffic, roundTripMs: null };
    expect(shiftedTimes({ ...record, beat }, hour)).toMatchObject({ hung: null, beat: { ...beat, at: 6 * hour } });
  });
});
