import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually';
import { requestLocal } from '../support/http-get';
import { Authority } from './support/authority';
import { kubeconfigOf, type Proof } from './support/kubeconfig';
import { ApiRefusal, KubernetesApi } from './support/kubernetes-api';
import { note } from './support/outcomes';
import { type Peer, startKubectl } from './support/peers';
import { podPorts } from './support/pod-programs';
import { Portwatch } from './support/portwatch';
import { isGiven, TestCluster, type TestPod } from './support/test-cluster';
import { Account, everything, grant } from './support/users';

const wish = { resource: 'deployment/web', port: podPorts.http };

/** Users' credentials end and are replaced while forwards are up. What asks for them anew is a pod that is replaced. */
describe('on a real cluster, a forward', () => {
  let cluster: TestCluster;
  let folder: string;
  let pod: TestPod;
  let pods = 0;
  let portwatch: Portwatch | null = null;
  let kubectl: Peer | null = null;

  const start = async (proof: Proof): Promise<Portwatch> => {
    const kubeconfig = kubeconfigOf(cluster.address, proof, cluster.namespace);
    portwatch = await Portwatch.start({ kubeconfig, namespace: cluster.namespace, forwards: { web: wish } });
    await portwatch.connected();
    return portwatch;
  };
  const nextPod = async (): Promise<TestPod> => {
    pods += 1;
    return cluster.pod(`web-${String(pods)}`, { app: 'web' });
  };
  /** Its tunnel is of no use from now on: another must be opened. */
  const replacePod = async (): Promise<void> => {
    await pod.delete();
    pod = await nextPod();
  };
  const podBehind = async (port: number): Promise<unknown> => {
    const { body } = await requestLocal(port, '/');
    return (JSON.parse(body.toString()) as { pod: string }).pod;
  };
  /** The API server remembers for some seconds whom it has let in. */
  const untilRefused = async (token: string): Promise<void> => {
    const { server, authority } = cluster.address;
    const api = new KubernetesApi({ server, ca: authority, headers: { Authorization: `Bearer ${token}` } });
    const isRefused = (error: unknown) => error instanceof ApiRefusal && error.status === 401;
    await eventually(
      'the token to be refused',
      () =>
        api.text('/version').then(
          () => undefined,
          (error: unknown) => isRefused(error) || undefined,
        ),
      { timeoutMs: 30_000, everyMs: 250 },
    );
    api.dispose();
  };
  const noteKubectl = async (scenario: string): Promise<void> => {
    const [forward] = kubectl?.forwards ?? [];
    if (!forward) throw new Error('kubectl forwards nothing');
    const serves = await requestLocal(forward.port, '/').then(
      () => true,
      () => false,
    );
    const outcome = serves ? 'goes on' : 'ended with the first pod; has to be started again by hand';
    await note(scenario, 'kubectl 1.35', outcome);
  };

  beforeAll(async () => {
    cluster = await TestCluster.start();
    folder = await mkdtemp(join(tmpdir(), 'portwatch-credentials-'));
    await cluster.workload('Deployment', 'web');
    pod = await nextPod();
  });
  afterAll(async () => {
    await cluster.dispose();
    await rm(folder, { recursive: true, force: true });
  });
  afterEach(async () => {
    await portwatch?.dispose();
    await kubectl?.dispose();
    [portwatch, kubectl] = [null, null];
  });

  it('whose token was revoked and replaced in the kubeconfig uses the new one, without being asked to', async () => {
    const scenario = 'token revoked, a new one in the kubeconfig, pod replaced';
    const account = await Account.create(cluster, 'renewed', everything);
    const token = await account.token();
    const running = await start({ token });
    const kubeconfig = kubeconfigOf(cluster.address, { token }, cluster.namespace);
    kubectl = await startKubectl({ kubeconfig, namespace: cluster.namespace, wishes: [wish] });
    await account.revokeTokens();
    await untilRefused(token);
    expect(await podBehind(running.port('web'))).toBe(pod.name);
    await running.rewriteKubeconfig(await account.kubeconfig());
    await replacePod();
    expect(await podBehind(running.port('web'))).toBe(pod.name);
    await note(scenario, 'Portwatch', 'goes on with the new token');
    await noteKubectl(scenario);
  });

  it('whose token was revoked says that a log-in is needed, and keeps its port', async () => {
    const account = await Account.create(cluster, 'revoked', everything);
    const token = await account.token();
    const running = await start({ token });
    await account.revokeTokens();
    await untilRefused(token);
    await replacePod();
    await requestLocal(running.port('web'), '/').catch(() => undefined);
    const { problem } = await running.event('web', 'forward.error');
    expect(problem).toMatchObject({ code: 'login-needed', suspect: 'credentials' });
  });

  it('whose plugin gets another token when one is revoked goes on with that', async () => {
    const scenario = 'token from an exec plugin revoked, pod replaced';
    const account = await Account.create(cluster, 'plugged', everything);
    const token = await account.token();
    const file = join(folder, 'credential.json');
    const write = (status: object) =>
      writeFile(
        file,
        JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status }),
      );
    await write({ token });
    const proof: Proof = { plugin: { command: 'cat', args: [file] } };
    const running = await start(proof);
    const kubeconfig = kubeconfigOf(cluster.address, proof, cluster.namespace);
    kubectl = await startKubectl({ kubeconfig, namespace: cluster.namespace, wishes: [wish] });
    await account.revokeTokens();
    await write({ token: await account.token() });
    await untilRefused(token);
    await replacePod();
    expect(await podBehind(running.port('web'))).toBe(pod.name);
    await note(scenario, 'Portwatch', 'goes on with the new token');
    await noteKubectl(scenario);
  });

  it.skipIf(isGiven())('whose certificate ran out and was replaced in its file uses the new one', async () => {
    const scenario = 'client certificate ran out, replaced in its file, pod replaced';
    await grant(cluster, 'rotating', everything);
    const files = { certificate: join(folder, 'client.crt'), key: join(folder, 'client.key') };
    const issue = async (lifetimeMs: number): Promise<number> => {
      const issued = cluster.plane.authority.forUser('rotating', [], lifetimeMs);
      await writeFile(files.certificate, issued.certificate);
      await writeFile(files.key, issued.key, { mode: 0o600 });
      return performance.now() + lifetimeMs;
    };
    const endsAt = await issue(6_000);
    const running = await start({ files });
    const kubeconfig = kubeconfigOf(cluster.address, { files }, cluster.namespace);
    kubectl = await startKubectl({ kubeconfig, namespace: cluster.namespace, wishes: [wish] });
    // Certificates know whole seconds.
    await sleep(endsAt + 1_000 - performance.now());
    await issue(3_600_000);
    await replacePod();
    expect(await podBehind(running.port('web'))).toBe(pod.name);
    await note(scenario, 'Portwatch', 'goes on with the new certificate');
    await noteKubectl(scenario);
  });

  it.skipIf(isGiven())(
    'does not trust an API server that another authority vouches for, until the kubeconfig does',
    async () => {
      const account = await Account.create(cluster, 'careful', everything);
      const token = await account.token();
      const running = await start({ token });
      await cluster.plane.stopApiServer();
      await cluster.plane.serveWith(new Authority('another-ca'));
      await cluster.plane.startApiServer();
      const untrusted = await eventually(
        'the certificate to be distrusted',
        () => running.of('web', 'forward.reconnecting').find(({ cause }) => cause?.code === 'tls-untrusted'),
        { timeoutMs: 30_000 },
        () => running.story('web'),
      );
      expect(untrusted.state).toBe('reconnecting');
      await running.rewriteKubeconfig(kubeconfigOf(cluster.address, { token }, cluster.namespace));
      expect((await running.event('web', 'forward.connected', { after: 1 })).pod).toBe(pod.name);
      expect(await podBehind(running.port('web'))).toBe(pod.name);
    },
  );
});
