import { describe, expect, it } from 'vitest';
import { Importing, type DroppedFile } from '../../../src/renderer/importing.svelte';
import { FakeWindowApi } from '../../support/fake-window-api';
import { someDraft, somePlanned } from '../../support/plans';
import { someSnapshot } from '../../support/views';

const yes = () => Promise.resolve(true);
const planned = somePlanned({ adds: [someDraft({})] });

function prepared() {
  const api = new FakeWindowApi(someSnapshot([]));
  api.exchange.plan = planned;
  return { api, importing: new Importing(api) };
}

function file(changes: Partial<DroppedFile> & { readonly text?: string } = {}): DroppedFile {
  const { text = 'contexts: []' } = changes;
  const bytes = new TextEncoder().encode(text);
  return { name: 'forwards.yaml', size: bytes.length, arrayBuffer: () => Promise.resolve(bytes.buffer), ...changes };
}

describe('importing', () => {
  it('looks for files of other programs, and shows none where main cannot', async () => {
    const { api, importing } = prepared();
    api.exchange.found = [{ path: '/home/mia/.kportal.yaml', format: 'kportal', news: 3, known: 0 }];
    expect(importing.found).toBeNull();
    await importing.look();
    expect(importing.found).toHaveLength(1);
  });

  it('plans a file that was chosen, and nothing when none was', async () => {
    const { api, importing } = prepared();
    await importing.choose();
    expect(importing.flow.step.kind).toBe('source');
    api.exchange.chosen = '/home/mia/configs.json';
    await importing.choose();
    expect(importing.flow.step).toMatchObject({ kind: 'plan', of: '/home/mia/configs.json' });
    expect(api.asked).toContain('plan-import /home/mia/configs.json as auto');
  });

  it('plans a text that was pasted, and reads it as something else when asked to', async () => {
    const { api, importing } = prepared();
    importing.text = 'kubectl port-forward service/api 80';
    await importing.paste();
    await importing.readAs('kubectl');
    expect(api.asked.filter((one) => one.startsWith('plan'))).toEqual([
      'plan-import  as auto',
      'plan-import  as kubectl',
    ]);
    expect([importing.format, importing.flow.step.kind]).toEqual(['kubectl', 'plan']);
  });

  it('takes a text that was pasted elsewhere, instead of what was begun', async () => {
    const { api, importing } = prepared();
    await importing.open('/home/mia/.kportal.yaml');
    const text = 'kubectl port-forward service/api 80\nkubectl port-forward service/web 81';
    await importing.take(text);
    expect(api.asked.filter((one) => one.startsWith('plan')).at(-1)).toBe('plan-import  as auto');
    expect([importing.text, importing.flow.step.kind]).toEqual([text, 'plan']);
  });

  it('does not ask for nothing', async () => {
    const { api, importing } = prepared();
    importing.text = ' \n';
    await importing.paste();
    expect(api.asked).toEqual([]);
  });

  it('plans a file that was dropped', async () => {
    const { importing } = prepared();
    await importing.drop([file()]);
    expect(importing.flow.step).toMatchObject({ kind: 'plan', of: 'forwards.yaml' });
  });

  it.each([
    [
      'is too big',
      [file({ size: 10 * 1024 * 1024 + 1 })],
      'forwards.yaml has more than 10 MiB, which no such file has.',
    ],
    [
      'is no text',
      [file({ arrayBuffer: () => Promise.resolve(new Uint8Array([0xff, 0xfe, 0x00]).buffer) })],
      'forwards.yaml is not a text file.',
    ],
    [
      'is gone',
      [file({ arrayBuffer: () => Promise.reject(new Error('NotFoundError')) })],
      'forwards.yaml could not be read. It may have been moved or deleted meanwhile.',
    ],
    ['is not alone', [file(), file()], 'Drop one file at a time.'],
  ])('says of a dropped file why it is not read when it %s', async (_what, files, message) => {
    const { api, importing } = prepared();
    await importing.drop(files);
    expect([importing.flow.step.kind, importing.flow.trouble?.message]).toEqual(['source', message]);
    expect(api.asked).toEqual([]);
  });
});

describe('a preview', () => {
  it('of an earlier question does not take the place of a later one', async () => {
    const { api, importing } = prepared();
    api.exchange.held = true;
    const first = importing.open('/a');
    const second = importing.open('/b');
    api.exchange.answer();
    await Promise.all([first, second]);
    expect(importing.flow.step).toMatchObject({ kind: 'plan', of: '/b' });
  });

  it('that was cancelled does not come up afterwards', async () => {
    const { api, importing } = prepared();
    api.exchange.held = true;
    const asked = importing.open('/a');
    expect(importing.flow.step.kind).toBe('asking');
    importing.flow.back();
    api.exchange.answer();
    await asked;
    expect(importing.flow.step.kind).toBe('source');
  });

  it('says at the source why there is none', async () => {
    const { api, importing } = prepared();
    api.exchange.plan = { ok: false, message: 'The file is gone.', hint: 'Choose another one.' };
    await importing.open('/a');
    expect(importing.flow.trouble?.message).toBe('The file is gone.');
    await importing.open('/a');
    importing.flow.back();
    expect(importing.flow.trouble).toBeNull();
  });

  it('outlives the dialog until it was added', async () => {
    const { importing } = prepared();
    await importing.open('/a');
    importing.flow.closed();
    expect(importing.flow.step.kind).toBe('plan');
    await importing.flow.add(yes);
    expect(importing.flow.step.kind).toBe('done');
    importing.flow.closed();
    expect(importing.flow.step.kind).toBe('source');
  });
});

describe('adding', () => {
  it('adds what is chosen, once', async () => {
    const { api, importing } = prepared();
    await importing.open('/a');
    api.exchange.held = true;
    const added = importing.flow.add(yes);
    const again = importing.flow.add(yes);
    expect(importing.flow.adding).toBe(true);
    api.exchange.answer();
    await Promise.all([added, again]);
    expect(api.exchange.added).toEqual([planned.plan.adds]);
    expect(importing.flow.step.kind).toBe('done');
  });

  it('asks before other computers can reach what is added, and adds nothing when that may not be', async () => {
    const { api, importing } = prepared();
    const open = someDraft({ bindAddress: '0.0.0.0', alias: 'search' });
    api.exchange.plan = somePlanned({ adds: [someDraft({}), open] });
    await importing.open('/a');
    const asked: (readonly string[])[] = [];
    await importing.flow.add((names) => (asked.push(names), Promise.resolve(false)));
    expect([asked, importing.flow.step.kind, importing.flow.adding]).toEqual([[['search']], 'plan', false]);
    await importing.flow.add(yes);
    expect(api.asked.filter((one) => one.startsWith('apply'))).toEqual(['apply-import, may be reached']);
  });

  it('keeps the preview, with what was chosen and typed, when main refuses', async () => {
    const { api, importing } = prepared();
    await importing.open('/a');
    importing.flow.setPort(0, '9000');
    api.exchange.addAnswer = { ok: false, message: 'Local port 9000 is taken by api.', hint: '' };
    await importing.flow.add(yes);
    expect(importing.flow.step.kind).toBe('plan');
    expect(importing.flow.sheet?.rows[0]?.port).toBe('9000');
    expect(importing.flow.trouble?.message).toBe('Local port 9000 is taken by api.');
  });
});

describe('taking an import back', () => {
  it('is offered until it is done, and says what it left', async () => {
    const { api, importing } = prepared();
    await importing.open('/a');
    await importing.flow.add(yes);
    importing.flow.closed();
    expect(importing.last.added?.added).toHaveLength(1);
    api.exchange.undoAnswer = { ok: true, path: '/p', removed: [], left: [someDraft({})] };
    await importing.last.undo();
    expect([importing.last.added, importing.last.undone?.left.length]).toEqual([null, 1]);
  });

  it('stays on offer when it did not work, with the reason', async () => {
    const { api, importing } = prepared();
    await importing.open('/a');
    await importing.flow.add(yes);
    api.exchange.undoAnswer = { ok: false, message: 'The file cannot be written.', hint: '' };
    await importing.last.undo();
    expect(importing.last.added).not.toBeNull();
    expect(importing.last.trouble?.message).toBe('The file cannot be written.');
  });

  it('is not offered where it was not remembered', async () => {
    const { api, importing } = prepared();
    api.exchange.addAnswer = { ok: true, path: '/p', added: [someDraft({})], canUndo: false };
    await importing.open('/a');
    await importing.flow.add(yes);
    expect(importing.last.added).toBeNull();
  });

  it('is still on offer in a window that was reloaded', async () => {
    const { api, importing } = prepared();
    api.exchange.last = { ok: true, path: '/p', added: [someDraft({})], canUndo: true };
    await importing.last.load();
    expect(importing.last.added?.added).toHaveLength(1);
  });
});

describe('what else listens where forwards are to', () => {
  it('is said of each of them, and again when another port is typed', async () => {
    const { api, importing } = prepared();
    api.editing.busy = { 5432: { kind: 'taken', owner: 'kportal (process 812)' } };
    await importing.open('/a');
    await settled();
    const said = importing.flow.ports.said;
    expect([...said.keys()]).toEqual(['127.0.0.1:5432']);
    expect(said.get('127.0.0.1:5432')).toContain('Taken by kportal (process 812) now');

    api.editing.busy = { 80: { kind: 'refused', message: 'Port 80 needs privileges', hint: 'Choose 1024 or more.' } };
    importing.flow.setPort(0, '80');
    importing.flow.lookAtPort(0);
    await settled();
    expect(said.get('127.0.0.1:80')).toBe('Port 80 needs privileges. Choose 1024 or more.');
  });

  it('is forgotten with the preview, and so are answers that come later', async () => {
    const { api, importing } = prepared();
    api.editing.busy = { 5432: { kind: 'taken', owner: null } };
    await importing.open('/a');
    importing.flow.back();
    await settled();
    expect(importing.flow.ports.said.size).toBe(0);
  });

  it('keeps nobody from adding them', async () => {
    const { api, importing } = prepared();
    api.editing.busy = { 5432: { kind: 'taken', owner: null } };
    await importing.open('/a');
    await settled();
    await importing.flow.add(yes);
    expect(importing.flow.step.kind).toBe('done');
  });
});

/** Everything that was answered already has been heard. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
