import { describe, expect, it } from 'vitest';
import { Actions } from '../../../src/renderer/actions.svelte';
import { FakeWindowApi } from '../../support/fake-window-api';
import { someSnapshot } from '../../support/views';

const id = '127.0.0.1:5432';
const other = '127.0.0.1:8080';

describe('an action', () => {
  it('is pending until main has answered, and not asked twice meanwhile', async () => {
    const api = new FakeWindowApi(someSnapshot([]));
    const actions = new Actions(api);
    const asked = actions.run('restart', [id]);
    const ignored = actions.run('stop', [id]);
    expect(actions.pending.get(id)).toBe('restart');
    await Promise.all([asked, ignored]);
    expect(actions.pending.size).toBe(0);
    expect(api.asked).toEqual([`restart ${id}`]);
  });

  it('that main refuses says why, at each forward that it was about, until the next action', async () => {
    const api = new FakeWindowApi(someSnapshot([]));
    const actions = new Actions(api);
    api.refusal = 'Port taken.';
    await actions.run('start', [id, other]);
    expect([...actions.refused]).toEqual([
      [id, 'Port taken.'],
      [other, 'Port taken.'],
    ]);
    api.refusal = null;
    await actions.run('start', [id]);
    expect([...actions.refused.keys()]).toEqual([other]);
  });

  it('says "copied" only where main did copy', async () => {
    const api = new FakeWindowApi(someSnapshot([]));
    const actions = new Actions(api);
    api.refusal = 'No clipboard.';
    await actions.copy(id);
    expect([actions.copied, actions.refused.get(id)]).toEqual([null, 'No clipboard.']);
    api.refusal = null;
    await actions.copy(id);
    expect([actions.copied, actions.refused.size]).toEqual([id, 0]);
    actions.dispose();
  });
});

describe('an action on several forwards', () => {
  it('keeps what main answers of each, until the next one', async () => {
    const api = new FakeWindowApi(someSnapshot([]));
    const actions = new Actions(api);
    api.refusal = 'Port taken.';
    const asked = actions.run('start', [id, other]);
    expect(actions.bulk).toMatchObject({ action: 'start', ids: [id, other], refusals: null });
    await asked;
    expect([...(actions.bulk?.refusals ?? [])]).toEqual([
      [id, 'Port taken.'],
      [other, 'Port taken.'],
    ]);
    await actions.run('stop', [id]);
    expect(actions.bulk?.action).toBe('start');
    api.refusal = null;
    await actions.run('stop', [id, other]);
    expect(actions.bulk).toMatchObject({ action: 'stop', refusals: new Map() });
  });
});
