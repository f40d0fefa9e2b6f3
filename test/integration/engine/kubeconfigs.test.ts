import { readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entriesIn } from '../../../src/main/entries';
import { type DemoThread, startDemoThread } from '../../../src/main/demo/demo-thread';
import { web } from '../../support/demo-forwards';
import { type EngineRig, startEngineRig } from '../../support/engine-rig';
import { eventually } from '../../support/eventually';
import { get } from '../../support/http';

const bundles = join(import.meta.dirname, '..', '..', '..', 'dist', 'main');

/** Two clusters whose contexts have the same name: the user's own, and one in a file beside the config. */
describe('a context with a kubeconfig of its own', () => {
  let rig: EngineRig;
  let customer: DemoThread;
  let file: string;

  beforeEach(async () => {
    customer = await startDemoThread({ entry: entriesIn(bundles).demo, cluster: { startMs: 50, readyMs: 50 } });
    rig = await startEngineRig({
      forwards: [
        { ...web, alias: 'own' },
        { ...web, alias: 'theirs', kubeconfig: 'customer.yaml' },
      ],
    });
    file = join(dirname(rig.config), 'customer.yaml');
    await rig.reaches('own', 'active');
  });
  afterEach(async () => {
    await rig.dispose();
    await customer.dispose();
  });

  const edit = async (path: string, from: string, to: string) => {
    const text = await readFile(path, 'utf8');
    expect(text).toContain(from);
    await writeFile(path, text.replaceAll(from, to));
  };
  const podOf = (alias: string) => {
    const { state } = rig.view(alias);
    return state.kind === 'active' ? state.pod : '';
  };
  const theirConnections = () => rig.of('forward.connected').filter(({ forwardId }) => forwardId === rig.id('theirs'));
  const bothActive = async () => {
    await writeFile(file, customer.kubeconfig);
    await rig.reaches('theirs', 'active');
  };

  it('is looked up there, and each forward leads to its own cluster', async () => {
    await bothActive();
    expect((await customer.pods()).web).toContain(podOf('theirs'));
    expect((await rig.cluster.pods()).web).toContain(podOf('own'));
    expect([await rig.cluster.tunnelsTo('*'), await customer.tunnelsTo('*')]).toEqual([1, 1]);
    expect(await get(rig.port('theirs'))).toContain('Demo shop');
  });

  it('fails while the file is not there, names it, and starts by itself when it is', async () => {
    const { state } = await rig.reaches('theirs', 'failed');
    expect(state).toMatchObject({
      problem: {
        code: 'kubeconfig-unreadable',
        message: `There is no kubeconfig: ${file} does not exist`,
        hint: 'Correct the kubeconfig of that context in the config file, or create the file.',
      },
    });
    const diagnosis = await rig.application.diagnose(rig.id('theirs'), () => undefined, new AbortController().signal);
    const problem = state.kind === 'failed' ? state.problem : null;
    expect(diagnosis?.steps.find(({ id }) => id === 'kubeconfig')?.problem).toEqual(problem);
    await bothActive();
    expect(rig.of('forward.connected').filter(({ forwardId }) => forwardId === rig.id('own'))).toHaveLength(1);
  });

  it('reconnects when that file has changed, and no other forward does', async () => {
    await bothActive();
    await edit(file, '"certificate-authority-data"', '"tls-server-name": "localhost", "certificate-authority-data"');
    await eventually('another tunnel', () => (theirConnections().length > 1 ? true : undefined));
    expect(rig.of('kubeconfig.changed').at(-1)).toMatchObject({
      files: [file],
      contexts: ['demo', 'demo-certificate'],
    });
    expect(rig.of('forward.disconnected').map(({ forwardId }) => forwardId)).toEqual([rig.id('theirs')]);
  });

  it('is not touched when the context of that name in the own kubeconfig changes', async () => {
    await bothActive();
    await edit(
      rig.kubeconfig,
      '"certificate-authority-data"',
      '"tls-server-name": "localhost", "certificate-authority-data"',
    );
    await eventually('another tunnel', () => (rig.of('forward.disconnected').length > 0 ? true : undefined));
    await rig.reaches('own', 'active');
    expect(rig.of('forward.disconnected').map(({ forwardId }) => forwardId)).toEqual([rig.id('own')]);
  });

  it('is diagnosed with that file', async () => {
    await bothActive();
    const diagnosis = await rig.application.diagnose(rig.id('theirs'), () => undefined, new AbortController().signal);
    const detail = diagnosis?.steps.find(({ id }) => id === 'kubeconfig')?.detail ?? '';
    expect(detail).toContain(`(${file})`);
    expect(detail).toContain(customer.url);
    expect(diagnosis?.steps.every(({ state }) => state === 'ok')).toBe(true);
  });

  it('leads elsewhere as soon as the config names another file or none, and files that nobody names are let be', async () => {
    await bothActive();
    const other = join(dirname(file), 'renamed.yaml');
    await rename(file, other);
    await edit(rig.config, 'kubeconfig: customer.yaml', 'kubeconfig: renamed.yaml');
    await eventually('another tunnel', () => (theirConnections().length > 1 ? true : undefined));
    expect((await customer.pods()).web).toContain(podOf('theirs'));
    await edit(rig.config, '    kubeconfig: renamed.yaml\n', '');
    await eventually('a tunnel to the own cluster', () => (theirConnections().length > 2 ? true : undefined));
    expect((await rig.cluster.pods()).web).toContain(podOf('theirs'));
    await writeFile(other, 'not: [a kubeconfig');
    await edit(rig.kubeconfig, '"namespace": "shop"', '"namespace": "data"');
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(rig.of('kubeconfig.rejected')).toEqual([]);
  });

  it('can be told from the other in what is said of clusters', async () => {
    await bothActive();
    const reachable = rig.of('cluster.reachable').map(({ context, kubeconfig }) => ({ context, kubeconfig }));
    expect(reachable).toEqual([
      { context: 'demo', kubeconfig: undefined },
      { context: 'demo', kubeconfig: file },
    ]);
  });
});
