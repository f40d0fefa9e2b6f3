import { afterEach, describe, expect, it } from 'vitest';
import { ForwardForm, type FormTask } from '../../../src/renderer/editing.svelte';
import { removeForward } from '../../../src/renderer/editing-remove';
import { Confirm } from '../../../src/renderer/confirm.svelte';
import type { OfferedTarget } from '../../../src/shared/discovery';
import { listed } from '../../support/fake-editing';
import { FakeWindowApi } from '../../support/fake-window-api';
import { someSnapshot } from '../../support/views';

const path = '/home/mia/.config/portwatch/portwatch.yaml';
const web: OfferedTarget = {
  kind: 'service',
  name: 'web',
  ports: [{ name: 'http', number: 80, protocol: 'TCP' }],
  withoutPods: null,
};
const orders = {
  context: 'staging',
  namespace: 'shop',
  forward: { resource: 'service/orders', port: 80, localPort: 8080 },
};

let form: ForwardForm | null = null;
afterEach(() => form?.dispose());

/** What is asked is answered in later turns. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

async function open(task: FormTask, prepare: (api: FakeWindowApi) => void = () => undefined) {
  const api = new FakeWindowApi(someSnapshot([]));
  api.editing.contexts = listed([
    { name: 'prod', cluster: 'prod', namespace: null, isCurrent: false },
    { name: 'staging', cluster: 'staging', namespace: 'shop', isCurrent: true },
  ]);
  api.editing.targets = { 'staging/shop': listed([web]) };
  prepare(api);
  form = new ForwardForm(api, task);
  await form.begin();
  await settle();
  return { api, form };
}

describe('the form of a new forward', () => {
  it("begins with kubectl's own context and its namespace, and that counts as nothing typed", async () => {
    const { form, api } = await open({ kind: 'add' });
    expect(form.fields).toMatchObject({ context: 'staging', namespace: 'shop' });
    expect(form.isDirty).toBe(false);
    expect(api.asked).toEqual(expect.arrayContaining(['namespaces staging', 'targets staging/shop']));
  });

  it('fills in the only port of a target, and a free local port', async () => {
    const { form, api } = await open({ kind: 'add' });
    form.set('target', 'service/web');
    await settle();
    expect(form.fields).toMatchObject({ port: '80', localPort: '8080' });
    expect(api.asked).toContain('suggest-port 80');
  });

  it('knows contexts of one name in two kubeconfigs apart, and means the one that the config has', async () => {
    const theirs = { name: 'prod', cluster: 'c', namespace: 'far', isCurrent: false, kubeconfig: 'customer.yaml' };
    const { form, api } = await open({ kind: 'add' }, ({ editing }) => {
      const own = { name: 'prod', cluster: 'prod', namespace: null, isCurrent: true };
      editing.contexts = listed([own, { ...theirs, isConfigured: true }]);
    });
    expect(form.fields).toMatchObject({ context: 'prod', kubeconfig: 'customer.yaml', namespace: 'far' });
    form.set('context', 'pro');
    expect(form.fields.kubeconfig).toBe('');
    form.set('context', 'prod');
    expect(form.fields.kubeconfig).toBe('customer.yaml');
    form.fill({ target: 'service/web', port: '80', localPort: '8080' });
    await form.save();
    form.fill({ context: 'prod', kubeconfig: '' });
    await form.save();
    expect(api.editing.edits.map(({ to }) => to.kubeconfig)).toEqual(['customer.yaml', undefined]);
  });

  it('leaves alone what somebody has typed', async () => {
    const { form } = await open({ kind: 'add' });
    form.set('localPort', '9999');
    form.set('target', 'service/web');
    await settle();
    expect(form.fields).toMatchObject({ port: '80', localPort: '9999' });
  });

  it('follows another context to its namespace, unless somebody has typed one', async () => {
    const { form } = await open({ kind: 'add' });
    form.set('context', 'prod');
    form.settle('context');
    expect(form.fields.namespace).toBe('');
    form.set('namespace', 'payments');
    form.set('context', 'staging');
    form.settle('context');
    expect(form.fields.namespace).toBe('payments');
  });

  it('drops a list that is not of what is chosen any more', async () => {
    const { form, api } = await open({ kind: 'add' });
    api.editing.slow = true;
    form.set('context', 'prod');
    form.settle('context');
    expect(form.offers.namespaces).toBeNull();
    expect(form.offers.isAskingNamespaces).toBe(true);
    form.dispose();
    expect(api.asked).toContain('cancel-listing form-namespaces');
  });

  it('is filled by a command, and says what is different from it', async () => {
    const { form } = await open({ kind: 'add', pasted: 'kubectl port-forward svc/orders :80' }, ({ editing }) => {
      const forward = { resource: 'service/orders', port: 80 };
      editing.command = { kind: 'one', entry: { ...orders, forward }, notes: [{ what: 'context', why: 'none' }] };
      editing.suggested = 8123;
    });
    expect(form.fields).toMatchObject({ target: 'service/orders', port: '80', localPort: '8123' });
    expect(form.command).toMatchObject({ kind: 'one', notes: [{ what: 'context' }] });
  });

  it('keeps the text of several commands, every line of it, and fills in nothing', async () => {
    const text = 'kubectl port-forward svc/orders 80\nkubectl port-forward svc/web 81';
    const { form } = await open({ kind: 'add', pasted: text }, ({ editing }) => {
      editing.command = { kind: 'several', count: 2 };
    });
    expect([form.command, form.commandText, form.fields.target]).toEqual([{ kind: 'several', count: 2 }, text, '']);
  });

  it('begins as another forward, but for what only one can have', async () => {
    const { form } = await open({ kind: 'add', like: '127.0.0.1:8080' }, ({ editing }) => {
      const forward = { ...orders.forward, alias: 'orders', group: 'g' };
      editing.entry = { ok: true, path, entry: { ...orders, forward } };
      editing.suggested = 8081;
    });
    expect(form.fields).toMatchObject({ target: 'service/orders', alias: '', group: 'g', localPort: '8081' });
  });

  it('says what is missing when it is to be saved, and saves nothing', async () => {
    const { form, api } = await open({ kind: 'add' });
    expect(form.faults.size).toBe(0);
    expect(await form.save()).toBeNull();
    expect([...form.faults.keys()]).toEqual(['target', 'port', 'localPort']);
    expect(api.editing.edits).toEqual([]);
  });

  it('is saved as an addition, and tells which forward is there then', async () => {
    const { form, api } = await open({ kind: 'add' }, ({ editing }) => {
      editing.saved = { ok: true, id: '127.0.0.1:8080' };
    });
    form.set('target', 'service/web');
    await settle();
    expect(await form.save()).toEqual({ id: '127.0.0.1:8080' });
    expect(api.editing.edits).toEqual([
      {
        seen: null,
        to: { context: 'staging', namespace: 'shop', forward: { resource: 'service/web', port: 80, localPort: 8080 } },
      },
    ]);
  });

  it('is not saved with an address that others can reach before somebody says so', async () => {
    const { form, api } = await open({ kind: 'add' });
    form.set('target', 'service/web');
    form.set('bindAddress', '0.0.0.0');
    await settle();
    expect(await form.save()).toBeNull();
    form.mayBeReached = true;
    expect(await form.save()).not.toBeNull();
    expect(api.asked).toContain('save, may be reached');
    form.set('bindAddress', '192.168.1.4');
    expect(form.mayBeReached).toBe(false);
  });

  it('names a free port beside one that is taken', async () => {
    const { form } = await open({ kind: 'add' }, ({ editing }) => {
      editing.port = { kind: 'taken', owner: 'redis-server (pid 7)' };
      editing.suggested = 6380;
    });
    form.set('localPort', '6379');
    await settle();
    expect(form.port.answer).toMatchObject({ kind: 'taken' });
    expect(form.port.instead).toBe(6380);
    form.set('localPort', 'x');
    expect([form.port.answer, form.port.instead]).toEqual([null, null]);
  });

  it('begins with what the file says for all', async () => {
    const { form } = await open({ kind: 'add' }, ({ editing }) => {
      editing.preview = { ok: true, path, isNewFile: false, defaults: { autostart: false }, faults: [], lines: [] };
    });
    expect(form.fields.autostart).toBe(false);
    expect(form.isDirty).toBe(false);
  });
});

describe('the form of a forward that is there', () => {
  const prepared = ({ editing }: FakeWindowApi) => {
    editing.entry = { ok: true, path, entry: orders };
  };

  it('is saved as a change of what was seen', async () => {
    const { form, api } = await open({ kind: 'edit', id: '127.0.0.1:8080' }, prepared);
    form.set('alias', 'o');
    await form.save();
    expect(api.editing.edits).toEqual([
      { seen: orders, to: { ...orders, forward: { ...orders.forward, alias: 'o' } } },
    ]);
  });

  it('keeps what was typed when somebody else has changed the file, and can be read again', async () => {
    const { form, api } = await open({ kind: 'edit', id: '127.0.0.1:8080' }, prepared);
    form.set('alias', 'o');
    api.editing.saved = { ok: false, message: 'The config file has changed.', hint: '' };
    expect(await form.save()).toBeNull();
    expect(form.trouble?.message).toBe('The config file has changed.');
    const theirs = { ...orders, forward: { ...orders.forward, group: 'theirs' } };
    api.editing.entry = { ok: true, path, entry: theirs };
    await form.readAgain();
    expect(form.trouble).toBeNull();
    expect(form.fields).toMatchObject({ alias: 'o', group: 'theirs' });
    expect(form.seen).toEqual(theirs);
  });

  it('says why it cannot be read', async () => {
    const { form } = await open({ kind: 'edit', id: '127.0.0.1:1' });
    expect(form.trouble?.message).toBe('There is no such forward.');
  });
});

describe('deleting a forward', () => {
  const removal = { id: '127.0.0.1:8080', name: 'orders', source: { kind: 'file', path } } as const;

  it('is done when that is meant', async () => {
    const api = new FakeWindowApi(someSnapshot([]));
    const confirm = new Confirm();
    const gone = removeForward(api, confirm, removal);
    expect(confirm.asked).toMatchObject({ title: 'Delete orders?', danger: true });
    confirm.answer(true);
    expect(await gone).toBeNull();
    expect(api.asked).toEqual(['remove 127.0.0.1:8080']);
  });

  it('is not done otherwise, and says why it could not be', async () => {
    const api = new FakeWindowApi(someSnapshot([]));
    const confirm = new Confirm();
    const kept = removeForward(api, confirm, removal);
    confirm.answer(false);
    expect(await kept).toBe('not-meant');
    api.editing.outcome = { ok: false, message: 'No.', hint: '' };
    const failed = removeForward(api, confirm, removal);
    confirm.answer(true);
    expect(await failed).toEqual({ ok: false, message: 'No.', hint: '' });
  });
});
