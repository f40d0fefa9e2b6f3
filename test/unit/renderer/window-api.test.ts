import { describe, expect, it } from 'vitest';
import { windowApiOf } from '../../../src/renderer/window-api';
import { pushMethodOf, pushNames, requestNames } from '../../../src/shared/ipc';
import { bridgeTo } from '../../support/fake-bridge';
import { FakeWindowApi } from '../../support/fake-window-api';
import { hung, someBeat, someSnapshot, someView } from '../../support/views';

function bridged() {
  const main = new FakeWindowApi(someSnapshot([someView({ state: hung, beat: someBeat() })]));
  return { main, api: windowApiOf(bridgeTo(main)) };
}

describe('the window’s way to main', () => {
  it('has a method for every entry of the contract', () => {
    const { api } = bridged();
    expect(Object.keys(api)).toEqual([...requestNames, ...pushNames.map(pushMethodOf)]);
  });

  it('brings answers as main gave them, and what was asked as the window did', async () => {
    const { main, api } = bridged();
    expect(await api.snapshot()).toEqual(await main.snapshot());
    expect(await api.restart({ ids: ['a', 'b'] })).toEqual([
      expect.objectContaining({ id: 'a' }),
      expect.objectContaining({ id: 'b' }),
    ]);
  });

  it('brings refusals', async () => {
    const { main, api } = bridged();
    main.broken = 'Main is gone.';
    await expect(api.snapshot()).rejects.toThrow('Main is gone.');
  });

  it('brings what main says by itself, until nobody listens any more', () => {
    const { main, api } = bridged();
    const heard: unknown[] = [];
    const stop = api.onBeats((beats) => heard.push(beats));
    main.beat([someBeat({ count: 7 })]);
    expect(heard).toEqual([[someBeat({ count: 7 })]]);
    stop();
    main.beat([someBeat({ count: 8 })]);
    expect(heard).toHaveLength(1);
    expect(main.listeners).toBe(0);
  });
});
