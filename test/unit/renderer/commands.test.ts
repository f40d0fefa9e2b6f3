import { describe, expect, it } from 'vitest';
import { Actions } from '../../../src/renderer/actions.svelte';
import { Commands } from '../../../src/renderer/commands.svelte';
import { Confirm } from '../../../src/renderer/confirm.svelte';
import { Diagnoses } from '../../../src/renderer/diagnoses.svelte';
import type { Command } from '../../../src/renderer/model/commands';
import { SettingsState } from '../../../src/renderer/settings.svelte';
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
  const actions = new Actions(api);
  const tools = {
    ...{ store, actions, diagnoses: new Diagnoses(api), places, confirm },
    settings: new SettingsState(api),
    rowMenu: { openFor: (id: string) => void done.push(`menu ${id}`) },
  };
  const commands = new Commands(api, tools);
  commands.serve({
    targets: () => targets,
    show: (id) => done.push(`show ${id}`),
    showOnly: (shown) => done.push(`only ${String(shown)}`),
    focusFilter: () => done.push('filter'),
    obey: (command: Command) => done.push(command.kind),
    leaving: (ids) => (areGone) => void done.push(`${areGone ? 'left' : 'stayed at'} ${ids.join(' ')}`),
  });
  return { api, commands, actions, confirm, opened, done };
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

describe('a command about the config file', () => {
  it('opens the form for one like it', async () => {
    const { commands, opened } = await given([orders], [orders.id]);
    await commands.run({ kind: 'duplicate' });
    expect(opened).toEqual([{ kind: 'add', like: orders.id }]);
  });

  it('switches whether it starts with Portwatch', async () => {
    const { api, commands } = await given([orders, { ...cache, autostart: false }]);
    await commands.run({ kind: 'autostart', id: orders.id });
    await commands.run({ kind: 'autostart', id: cache.id });
    expect(api.asked).toEqual([`disable ${orders.id}`, `enable ${cache.id}`]);
  });

  it('that was not done says why at the forward', async () => {
    const { api, commands, actions } = await given([orders]);
    api.editing.outcome = { ok: false, message: 'The file is read-only', hint: 'Make it writable.' };
    await commands.run({ kind: 'autostart', id: orders.id });
    expect(actions.refused.get(orders.id)).toBe('The file is read-only. Make it writable.');
  });

  it('deletes only what is meant, and leads the keyboard on', async () => {
    const { api, commands, confirm, done } = await given([orders, cache], [orders.id]);
    const kept = commands.run({ kind: 'delete' });
    expect(confirm.asked).toMatchObject({ title: 'Delete orders-db?', confirm: 'Delete forward', danger: true });
    confirm.answer(false);
    await kept;
    expect([api.asked, done]).toEqual([[], []]);
    const meant = commands.run({ kind: 'delete' });
    confirm.answer(true);
    await meant;
    expect([api.asked, done]).toEqual([[`remove ${orders.id}`], [`left ${orders.id}`]]);
  });

  it('deletes what is selected after one question that names them', async () => {
    const { api, commands, confirm } = await given([orders, cache], [orders.id, cache.id]);
    const meant = commands.run({ kind: 'delete' });
    expect(confirm.asked).toMatchObject({ title: 'Delete 2 forwards?', items: ['orders-db', 'cache'] });
    confirm.answer(true);
    await meant;
    expect(api.asked).toEqual([`remove ${orders.id}`, `remove ${cache.id}`]);
  });

  it('that deletes nothing in the end stays where it was', async () => {
    const { api, commands, actions, confirm, done } = await given([orders], [orders.id]);
    api.editing.outcome = { ok: false, message: 'The file is read-only.', hint: '' };
    const meant = commands.run({ kind: 'delete' });
    confirm.answer(true);
    await meant;
    expect(done).toEqual([`stayed at ${orders.id}`]);
    expect(actions.refused.get(orders.id)).toBe('The file is read-only.');
  });
});

describe('a command about preferences', () => {
  it('mutes, unmutes, and changes the theme', async () => {
    const { api, commands } = await given([orders]);
    const subject = { kind: 'forward', id: orders.id } as const;
    await commands.run({ kind: 'mute', subject, forMs: null });
    await commands.run({ kind: 'unmute', subject });
    await commands.run({ kind: 'theme', theme: 'dark' });
    const of = JSON.stringify(subject);
    expect(api.preferences.asked).toEqual([`mute ${of} null`, `unmute ${of}`, 'theme dark']);
    expect(commands.trouble).toBe('');
  });

  it('that was not done says what and why', async () => {
    const { api, commands } = await given([orders]);
    api.preferences.refusal = { message: 'The disk is full', hint: '' };
    await commands.run({ kind: 'theme', theme: 'dark' });
    expect(commands.trouble).toBe('Use the dark theme: The disk is full.');
  });
});

it('the key for the menu opens that of the forward that the keyboard is at', async () => {
  const { commands, done } = await given([orders, cache], [cache.id, orders.id]);
  await commands.run({ kind: 'menu' });
  expect(done).toEqual([`menu ${cache.id}`]);
});
