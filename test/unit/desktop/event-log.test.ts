import { describe, expect, it } from 'vitest';
import { logEvents } from '../../../src/main/desktop/event-log';
import { FakeClock } from '../../support/fake-clock';
import { someBeat, someView } from '../../support/views';
import { fakeApplication, someSnapshot } from './fake-application';

function logged() {
  const { application, state } = fakeApplication(new FakeClock());
  state.current = someSnapshot({ forwards: [someView({ id: 'a', alias: 'orders-db' })] });
  const lines: string[] = [];
  const log = { info: (line: string) => void lines.push(line), warn: () => undefined, error: () => undefined };
  return { bus: application.bus, lines, disposable: logEvents(application, log) };
}

describe('The log of events', () => {
  it('names the forward and says what happened', () => {
    const { bus, lines } = logged();
    bus.publish('watchdog.recovered', { forwardId: 'a', hungForMs: 21_000 });
    bus.publish('forward.stopped', { forwardId: 'gone' });
    expect(lines).toEqual(['orders-db: recovered: hung for 21 s', 'gone: stopped']);
  });

  it('names lanes, their threads and what ran on them', () => {
    const { bus, lines } = logged();
    bus.publish('lane.started', { lane: 1, osThreadId: 4711 });
    bus.publish('lane.started', { lane: 2, osThreadId: null });
    bus.publish('lane.terminated', { lane: 1, silentMs: 16_000, forwardIds: ['a'] });
    bus.publish('lane.crashed', { lane: 2, message: 'out of memory', forwardIds: [] });
    expect(lines).toEqual([
      'lane 1 started (thread 4711)',
      'lane 2 started',
      'lane 1 replaced: it did not answer for 16 s (orders-db)',
      'lane 2 crashed: out of memory',
    ]);
  });

  it('leaves out heartbeats, and ends when disposed', () => {
    const { bus, lines, disposable } = logged();
    bus.publish('watchdog.heartbeat', { beats: [someBeat()] });
    disposable.dispose();
    bus.publish('forward.stopped', { forwardId: 'a' });
    expect(lines).toEqual([]);
  });
});
