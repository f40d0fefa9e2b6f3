import { describe, expect, it } from 'vitest';
import { outcomeOf, type BulkRun } from '../../../../src/renderer/model/bulk';
import type { ForwardState } from '../../../../src/shared/forward';
import { active, failed, hung, someView, unreachable, viewedAt } from '../../../support/views';

const stopped: ForwardState = { kind: 'stopped' };
const starting: ForwardState = { kind: 'starting', phase: 'binding' };
const reconnecting: ForwardState = { kind: 'reconnecting', cause: unreachable, attempt: 1, retryAt: viewedAt };
const fresh: ForwardState = { ...active, since: viewedAt + 300 };

function outcome(action: BulkRun['action'], states: readonly ForwardState[], changes: Partial<BulkRun> = {}) {
  const views = states.map((state, index) =>
    someView({ address: `127.0.0.1:${String(index)}`, alias: `f${String(index)}`, state }),
  );
  const run = { action, ids: views.map(({ id }) => id), askedAt: viewedAt, refusals: new Map(), ...changes };
  return outcomeOf(run, new Map(views.map((view) => [view.id, view])), viewedAt + 1_000);
}

describe('What became of an action on several forwards', () => {
  it('is not known before main has answered', () => {
    expect(outcome('restart', [fresh, failed], { refusals: null })).toEqual({ done: 0, underWay: 2, problems: [] });
  });

  it('is a restart only when it is active since then', () => {
    expect(outcome('restart', [active, fresh, starting, reconnecting])).toEqual({ done: 1, underWay: 3, problems: [] });
  });

  it('is a start when it is active, since whenever', () => {
    expect(outcome('start', [active, fresh, starting])).toMatchObject({ done: 2, underWay: 1 });
  });

  it('is a stop when it is stopped, or had failed before and holds nothing', () => {
    expect(outcome('stop', [stopped, failed, active])).toEqual({ done: 2, underWay: 1, problems: [] });
  });

  it('is told by name where it did not work, with why and what to do', () => {
    const { problems } = outcome('restart', [fresh, failed, hung]);
    expect(problems.map(({ alias }) => alias)).toEqual(['f1', 'f2']);
    expect(problems[0]?.text).toBe('Port 5432 is taken by postgres (process 812). Stop it or choose another port.');
    expect(problems[1]?.text).toContain('No progress for');
  });

  it('is told where main refused it, and where the forward is gone', () => {
    const refusals = new Map([['127.0.0.1:0', 'It cannot run as it is written.']]);
    const ids = ['127.0.0.1:0', 'gone'];
    expect(outcome('start', [active], { ids, refusals }).problems).toEqual([
      { id: '127.0.0.1:0', alias: 'f0', text: 'It cannot run as it is written.' },
      { id: 'gone', alias: 'gone', text: 'It is not configured any more.' },
    ]);
  });
});
