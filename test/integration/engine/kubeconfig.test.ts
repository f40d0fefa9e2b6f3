import { readFile, writeFile } from 'node:fs/promises';
import * as net from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startEngineRig, type EngineRig } from '../../support/engine-rig';
import { eventually } from '../../support/eventually';
import { requestLocal } from '../../support/http-get';

describe('when the kubeconfig changes, a forward', () => {
  let rig: EngineRig;

  beforeEach(async () => {
    rig = await startEngineRig({
      forwards: [{ alias: 'web', resource: 'deployment/web', namespace: 'shop', port: 3000 }],
    });
    await rig.reaches('web', 'active');
  });

  afterEach(async () => {
    await rig.dispose();
  });

  const edit = async (from: string, to: string) => {
    const text = await readFile(rig.kubeconfig, 'utf8');
    expect(text).toContain(from);
    await writeFile(rig.kubeconfig, text.replaceAll(from, to));
  };

  const connections = () => rig.of('forward.connected').length;
  const connectsAgain = (after: number) =>
    eventually('another tunnel', () => (connections() > after ? true : undefined));

  it('is not touched by what does not concern it, nor by the loss of its context', async () => {
    await edit('"namespace": "shop"', '"namespace": "data"');
    await edit('"name": "demo",\n      "context"', '"name": "moved",\n      "context"');
    await eventually('the change to be seen', () => (rig.of('kubeconfig.changed').length > 0 ? true : undefined));
    expect(connections()).toBe(1);
    expect((await requestLocal(rig.port('web'), '/')).status).toBe(200);
  });

  it('whose server is reached in another way reconnects', async () => {
    const { length } = rig.of('forward.connected');
    await edit('"certificate-authority-data"', '"tls-server-name": "localhost", "certificate-authority-data"');
    await connectsAgain(length);
    expect(rig.of('forward.disconnected').at(-1)?.cause.message).toBe(
      'Context demo leads elsewhere since the kubeconfig has changed.',
    );
    expect((await requestLocal(rig.port('web'), '/')).status).toBe(200);
  });

  it('whose user is another takes a new tunnel, and open connections finish on the old one', async () => {
    const client = net.connect(rig.port('web'), '127.0.0.1');
    let answer = '';
    client.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    client.write('GET / HTTP/1.1\r\nHost: x\r\n');
    await eventually('the connection to be forwarded', () =>
      (rig.view('web').beat?.traffic.openConnections ?? 0) > 0 ? true : undefined,
    );
    const before = connections();
    await edit('"user": "demo"', '"user": "demo-certificate"');
    await connectsAgain(before);
    client.end('Connection: close\r\n\r\n');
    await eventually('the answer over the old tunnel', () => (answer.startsWith('HTTP/1.1 200') ? true : undefined));
    client.destroy();
  });

  it('that failed for want of its context starts again by itself when it is back', async () => {
    await edit('"name": "demo",\n      "context"', '"name": "moved",\n      "context"');
    rig.application.restart([rig.id('web')]);
    const failed = await rig.reaches('web', 'failed');
    expect(failed.state).toMatchObject({ problem: { code: 'context-not-found' } });
    expect(JSON.stringify(failed.state)).toContain(`It was read from ${rig.kubeconfig}.`);
    await edit('"name": "moved",\n      "context"', '"name": "demo",\n      "context"');
    await rig.reaches('web', 'active');
  });
});
