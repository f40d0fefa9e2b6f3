import { describe, expect, it } from 'vitest';
import { SettingsState } from '../../../src/renderer/settings.svelte';
import { FakeWindowApi } from '../../support/fake-window-api';

async function opened() {
  const api = new FakeWindowApi({ forwards: [], watching: true, source: { kind: 'none', path: '' }, problems: [] });
  const settings = new SettingsState(api);
  await settings.load();
  return { api, settings };
}

describe('The settings of the window', () => {
  it('are what main says, also when somebody else changes them', async () => {
    const { api, settings } = await opened();
    expect(settings.view?.theme).toBe('system');
    api.preferences.change({ theme: 'dark' });
    expect(settings.view?.theme).toBe('dark');
    settings.dispose();
    expect(api.preferences.listeners).toBe(0);
  });

  it('are asked for, and shown as main has made them', async () => {
    const { settings } = await opened();
    const asking = settings.ask('theme', (api) => api.setTheme({ theme: 'light' }));
    expect(settings.pending.has('theme')).toBe(true);
    expect(await asking).toBe(true);
    expect([settings.view?.theme, settings.pending.size]).toEqual(['light', 0]);
  });

  it('stay as they are when they are refused, with the reason at what was asked for, until it is asked for again', async () => {
    const { api, settings } = await opened();
    api.preferences.refusal = { message: 'No.', hint: 'Ask later.' };
    expect(await settings.ask('login', (to) => to.setStartAtLogin({ enabled: true }))).toBe(false);
    expect(settings.refused.get('login')).toMatchObject({ message: 'No.', hint: 'Ask later.' });
    expect(settings.view?.startAtLogin.kind).toBe('off');
    api.preferences.refusal = null;
    await settings.ask('login', (to) => to.setStartAtLogin({ enabled: true }));
    expect([settings.refused.size, settings.view?.startAtLogin.kind]).toEqual([0, 'on']);
  });

  it('do what is asked for in quick succession in that order, so that the last counts', async () => {
    const { api, settings } = await opened();
    const first = settings.ask('theme', (to) => to.setTheme({ theme: 'light' }));
    const second = settings.ask('theme', (to) => to.setTheme({ theme: 'dark' }));
    await first;
    expect(settings.pending.has('theme')).toBe(true);
    await second;
    expect(api.preferences.asked).toEqual(['theme light', 'theme dark']);
    expect([settings.view?.theme, settings.pending.size]).toEqual(['dark', 0]);
  });

  it('say why main does not answer', async () => {
    const { settings } = await opened();
    await settings.ask('x', () => Promise.reject(new Error('The main process is gone.')));
    expect(settings.refused.get('x')).toEqual({ message: 'The main process is gone.', hint: '' });
  });
});
