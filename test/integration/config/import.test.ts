import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AddedForwards, PlanAnswer, PlannedImport, UndoneImport } from '../../../src/shared/import-request';
import { type EngineRig, startEngineRig } from '../../support/engine-rig';
import { freePorts } from '../../support/http';

let rig: EngineRig;
beforeEach(async () => {
  rig = await startEngineRig({ forwards: [{ alias: 'web', namespace: 'shop', resource: 'service/web', port: 8080 }] });
  await rig.reaches('web', 'active');
});
afterEach(() => rig.dispose());

const plannedBy = (answer: PlanAnswer): PlannedImport => {
  if (!answer.ok) throw new Error(answer.message);
  return answer;
};
const planOf = async (text: string, fileName?: string) =>
  plannedBy(
    await rig.application.planImport({ text, format: 'auto', ...(fileName === undefined ? {} : { fileName }) }),
  );
const command = (target: string, port: number) => `kubectl -n shop port-forward ${target} ${String(port)}:8080\n`;
const neverAborted = new AbortController().signal;

describe('importing into the config of a running application', () => {
  it('plans without a change, adds what is chosen, has it running, and takes it back', async () => {
    const [one = 0, two = 0] = await freePorts(2);
    const before = await readFile(rig.config, 'utf8');
    const planned = await planOf(command('svc/web', one) + command('deployment/web', two));
    expect(planned).toMatchObject({ format: 'kubectl', path: rig.config });
    expect(planned.plan.adds.map(({ forward }) => forward.localPort)).toEqual([one, two]);
    expect(await readFile(rig.config, 'utf8')).toBe(before);

    const added = (await rig.application.applyImport(planned.plan.adds.slice(0, 1))) as AddedForwards;
    expect(added).toMatchObject({ ok: true, canUndo: true, added: [{ forward: { localPort: one } }] });
    expect(rig.of('config.reloaded').at(-1)).toMatchObject({ added: 1, untouched: 1 });

    const undone = (await rig.application.undoImport()) as UndoneImport;
    expect(undone).toMatchObject({ ok: true, removed: [{ forward: { localPort: one } }], left: [] });
    expect(rig.of('config.reloaded').at(-1)).toMatchObject({ removed: 1, untouched: 1 });
    expect(await readFile(rig.config, 'utf8')).toBe(before);
    expect(rig.view('web').state.kind).toBe('active');
    expect(await rig.application.undoImport()).toMatchObject({ ok: false });
  });

  it('adds nothing when another forward has taken a port since the plan was made, and not twice what is there', async () => {
    const [one = 0] = await freePorts(1);
    const { plan } = await planOf(command('svc/web', one));
    const twice = [await rig.application.applyImport(plan.adds), await rig.application.applyImport(plan.adds)];
    expect(twice).toMatchObject([{ added: [{}] }, { ok: true, added: [], canUndo: false }]);
    const other = (await planOf(command('svc/web', 1))).plan.adds.map((draft) => {
      return { ...draft, forward: { ...draft.forward, resource: 'service/api-gateway', localPort: one } };
    });
    expect(await rig.application.applyImport(other)).toMatchObject({
      ok: false,
      message: expect.stringContaining(`local port ${String(one)} is taken by`) as string,
    });
  });

  it('says what is wrong with a text by its name, and with a config that nothing can be added to', async () => {
    const { plan } = await planOf('{"a": [', 'kftray.json');
    expect(plan).toMatchObject({ adds: [], cannot: [{ kind: 'refused', what: 'kftray.json' }] });
    await writeFile(rig.config, 'contexts: [');
    expect(await rig.application.planImport({ text: command('svc/web', 1), format: 'auto' })).toMatchObject({
      ok: false,
      hint: 'Edit the file by hand.',
    });
  });

  it('plans forwards for what a cluster has, in the namespaces that are named, or says why it cannot ask', async () => {
    const made = await rig.application.planGenerate({ context: 'demo', namespaces: ['shop', 'data'] }, neverAborted);
    const namespaces = plannedBy(made).plan.adds.map(({ namespace }) => namespace);
    expect(new Set(namespaces)).toEqual(new Set(['shop', 'data']));
    const whole = await rig.application.planGenerate({ context: 'demo', namespaces: [] }, neverAborted);
    expect(plannedBy(whole).plan.adds.length).toBeGreaterThanOrEqual(namespaces.length);
    expect(await rig.application.planGenerate({ context: 'gone', namespaces: [] }, neverAborted)).toMatchObject({
      ok: false,
      message: expect.stringContaining('gone') as string,
    });
  });
});
