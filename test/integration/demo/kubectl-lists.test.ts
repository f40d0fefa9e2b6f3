import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoCluster, startDemoCluster } from '../../../src/main/demo/demo-cluster';
import { until } from '../../support/until';
import { Kubectl, type KubectlVersion } from '../../support/kubectl';

describe.each<KubectlVersion>(['1.35.2', '1.20.2'])('kubectl %s, looking at the demo cluster,', (version) => {
  let cluster: DemoCluster;
  let kubectl: Kubectl;

  beforeAll(async () => {
    cluster = await startDemoCluster({ startMs: 10, readyMs: 10, terminatingMs: 10 });
    kubectl = await Kubectl.start(version, cluster.kubeconfig());
  });

  afterAll(async () => {
    await kubectl.dispose();
    await cluster.dispose();
  });

  it('lists the pods of every namespace in its table', async () => {
    const table = await kubectl.run('get', 'pods', '-A');
    expect(table).toMatch(/^NAMESPACE +NAME +READY +STATUS +RESTARTS +AGE$/m);
    for (const pod of Object.values(cluster.pods()).flat()) {
      expect(table).toMatch(new RegExp(`^(shop|data) +${pod} +1/1 +Running +0 +\\d+s$`, 'm'));
    }
  });

  it('lists only the pods of the context’s namespace without being asked for others', async () => {
    const names = (await kubectl.run('get', 'pods', '-o', 'name')).trim().split('\n');
    const { 'api-gateway': gateways, web, 'slow-reports': reports } = cluster.pods();
    expect(names.sort()).toEqual([...gateways, ...web, ...reports].map((name) => `pod/${name}`).sort());
  });

  it('lists services and deployments', async () => {
    expect(await kubectl.run('get', 'svc')).toMatch(/^api-gateway +ClusterIP +10\.96\.0\.11 +<none> +80\/TCP +\d+s$/m);
    expect(await kubectl.run('get', 'deploy')).toMatch(/^api-gateway +2\/2 +2 +2 +\d+s$/m);
  });

  it('finds pods by labels and by fields', async () => {
    const [web = ''] = cluster.pods().web;
    expect((await kubectl.run('get', 'pods', '-l', 'app in (web,none)', '-o', 'name')).trim()).toBe(`pod/${web}`);
    const byField = await kubectl.run('get', 'pods', '--field-selector', `metadata.name=${web}`, '-o', 'name');
    expect(byField.trim()).toBe(`pod/${web}`);
    await expect(kubectl.run('get', 'pods', '-l', 'app=nothing', '-o', 'name')).resolves.toBe('');
  });

  it('reads objects as JSON', async () => {
    const service = await kubectl.run('get', 'svc', 'web', '-o', 'jsonpath={.spec.ports[0].targetPort}');
    expect(service).toBe('http');
    const owner = '{.items[0].metadata.ownerReferences[0].kind}';
    expect(await kubectl.run('get', 'pods', '-l', 'app=web', '-o', `jsonpath=${owner}`)).toBe('ReplicaSet');
    expect(JSON.parse(await kubectl.run('get', 'deploy', 'web', '-o', 'json'))).toMatchObject({ kind: 'Deployment' });
  });

  it('is told what does not exist', async () => {
    await expect(kubectl.run('get', 'pod', 'nobody')).rejects.toThrow('pods "nobody" not found');
    await expect(kubectl.run('get', 'deploy', 'nobody')).rejects.toThrow('deployments.apps "nobody" not found');
    await expect(kubectl.run('get', 'secrets')).rejects.toThrow('doesn\'t have a resource type "secrets"');
  });

  it('is let in with a client certificate, too', async () => {
    expect(await kubectl.run('--context', 'demo-certificate', 'get', 'svc', '-o', 'name')).toContain('service/web');
  });

  it('is not let in with a wrong token', async () => {
    const wrong = await Kubectl.start(version, cluster.kubeconfig().replace(cluster.token, 'not-the-token'));
    await expect(wrong.run('get', 'pods')).rejects.toThrow(/Unauthorized|must be logged in/);
    await wrong.dispose();
  });

  it('may forward ports', async () => {
    expect((await kubectl.run('auth', 'can-i', 'create', 'pods/portforward')).trim()).toBe('yes');
  });

  it('watches a pod being deleted and replaced by one that becomes ready', async () => {
    const [old = ''] = cluster.pods()['slow-reports'];
    const watching = kubectl.runUntil(
      (output) => /slow-reports-\S+ +1\/1 +Running/.test(output.replaceAll(old, '')),
      'get',
      'pods',
      '-w',
      '-l',
      'app=slow-reports',
    );
    await until(() => cluster.watches() > 0);
    await cluster.faults.deletePod('slow-reports');
    const table = await watching;
    expect(table).toMatch(new RegExp(`^${old} +1/1 +Terminating`, 'm'));
    expect(table).toMatch(/^slow-reports-\S+ +0\/1 +ContainerCreating/m);
    expect(table.match(/NAME +READY/g)).toHaveLength(1);
  });

  it('deletes a pod and waits for its end', async () => {
    const [old = ''] = cluster.pods().web;
    expect(await kubectl.run('delete', 'pod', old)).toContain(`pod "${old}" deleted`);
    await expect(kubectl.run('get', 'pod', old)).rejects.toThrow('not found');
  });
});
