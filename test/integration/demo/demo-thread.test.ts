import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDemoThread } from '../../../src/main/demo/demo-thread';
import { requestLocal } from '../../support/http-get';
import { Kubectl } from '../../support/kubectl';

describe('a demo cluster in a thread of its own', () => {
  let folder: string;
  let entry: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portwatch-demo-'));
    entry = join(folder, 'demo.cjs');
    await build({
      configFile: false,
      logLevel: 'error',
      build: {
        ssr: true,
        target: 'node18',
        outDir: folder,
        rolldownOptions: {
          input: { demo: 'src/main/demo/demo-entry.ts' },
          output: { format: 'cjs', entryFileNames: '[name].cjs' },
        },
      },
    });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('serves kubectl, obeys commands and answers questions', async () => {
    const demo = await startDemoThread({ entry, cluster: { terminatingMs: 1 } });
    const kubectl = await Kubectl.start('1.35.2', demo.kubeconfig);
    const [web = ''] = (await demo.pods()).web;
    const { port } = await kubectl.portForward(`pod/${web}`, 3000, { namespace: 'shop' });
    expect((await requestLocal(port, '/')).body.toString()).toContain(web);
    expect(await demo.tunnelsTo(web)).toBe(1);
    await demo.faults.reset('web');
    expect(await demo.tunnelsTo('*')).toBe(0);
    await demo.faults.deletePod(web);
    expect((await demo.pods()).web).not.toContain(web);
    expect((await demo.requests()).map(({ path }) => path)).toContain(`/api/v1/namespaces/shop/pods/${web}`);
    await kubectl.dispose();
    await demo.dispose();
  });

  it('is gone when disposed: nothing listens, and questions are refused', async () => {
    const demo = await startDemoThread({ entry });
    await demo.dispose();
    await demo.dispose();
    await expect(fetch(demo.url)).rejects.toThrow();
    await expect(demo.pods()).rejects.toThrow('has ended');
  });

  it('says what is wrong when it cannot start', async () => {
    await expect(startDemoThread({ entry: join(folder, 'no-such-file.cjs') })).rejects.toThrow(/no-such-file/);
  });
});
