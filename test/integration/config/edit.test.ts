import { chmod, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { editConfigFile } from '../../../src/main/config/change-file';
import { forwardsOf } from '../../../src/main/config/edit-text';
import type { ForwardDraft } from '../../../src/shared/import-plan';
import { type EngineRig, startEngineRig } from '../../support/engine-rig';
import { eventually } from '../../support/eventually';
import { freePorts, isListening } from '../../support/http';

function draft(resource: string, localPort: number): ForwardDraft {
  return { context: 'demo', namespace: 'shop', forward: { resource, port: 8080, localPort } };
}

describe('writing an edit into the config file', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portwatch-edit-'));
    path = join(folder, 'portwatch.yaml');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const modeOf = async (file: string) => (await stat(file)).mode & 0o777;
  const portsIn = async () => forwardsOf(await readFile(path, 'utf8')).map(({ forward }) => forward.localPort);

  it('makes a file, and its folder, that only the user can read', async () => {
    const file = join(folder, 'not', 'there', 'portwatch.yaml');
    expect(await editConfigFile(file, { kind: 'add', forward: draft('service/web', 8080) })).toEqual({ ok: true });
    expect(await modeOf(file)).toBe(0o600);
  });

  it("keeps the file's mode, and writes through a link", async () => {
    const real = join(folder, 'real.yaml');
    await writeFile(real, '# mine\n');
    await chmod(real, 0o640);
    await symlink('real.yaml', path);
    expect(await editConfigFile(path, { kind: 'add', forward: draft('service/web', 8080) })).toEqual({ ok: true });
    expect(await modeOf(real)).toBe(0o640);
    expect(await readFile(real, 'utf8')).toMatch(/^# mine\n/);
    expect(await portsIn()).toEqual([8080]);
  });

  it('goes together with what others write at the same time', async () => {
    const edits = [1, 2, 3].map((port) => ({ kind: 'add', forward: draft('service/web', port) }) as const);
    for (const edit of edits) expect(await editConfigFile(path, edit)).toEqual({ ok: true });
    const [first] = edits;
    await writeFile(path, (await readFile(path, 'utf8')).replace('localPort: 3', 'localPort: 33'));
    if (first) expect(await editConfigFile(path, { ...first, kind: 'delete' })).toEqual({ ok: true });
    expect(await portsIn()).toEqual([2, 33]);
  });

  it('says why it cannot be, and leaves the file as it is', async () => {
    await writeFile(path, 'contexts: [');
    const refused = await editConfigFile(path, { kind: 'add', forward: draft('service/web', 1) });
    expect(refused).toMatchObject({ ok: false, hint: 'Edit the file by hand.' });
    expect(await readFile(path, 'utf8')).toBe('contexts: [');
    await writeFile(path, 'contexts: []\n');
    expect(await editConfigFile(path, { kind: 'delete', forward: draft('service/web', 1) })).toEqual({
      ok: false,
      message:
        'The config file has changed: service/web on port 1 is not there any more as it was shown. Look at it again to delete it.',
      hint: '',
    });
  });
});

describe('editing the config of a running application', () => {
  let rig: EngineRig;
  afterEach(() => rig.dispose());

  it('is in use when it is done, like every change of the file', async () => {
    rig = await startEngineRig({
      forwards: [{ alias: 'web', namespace: 'shop', resource: 'service/web', port: 8080 }],
    });
    await rig.reaches('web', 'active');
    const [spare = 0] = await freePorts(1);
    const added = draft('service/web', spare);
    expect(await rig.application.editConfig({ kind: 'add', forward: added })).toEqual({ ok: true });
    await rig.reaches('web', 'active');
    expect(rig.of('config.reloaded').at(-1)).toMatchObject({ added: 1, untouched: 1 });
    await rig.application.editConfig({ kind: 'delete', forward: added });
    await eventually('the port to be free', async () => ((await isListening(spare)) ? undefined : true));
    expect(rig.of('config.reloaded').at(-1)).toMatchObject({ removed: 1, untouched: 1 });
  });
});
