import { describe, expect, it } from 'vitest';
import { noTraffic } from '../../../src/shared/view';
import { EventBus } from '../../../src/main/engine/event-bus';
import { Timeline } from '../../../src/main/engine/timeline';
import { FakeClock } from '../../support/fake-clock';

function scene(capacity?: number) {
  const bus = new EventBus(new FakeClock());
  return { bus, timeline: new Timeline(bus, capacity) };
}

const ids = (timeline: Timeline, forwardId: string) => timeline.of(forwardId).map(({ id }) => id);

describe('A timeline', () => {
  it('tells what happened to a forward, oldest first, and nothing of others', () => {
    const { bus, timeline } = scene();
    bus.publish('forward.starting', { forwardId: 'a', phase: 'binding' });
    bus.publish('forward.starting', { forwardId: 'b', phase: 'binding' });
    bus.publish('forward.connected', { forwardId: 'a', pod: 'p', transport: 'websocket', tookMs: 3 });
    expect(timeline.of('a').map(({ type }) => type)).toEqual(['forward.starting', 'forward.connected']);
    expect(timeline.of('nobody')).toEqual([]);
  });

  it('has an event about several forwards on each of them', () => {
    const { bus, timeline } = scene();
    bus.publish('lane.crashed', { lane: 1, message: 'gone', forwardIds: ['a', 'b'] });
    expect([ids(timeline, 'a'), ids(timeline, 'b')]).toEqual([[1], [1]]);
  });

  it('leaves out heartbeats and what is about no forward', () => {
    const { bus, timeline } = scene();
    bus.publish('watchdog.heartbeat', {
      beats: [{ id: 'a', at: 0, ageMs: 0, count: 1, traffic: noTraffic, roundTripMs: null }],
    });
    bus.publish('cluster.reachable', { context: 'a' });
    expect(timeline.of('a')).toEqual([]);
  });

  it('goes on across stop and start of the forward', () => {
    const { bus, timeline } = scene();
    bus.publish('forward.stopped', { forwardId: 'a' });
    bus.publish('forward.starting', { forwardId: 'a', phase: 'binding' });
    expect(ids(timeline, 'a')).toEqual([1, 2]);
  });

  it('keeps the latest 200 of each forward unless told otherwise', () => {
    const usual = scene();
    const small = scene(3);
    for (const { bus } of [usual, small]) {
      bus.publish('forward.stopped', { forwardId: 'quiet' });
      for (let count = 2; count <= 300; count += 1) bus.publish('forward.stopped', { forwardId: 'a' });
    }
    expect(ids(usual.timeline, 'a')).toEqual(Array.from({ length: 200 }, (_, index) => 101 + index));
    expect(ids(small.timeline, 'a')).toEqual([298, 299, 300]);
    expect(ids(small.timeline, 'quiet')).toEqual([1]);
  });

  it('answers with a copy', () => {
    const { bus, timeline } = scene();
    bus.publish('forward.stopped', { forwardId: 'a' });
    const before = timeline.of('a');
    bus.publish('forward.stopped', { forwardId: 'a' });
    expect(before.length).toBe(1);
  });

  it('forgets a forward when told to, and begins anew if it comes back', () => {
    const { bus, timeline } = scene();
    bus.publish('forward.stopped', { forwardId: 'a' });
    timeline.forget('a');
    expect(timeline.of('a')).toEqual([]);
    bus.publish('forward.stopped', { forwardId: 'a' });
    expect(ids(timeline, 'a')).toEqual([2]);
  });

  it('follows forwards that are known by other ids, two that swap theirs, too', () => {
    const { bus, timeline } = scene();
    for (const forwardId of ['a', 'b', 'b', 'c']) bus.publish('forward.stopped', { forwardId });
    timeline.move(
      new Map([
        ['a', 'b'],
        ['b', 'a'],
        ['c', 'd'],
      ]),
    );
    expect(['a', 'b', 'c', 'd'].map((id) => ids(timeline, id))).toEqual([[2, 3], [1], [], [4]]);
  });

  it('listens no more once it is disposed', () => {
    const { bus, timeline } = scene();
    timeline.dispose();
    bus.publish('forward.stopped', { forwardId: 'a' });
    expect(timeline.of('a')).toEqual([]);
  });
});
