import { describe, expect, it } from 'vitest';
import { eventEntry, jsonText } from '../../../src/main/log/entry';
import type { AppEvent } from '../../../src/shared/events';
import { someView } from '../../support/views';

const view = someView();
const find = (id: string) => (id === view.id ? view : undefined);
const parsed = (event: AppEvent): unknown => JSON.parse(jsonText(eventEntry(event, find)));
const stamp = { id: 1, time: Date.UTC(2026, 0, 2, 3, 4, 5) };

describe('a JSON line', () => {
  it('has time, level, event, and for a forward id, alias, address and state, next to what the event says', () => {
    const event = { ...stamp, type: 'health.stale', forwardId: view.id, ageMs: 12_000.4 } as const;
    expect(parsed(event)).toEqual({
      time: '2026-01-02T03:04:05.000Z',
      level: 'warn',
      event: 'health.stale',
      id: '127.0.0.1:5432',
      alias: 'orders-db',
      address: '127.0.0.1:5432',
      state: 'active',
      ageMs: 12_000,
    });
  });

  it('lists the forwards of an event about several', () => {
    const event = { ...stamp, type: 'lane.crashed', lane: 1, message: 'boom', forwardIds: [view.id] } as const;
    expect(parsed(event)).toMatchObject({ event: 'lane.crashed', lane: 1, forwards: [{ alias: 'orders-db' }] });
  });

  it('keeps the id of a forward that is gone', () => {
    const event = { ...stamp, type: 'forward.stopped', forwardId: '127.0.0.1:9' } as const;
    expect(parsed(event)).toEqual({
      time: '2026-01-02T03:04:05.000Z',
      level: 'info',
      event: 'forward.stopped',
      id: '127.0.0.1:9',
    });
  });
});
