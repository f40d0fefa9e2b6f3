import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Authorities, CertificateGate, clientCertificate, newAuthorities } from '../../support/certificate-gate';
import { type EngineRig, startEngineRig } from '../../support/engine-rig';
import { eventually } from '../../support/eventually';
import { get } from '../../support/http';
import { readBytes } from '../../support/http-get';

const forwards = ['web', 'again'].map((alias) => ({
  alias,
  namespace: 'shop',
  resource: 'service/web',
  port: 8080,
  autostart: alias === 'web',
}));

describe('certificates that are renewed in their files', () => {
  let rig: EngineRig;
  let gate: CertificateGate;
  let before: Authorities;
  let disconnections: number;

  beforeEach(async () => {
    rig = await startEngineRig({ forwards });
    await rig.reaches('web', 'active');
    before = newAuthorities();
    gate = await CertificateGate.open(rig.cluster.url, before);
    await renew(before, 'first');
    await writeFile(rig.kubeconfig, kubeconfigOf(gate.url, rig.cluster.token));
    await eventually('the gate to be gone through', () => rig.of('forward.connected')[1]);
    disconnections = rig.of('forward.disconnected').length;
  });

  afterEach(async () => {
    await rig.dispose();
    await gate.dispose();
  });

  const file = (name: string) => join(dirname(rig.kubeconfig), name);

  /** As a tool would that renews them. */
  async function renew(authorities: Authorities, user: string, untilMs?: number): Promise<void> {
    const client = clientCertificate(authorities, user, untilMs);
    await writeFile(file('client.crt'), client.certificate);
    await writeFile(file('client.key'), client.key);
    await writeFile(file('ca.crt'), authorities.server.certificate);
  }

  function kubeconfigOf(server: string, token: string): string {
    return JSON.stringify({
      contexts: [{ name: 'demo', context: { cluster: 'c', user: 'u' } }],
      clusters: [{ name: 'c', cluster: { server, 'certificate-authority': 'ca.crt' } }],
      users: [{ name: 'u', user: { token, 'client-certificate': 'client.crt', 'client-key': 'client.key' } }],
    });
  }

  it('are shown by the next tunnel, and no tunnel that works is touched', async () => {
    const client = connect(rig.port('web'), '127.0.0.1');
    await eventually('the connection', async () => ((await rig.cluster.connectionsTo('*')) > 0 ? true : undefined));
    const after = newAuthorities();
    await renew(after, 'second');
    gate.rotate(after);
    const letInBefore = gate.letIn.length;

    rig.application.start([rig.id('again')]);
    await rig.reaches('again', 'active');
    expect(await get(rig.port('again'))).toContain('Demo shop');
    for (let times = 0; times < 3; times += 1) expect(await get(rig.port('web'))).toContain('Demo shop');
    expect(new Set(gate.letIn.slice(0, letInBefore))).toEqual(new Set(['first']));
    expect(new Set(gate.letIn.slice(letInBefore))).toEqual(new Set(['second']));

    client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    expect((await readBytes(client, 15)).toString()).toContain('HTTP/1.1 200 OK');
    client.destroy();
    expect(rig.of('forward.disconnected')).toHaveLength(disconnections);
    expect(rig.of('forward.error')).toEqual([]);
  });

  it('are told of every forward to the cluster, with their end', async () => {
    const certificate = { kind: 'certificate', program: '', renewal: 'file' };
    const token = { kind: 'token', program: '', renewal: 'nobody', expiresAt: null };
    const secondMs = Math.ceil(Date.now() / 1_000) * 1_000 + 2 * 3_600_000;
    await renew(before, 'second', secondMs);
    rig.application.start([rig.id('again')]);
    await rig.reaches('again', 'active');
    const told = [token, { ...certificate, expiresAt: secondMs }];
    expect(rig.view('again').credentials).toEqual(told);
    expect(rig.view('web').credentials).toEqual(told);
    expect(JSON.stringify(rig.application.snapshot())).not.toContain(rig.cluster.token);
  });

  it('are waited for when the server has others already, and need no restart', async () => {
    const after = newAuthorities();
    gate.rotate(after);
    gate.endAll();
    const view = await rig.reaches('web', 'reconnecting');
    const cause = await eventually('the reason', () => {
      const { state } = rig.view('web');
      return state.kind === 'reconnecting' && state.cause.code === 'tls-untrusted' ? state.cause : undefined;
    });
    expect([view.id, cause.suspect]).toEqual([rig.id('web'), 'api-server']);
    await renew(after, 'second');
    await rig.reaches('web', 'active', 15_000);
    expect(gate.letIn.at(-1)).toBe('second');
    expect(await get(rig.port('web'))).toContain('Demo shop');
  });
});
