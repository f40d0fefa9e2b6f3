import { describe, expect, it } from 'vitest';
import { Actions } from '../../../src/renderer/actions.svelte';
import { Commands } from '../../../src/renderer/commands.svelte';
import { Confirm } from '../../../src/renderer/confirm.svelte';
import { Diagnoses } from '../../../src/renderer/diagnoses.svelte';
import type { Command } from '../../../src/renderer/model/commands';
import { Store } from '../../../src/renderer/store.svelte';
import type { Place } from '../../../src/shared/place';
import type { ForwardView } from '../../../src/shared/view';
import { FakeWindowApi } from '../../support/fake-window-api';
import { hung, someSnapshot, someView } from '../../support/views';

const orders = someView();
const cache = someView({ alias: 'cache', address: '127.0.0.1:6379', state: { kind: 'stopped' } });
const ledger = someView({ alias: 'ledger', address: '127.0.0.1:7070', state: hung });
const live = someView({ alias: 'live', address: '127.0.0.1:9999', production: true });

async function given(forwards: readonly ForwardView[], targets: readonly string[] = []) {
  const api = new FakeWindowApi(someSnapshot(forwards));
  const store = new Store(api);
  await store.load();
  const opened: Place[] = [];
  const done: string[] = [];
  const places = { open: (place: Place) => void opened.push(place) };
  const confirm = new Confirm();
  const tools = { store, actions: new Actions(api), diagnoses: new Diagnoses(api), places, confirm };
  const commands = new Commands(api, tools);
  commands.serve({
    targets: () => targets,
    show: (id) => done.push(`show ${id}`),
    showOnly: (shown) => done.push(`only ${String(shown)}`),
    focusFilter: () => done.push('filter'),
    obey: (command: Command) => done.push(command.kind),
  });
  return { api, commands, confirm, opened, done };
}

describe('a command', () => {
  it('is about the forward that the keyboard is at, or about the one that it names', async () => {
    const { api, commands } = await given([orders, cache], [orders.id]);
    await commands.run({ kind: 'restart' });
    await commands.run({ kind: 'copy', id: cache.id });
    expect(api.asked).toEqual([`restart ${orders.id}`, `copy ${cache.id}`]);
  });

  it('does nothing when there is no forward that it could be about', async () => {
    const { api, commands } = await given([orders], []);
    await commands.run({ kind: 'restart' });
    await commands.run({ kind: 'restart', id: 'gone' });
    expect(api.asked).toEqual([]);
  });

  it('starts what stands and stops what runs; of several, it stops those that run', async () => {
    const { api, commands } = await given([orders, cache], [orders.id, cache.id]);
    await commands.run({ kind: 'start-stop' });
    await commands.run({ kind: 'start-stop', id: cache.id });
    expect(api.asked).toEqual([`stop ${orders.id}`, `start ${cache.id}`]);
  });

  it('restarts all that hang, and nothing else', async () => {
    const { api, commands } = await given([orders, ledger]);
    await commands.run({ kind: 'restart-hung' });
    expect(api.asked).toEqual([`restart ${ledger.id}`]);
  });

  it('on several forwards asks first when one of them leads to production', async () => {
    const { api, commands, confirm } = await given([orders, live]);
    const refused = commands.run({ kind: 'stop-all' });
    expect(confirm.asked).toMatchObject({
      title: 'Stop 2 forwards?',
      text: '1 of them leads to production:',
      items: ['live · prod'],
      confirm: 'Stop 2 forwards',
      danger: true,
    });
    confirm.answer(false);
    await refused;
    expect(api.asked).toEqual([]);
    const agreed = commands.run({ kind: 'stop-all' });
    confirm.answer(true);
    await agreed;
    expect(api.asked).toEqual([`stop ${orders.id}`, `stop ${live.id}`]);
  });

  it('on one forward of production does not ask', async () => {
    const { api, commands } = await given([live], [live.id]);
    await commands.run({ kind: 'restart' });
    expect(api.asked).toEqual([`restart ${live.id}`]);
  });

  it('opens a place, or moves the list', async () => {
    const { commands, opened, done } = await given([orders], [orders.id]);
    await commands.run({ kind: 'settings' });
    await commands.run({ kind: 'edit' });
    await commands.run({ kind: 'show-only', shown: 'hung' });
    await commands.run({ kind: 'close' });
    void commands.run({ kind: 'diagnose', id: orders.id });
    expect(opened).toEqual([{ kind: 'settings' }, { kind: 'edit', id: orders.id }]);
    expect(done).toEqual(['only hung', 'close', `show ${orders.id}`]);
  });

  it('that main refuses says why', async () => {
    const { api, commands } = await given([orders]);
    api.refusal = 'There is no file.';
    await commands.run({ kind: 'reload-config' });
    expect(commands.trouble).toBe('Read the config file again: There is no file.');
    api.refusal = null;
    await commands.run({ kind: 'reload-config' });
    expect(commands.trouble).toBe('');
  });
});
