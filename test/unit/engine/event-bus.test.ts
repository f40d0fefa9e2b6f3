import { describe, expect, it } from 'vitest';
import type { AppEvent } from '../../../src/shared/events';
import { EventBus } from '../../../src/main/engine/event-bus';
import { FakeClock } from '../../support/fake-clock';

describe('The event bus', () => {
  it('gives each event a rising number and the wall-clock time', async () => {
    const clock = new FakeClock();
    const bus = new EventBus(clock);
    const events: AppEvent[] = [];
    bus.onDidPublish((event) => events.push(event));
    const first = clock.wallTime();
    bus.publish('forward.stopped', { forwardId: 'a' });
    await clock.advance(1_500);
    bus.publish('cluster.reachable', { context: 'prod' });
    expect(events).toEqual([
      { id: 1, time: first, type: 'forward.stopped', forwardId: 'a' },
      { id: 2, time: first + 1_500, type: 'cluster.reachable', context: 'prod' },
    ]);
  });

  it('tells those who ask for one type only of that', () => {
    const bus = new EventBus(new FakeClock());
    const stopped: string[] = [];
    bus.on('forward.stopped', ({ forwardId }) => stopped.push(forwardId));
    bus.publish('watchdog.recovered', { forwardId: 'a', hungForMs: 1 });
    bus.publish('forward.stopped', { forwardId: 'b' });
    expect(stopped).toEqual(['b']);
  });

  it('tells everybody of an event before it tells of what a listener publishes about it', () => {
    const bus = new EventBus(new FakeClock());
    const heard: string[] = [];
    bus.on('forward.stopped', () => bus.publish('cluster.reachable', { context: 'prod' }));
    bus.onDidPublish(({ type }) => heard.push(type));
    bus.publish('forward.stopped', { forwardId: 'a' });
    expect(heard).toEqual(['forward.stopped', 'cluster.reachable']);
  });

  it('lets a listener that throws harm no other', () => {
    const errors: unknown[] = [];
    const bus = new EventBus(new FakeClock(), (error) => errors.push(error));
    const heard: number[] = [];
    bus.onDidPublish(() => {
      throw new Error('broken');
    });
    bus.onDidPublish(({ id }) => heard.push(id));
    bus.publish('forward.stopped', { forwardId: 'a' });
    expect(heard).toEqual([1]);
    expect(errors).toMatchObject([{ message: 'broken' }]);
  });

  it('tells nobody who has unsubscribed, and nobody at all once it is disposed', () => {
    const bus = new EventBus(new FakeClock());
    const heard: string[] = [];
    const one = bus.on('forward.stopped', () => heard.push('one'));
    bus.on('forward.stopped', () => heard.push('two'));
    one.dispose();
    bus.publish('forward.stopped', { forwardId: 'a' });
    bus.dispose();
    bus.publish('forward.stopped', { forwardId: 'a' });
    expect(heard).toEqual(['two']);
  });
});
