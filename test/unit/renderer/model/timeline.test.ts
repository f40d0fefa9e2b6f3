import { describe, expect, it } from 'vitest';
import type { AppEvent } from '../../../../src/shared/events';
import { merged, toneOf } from '../../../../src/renderer/model/timeline';
import { unreachable, viewedAt } from '../../../support/views';

const forwardId = '127.0.0.1:5432';
const stopped = (id: number, of = forwardId): AppEvent => ({
  id,
  time: viewedAt,
  type: 'forward.stopped',
  forwardId: of,
});

describe('the timeline', () => {
  it('has the newest first and each event once, though live news and the past overlap', () => {
    const live = merged([], [stopped(3)], forwardId);
    const lines = merged(live, [stopped(1), stopped(2), stopped(3)], forwardId);
    expect(lines.map((event) => event.id)).toEqual([3, 2, 1]);
  });

  it('has nothing of other forwards', () => {
    expect(merged([], [stopped(1, '127.0.0.1:1')], forwardId)).toEqual([]);
  });

  it('tells of a thread that carried it', () => {
    const crash: AppEvent = {
      id: 1,
      time: viewedAt,
      type: 'lane.crashed',
      lane: 0,
      message: 'x',
      forwardIds: [forwardId],
    };
    expect(merged([], [crash], forwardId)).toEqual([crash]);
  });

  it('leaves out changes of state, which their causes tell', () => {
    const change: AppEvent = {
      id: 1,
      time: viewedAt,
      type: 'health.changed',
      forwardId,
      from: 'starting',
      to: 'active',
    };
    expect(merged([], [change], forwardId)).toEqual([]);
  });

  it('is bounded, and keeps the newest', () => {
    const flood = Array.from({ length: 600 }, (_, index) => stopped(index));
    const lines = merged([], flood, forwardId);
    expect([lines.length, lines[0]?.id]).toEqual([500, 599]);
  });

  it('marks a failed forward as worse than a failed connection', () => {
    const error = (connection: boolean): AppEvent => ({
      id: 1,
      time: viewedAt,
      type: 'forward.error',
      forwardId,
      problem: unreachable,
      connection,
    });
    expect([toneOf(error(false)), toneOf(error(true))]).toEqual(['bad', 'warn']);
  });
});
