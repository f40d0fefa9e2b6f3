import { describe, expect, it } from 'vitest';
import { BeatHistory, historyHandlers } from '../../../src/main/desktop/beat-history';
import { answerRequest, RefusedRequest } from '../../../src/main/desktop/request';
import { EventBus } from '../../../src/main/engine/event-bus';
import { historyMs, recentMs } from '../../../src/shared/history';
import type { Beat } from '../../../src/shared/view';
import { FakeClock } from '../../support/fake-clock';
import { someBeat } from '../../support/views';

function prepared() {
  const clock = new FakeClock();
  const bus = new EventBus(clock);
  const history = new BeatHistory(bus, clock);
  const beat = (...beats: Partial<Beat>[]) =>
    bus.publish('watchdog.heartbeat', { beats: beats.map((one) => someBeat({ at: clock.wallTime(), ...one })) });
  const countOf = (id: string, forMs = historyMs) => history.of(id, forMs)[0]?.samples.length;
  return { clock, bus, history, beat, countOf };
}

describe('What main keeps of past heartbeats', () => {
  it('is that of every forward, oldest first', async () => {
    const { clock, beat, history } = prepared();
    beat({ id: 'a', count: 1 }, { id: 'b', count: 7 });
    await clock.advance(5_000);
    beat({ id: 'a', count: 2 });
    const all = history.of(undefined, historyMs);
    expect(all.map(({ id, samples }) => [id, samples.map(({ count }) => count)])).toEqual([
      ['a', [1, 2]],
      ['b', [7]],
    ]);
  });

  it('reaches back as far as it is asked for, and ten minutes at most', async () => {
    const { clock, beat, countOf } = prepared();
    for (let round = 0; round < 200; round += 1) {
      beat({ id: 'a' });
      await clock.advance(5_000);
    }
    expect(countOf('a', recentMs)).toBe(12);
    expect(countOf('a')).toBe(120);
  });

  it('is nothing of a forward that is unknown', () => {
    const { history } = prepared();
    expect(history.of('nobody', historyMs)).toEqual([{ id: 'nobody', samples: [] }]);
  });

  it('ends with the forward, and begins anew for another one at its address', () => {
    const { bus, beat, countOf } = prepared();
    beat({ id: 'a' }, { id: 'b' }, { id: 'c' });
    bus.publish('forward.configured', { forwardId: 'a', change: 'removed', keys: [], was: '' });
    bus.publish('forward.configured', { forwardId: 'b', change: 'changed', keys: ['alias'], was: '' });
    bus.publish('forward.configured', { forwardId: 'd', change: 'moved', keys: ['localPort'], was: 'c' });
    expect(['a', 'b', 'c', 'd'].map((id) => countOf(id))).toEqual([0, 1, 0, 0]);
  });

  it('is answered to the window, unless it asks for more than there could be', async () => {
    const { history, beat } = prepared();
    beat({ id: 'a' });
    const handlers = historyHandlers(history);
    expect(await answerRequest('history', { forMs: recentMs }, handlers)).toHaveLength(1);
    await expect(answerRequest('history', { forMs: historyMs + 1 }, handlers)).rejects.toBeInstanceOf(RefusedRequest);
  });

  it('hears nothing more once it is disposed', () => {
    const { history, beat } = prepared();
    history.dispose();
    beat({ id: 'a' });
    expect(history.of(undefined, historyMs)).toEqual([]);
  });
});
