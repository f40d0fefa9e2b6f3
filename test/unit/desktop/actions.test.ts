import { describe, expect, it } from 'vitest';
import { ForwardActions } from '../../../src/main/desktop/actions';
import { browserUrl } from '../../../src/main/desktop/browser-url';
import { commandRunner } from '../../../src/main/desktop/command-runner';
import { FakeClock, settle } from '../../support/fake-clock';
import { someView } from '../../support/views';
import { fakeApplication, someSnapshot } from './fake-application';

function prepared(openExternal: (url: string) => Promise<void> = () => Promise.resolve()) {
  const fake = fakeApplication(new FakeClock());
  fake.state.current = someSnapshot({
    forwards: [someView({ id: 'up' }), someView({ id: 'down', state: { kind: 'stopped' } })],
  });
  const copied: string[] = [];
  const opened: string[] = [];
  const actions = new ForwardActions(fake.application, {
    writeClipboard: (text) => void copied.push(text),
    openExternal: (url) => (opened.push(url), openExternal(url)),
  });
  return { ...fake, actions, copied, opened };
}

describe('Copy address', () => {
  it('copies what people type', async () => {
    const { actions, copied } = prepared();
    expect(await actions.copyAddress('up')).toEqual({ id: 'up', ok: true, message: '' });
    expect(copied).toEqual(['localhost:5432']);
  });

  it('says so when the forward is gone', async () => {
    const { actions, copied } = prepared();
    expect(await actions.copyAddress('gone')).toMatchObject({ ok: false });
    expect(copied).toEqual([]);
  });
});

describe('Open in browser', () => {
  it.each([
    ['127.0.0.1:8080', '80', 'http://localhost:8080/'],
    ['127.0.0.1:9443', '443', 'https://localhost:9443/'],
    ['127.0.0.1:9443', 'https', 'https://localhost:9443/'],
    ['[::1]:8080', '80', 'http://[::1]:8080/'],
    ['0.0.0.0:8080', '80', 'http://localhost:8080/'],
    ['127.0.0.2:8080', '80', 'http://127.0.0.2:8080/'],
  ])("opens %s, which leads to the pod's port %s, as %s", (address, port, url) => {
    expect(browserUrl({ address, port })).toBe(url);
  });

  it('opens the path that the config names, on the same address whatever that is', () => {
    const at = (openPath: string) => browserUrl({ address: '127.0.0.1:8080', port: '80', openPath });
    expect(at('/admin?tab=jobs#top')).toBe('http://localhost:8080/admin?tab=jobs#top');
    expect(at('//evil.example/')).toBe('http://localhost:8080//evil.example/');
    expect(at('/\\evil.example')).toBe('http://localhost:8080//evil.example');
    expect(at('@evil.example')).toBeNull();
  });

  it.each(['localhost:80@evil.example:443', 'evil.example/x:80', 'javascript:alert(1)', 'localhost:99999', ''])(
    "opens nothing but a forward's own address: %s",
    (address) => expect(browserUrl({ address, port: '80' })).toBeNull(),
  );

  it('opens nothing for a forward that does not run', async () => {
    const { actions, opened } = prepared();
    const message = 'orders-db is not running. Start it first.';
    expect(await actions.openInBrowser('down')).toEqual({ id: 'down', ok: false, message });
    expect(opened).toEqual([]);
  });

  it('reports what the desktop said when it could not', async () => {
    const { actions } = prepared(() => Promise.reject(new Error('No browser.')));
    expect(await actions.openInBrowser('up')).toEqual({ id: 'up', ok: false, message: 'No browser.' });
  });
});

describe('A choice in the tray or a notification', () => {
  function runner(fake = prepared(), isMeant = true) {
    const seen: string[] = [];
    const run = commandRunner({
      application: fake.application,
      actions: fake.actions,
      window: {
        show: () => seen.push('show'),
        reveal: (id) => seen.push(`reveal ${id}`),
        visit: ({ kind }) => seen.push(`visit ${kind}`),
      },
      mutes: {
        add: (subject, forMs) => seen.push(`mute ${subject.kind} ${String(forMs)}`),
        remove: ({ kind }) => seen.push(`unmute ${kind}`),
      },
      ask: ({ title }) => {
        seen.push(title);
        return Promise.resolve(isMeant);
      },
      log: { info: () => undefined, warn: (message) => seen.push(message), error: () => undefined },
      quit: () => seen.push('quit'),
    });
    return { run, seen, fake };
  }

  it('does what it says', async () => {
    const { run, seen, fake } = runner();
    run({ kind: 'visit', place: { kind: 'add' } });
    expect(seen.splice(0)).toEqual(['visit add']);
    run({ kind: 'restart', ids: ['up'] });
    run({ kind: 'stop', ids: ['up'] });
    run({ kind: 'start', ids: ['down'] });
    run({ kind: 'set-watching', watching: false });
    run({ kind: 'copy-address', id: 'up' });
    run({ kind: 'open-in-browser', id: 'up' });
    run({ kind: 'show-details', id: 'up' });
    run({ kind: 'show-window' });
    run({ kind: 'quit' });
    await settle();
    expect(fake.calls).toEqual(['restart up', 'stop up', 'start down', 'watching false']);
    expect(fake.copied).toEqual(['localhost:5432']);
    expect(fake.opened).toEqual(['http://localhost:5432/']);
    expect(seen).toEqual(['reveal up', 'show', 'quit']);
  });

  it.each([
    [true, ['stop a,b']],
    [false, []],
  ])('that concerns several forwards of production is asked for first: %s', async (isMeant, done) => {
    const fake = prepared();
    fake.state.current = someSnapshot({
      forwards: [
        someView({ id: 'a', alias: 'web', production: true }),
        someView({ id: 'b', alias: 'db', context: 'staging' }),
      ],
    });
    const { run, seen } = runner(fake, isMeant);
    run({ kind: 'stop', ids: ['a', 'b'] });
    await settle();
    expect([seen, fake.calls]).toEqual([['Stop 2 forwards?'], done]);
    run({ kind: 'stop', ids: ['a'] });
    expect([seen.length, fake.calls.at(-1)]).toEqual([1, 'stop a']);
  });

  it('that could not be done is shown where the reason stands', async () => {
    const { run, seen } = runner();
    run({ kind: 'open-in-browser', id: 'down' });
    await settle();
    expect(seen).toEqual(['down: orders-db is not running. Start it first.', 'reveal down']);
  });
});
