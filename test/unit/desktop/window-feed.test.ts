import { describe, expect, it } from 'vitest';
import { feedWindow } from '../../../src/main/desktop/window-feed';
import { Emitter } from '../../../src/main/base/emitter';
import { FakeClock } from '../../support/fake-clock';
import { someBeat, someView } from '../../support/views';
import { fakeApplication } from './fake-application';

function prepared() {
  const fake = fakeApplication(new FakeClock());
  const appears = new Emitter<undefined>();
  const pushed: [string, unknown][] = [];
  const window = {
    live: true,
    onDidAppear: appears.event,
    push: (name: string, payload: unknown) => void pushed.push([name, payload]),
  };
  const feed = feedWindow(fake.application, window);
  return { ...fake, appears, pushed, window, feed };
}

describe('What is pushed to the window', () => {
  it('is each change of forwards, as one batch', () => {
    const { forwards, pushed } = prepared();
    forwards.fire({ changed: [someView()], removed: ['gone'] });
    expect(pushed).toEqual([['forwards', { changed: [someView()], removed: ['gone'] }]]);
  });

  it('is the heartbeats of a poll as one batch, and every other event by itself', () => {
    const { application, pushed } = prepared();
    application.bus.publish('watchdog.heartbeat', { beats: [someBeat(), someBeat()] });
    application.bus.publish('forward.stopped', { forwardId: 'a' });
    expect(pushed).toEqual([
      ['beats', [someBeat(), someBeat()]],
      ['event', expect.objectContaining({ type: 'forward.stopped', forwardId: 'a' })],
    ]);
  });

  it('is nothing while nobody sees it, and everything when it appears', () => {
    const { application, forwards, appears, pushed, window, state } = prepared();
    window.live = false;
    forwards.fire({ changed: [someView()], removed: [] });
    application.bus.publish('forward.stopped', { forwardId: 'a' });
    expect(pushed).toEqual([]);
    window.live = true;
    appears.fire(undefined);
    expect(pushed).toEqual([['reset', state.current]]);
  });

  it('ends with the feed', () => {
    const { application, forwards, appears, pushed, feed } = prepared();
    feed.dispose();
    forwards.fire({ changed: [], removed: ['a'] });
    application.bus.publish('forward.stopped', { forwardId: 'a' });
    expect(pushed).toEqual([]);
    expect(appears.listenerCount).toBe(0);
  });
});
