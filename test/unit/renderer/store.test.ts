import { describe, expect, it } from 'vitest';
import { Store } from '../../../src/renderer/store.svelte';
import { sampleOf } from '../../../src/shared/history';
import { FakeWindowApi } from '../../support/fake-window-api';
import { hung, someBeat, someSnapshot, someView, viewedAt } from '../../support/views';

const view = someView();

describe('the window’s store', () => {
  it('misses nothing that is pushed while the snapshot is on its way', async () => {
    const api = new FakeWindowApi(someSnapshot([view]));
    const store = new Store(api);
    const loading = store.load();
    api.change([{ ...view, state: hung }]);
    api.beat([someBeat({ at: viewedAt, count: 9 })]);
    await loading;
    expect(store.forwards.get(view.id)?.state).toBe(hung);
    expect(store.beats.get(view.id)?.count).toBe(9);
  });

  it('knows the last minute from before it was there, and from while it was hidden', async () => {
    const api = new FakeWindowApi(someSnapshot([view]));
    const kept = (...seconds: number[]) => [
      { id: view.id, samples: seconds.map((second) => sampleOf(someBeat({ at: viewedAt + second * 1_000 }))) },
    ];
    api.kept = kept(0, 5);
    const store = new Store(api);
    await store.load();
    await Promise.resolve();
    expect(store.recent.get(view.id)).toHaveLength(2);
    api.kept = kept(10, 15, 20);
    api.reset(someSnapshot([view]));
    await Promise.resolve();
    expect(store.recent.get(view.id)).toEqual(api.kept[0]?.samples);
  });

  it('shows a reset whole', async () => {
    const api = new FakeWindowApi(someSnapshot([view]));
    const store = new Store(api);
    await store.load();
    api.reset(someSnapshot([], { watching: false }));
    expect([store.forwards.size, store.watching]).toEqual([0, false]);
  });

  it('says what is wrong when main does not answer, and is complete once it does', async () => {
    const api = new FakeWindowApi(someSnapshot([view]));
    api.broken = 'no answer';
    const store = new Store(api);
    await store.load();
    expect([store.trouble, store.world]).toEqual(['no answer', null]);
    api.broken = null;
    await store.load();
    expect([store.trouble, store.forwards.size]).toEqual([null, 1]);
  });

  it('announces a hang', async () => {
    const api = new FakeWindowApi(someSnapshot([view]));
    const store = new Store(api);
    await store.load();
    const what = { forwardId: view.id, elapsedMs: 17_000, heartbeats: 3, phase: 'forwarding', suspect: 'pod' } as const;
    api.happen({ id: 1, time: viewedAt, type: 'watchdog.hung', ...what });
    expect(store.announced).toBe('orders-db is hung. No progress for 17 s: the pod does not answer.');
  });

  it('listens to nothing after it is disposed', () => {
    const api = new FakeWindowApi(someSnapshot([view]));
    const store = new Store(api);
    expect(api.listeners).toBe(5);
    store.dispose();
    expect(api.listeners).toBe(0);
  });
});
