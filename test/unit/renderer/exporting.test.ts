import { describe, expect, it } from 'vitest';
import { Exporting } from '../../../src/renderer/exporting.svelte';
import { FakeWindowApi } from '../../support/fake-window-api';
import { someSnapshot } from '../../support/views';

function prepared() {
  const api = new FakeWindowApi(someSnapshot([]));
  return { api, exporting: new Exporting(api) };
}

describe('exporting', () => {
  it('shows the format that was chosen last, whatever is answered when', async () => {
    const { api, exporting } = prepared();
    api.exchange.held = true;
    const first = exporting.prepare('kportal');
    const second = exporting.prepare('kubectl');
    api.exchange.exported = { ok: false, message: 'The file is gone.', hint: '' };
    api.exchange.answer();
    await Promise.all([first, second]);
    expect([exporting.format, exporting.trouble?.message]).toEqual(['kubectl', 'The file is gone.']);
  });

  it('says where it was saved, until another format is chosen', async () => {
    const { api, exporting } = prepared();
    await exporting.prepare('kportal');
    await exporting.save();
    expect(exporting.savedTo).toBeNull();
    api.exchange.saved = { ok: true, path: '/home/mia/.kportal.yaml' };
    await exporting.save();
    expect(exporting.savedTo).toBe('/home/mia/.kportal.yaml');
    await exporting.prepare('kubectl');
    expect(exporting.savedTo).toBeNull();
  });

  it('says why it could not be saved', async () => {
    const { api, exporting } = prepared();
    api.exchange.saved = { ok: false, message: 'It cannot be written.', hint: '', path: null };
    await exporting.save();
    expect([exporting.trouble?.message, exporting.busy]).toEqual(['It cannot be written.', false]);
  });

  it('says that it is copied when it is', async () => {
    const { exporting } = prepared();
    await exporting.copy();
    expect(exporting.copied).toBe(true);
    exporting.dispose();
  });
});
