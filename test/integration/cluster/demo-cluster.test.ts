import { afterAll, beforeAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/main/base/clock';
import { createClusters } from '../../../src/main/cluster/clusters';
import { type DemoCluster, startDemoCluster } from '../../../src/main/demo/demo-cluster';
import type { Clusters } from '../../../src/main/engine/clusters';
import type { ForwardSpec, Target } from '../../../src/shared/forward';
import { type Problem, problemOf } from '../../../src/shared/problem';
import { eventually } from '../../support/eventually';
import { specOf } from '../../support/forwards';

const never = new AbortController().signal;

describe('resolving in the demo cluster, over TLS', () => {
  let demo: DemoCluster;
  let clusters: Clusters;

  beforeAll(async () => {
    demo = await startDemoCluster({ startMs: 20, readyMs: 20, terminatingMs: 50 });
  });

  afterAll(async () => {
    await demo.dispose();
  });

  beforeEach(() => {
    clusters = clustersWith(demo.kubeconfig());
  });

  afterEach(async () => {
    clusters.dispose();
    await demo.faults.heal();
  });

  function clustersWith(kubeconfigText: string): Clusters {
    return createClusters({ clock: systemClock, environment: {}, kubeconfigText });
  }

  function spec(namespace: string, target: Target, port: number | string, context = 'demo'): ForwardSpec {
    return specOf({ context, namespace, target, port });
  }

  async function problemFrom(of: ForwardSpec, source = clusters): Promise<Problem> {
    return problemOf(
      await source.resolve(of, never).then(
        () => new Error('resolved'),
        (error: unknown) => error,
      ),
    );
  }

  it.each<[string, Target, number | string, number, 'web' | 'orders-db']>([
    ['shop', { kind: 'pod', name: 'web' }, 'http', 3000, 'web'],
    ['shop', { kind: 'service', name: 'web' }, 8080, 3000, 'web'],
    ['shop', { kind: 'service', name: 'web' }, 'http', 3000, 'web'],
    ['shop', { kind: 'deployment', name: 'web' }, 3000, 3000, 'web'],
    ['shop', { kind: 'selector', selector: 'app=web' }, 1234, 1234, 'web'],
    ['data', { kind: 'service', name: 'orders-db' }, 5432, 5432, 'orders-db'],
  ])('%s %j %s → pod port %d', async (namespace, target, port, podPort, app) => {
    const resolved = await clusters.resolve(spec(namespace, target, port), never);
    expect(resolved).toMatchObject({ pod: demo.pods()[app][0], podPort, clusterKey: demo.url });
    expect(resolved.endpoint.url).toBe(`${demo.url}/api/v1/namespaces/${namespace}/pods/${resolved.pod}/portforward`);
  });

  it('follows a replica set', async () => {
    const [pod = ''] = demo.pods().web;
    const replicaSet = pod.slice(0, pod.lastIndexOf('-'));
    const resolved = await clusters.resolve(spec('shop', { kind: 'replicaset', name: replicaSet }, 'http'), never);
    expect(resolved).toMatchObject({ pod, podPort: 3000 });
  });

  it('lets a client certificate in as well', async () => {
    const of = spec('shop', { kind: 'service', name: 'web' }, 8080, 'demo-certificate');
    const resolved = await clusters.resolve(of, never);
    expect(resolved.endpoint.headers).toEqual({});
    expect(resolved.endpoint.tls.cert).toContain('BEGIN CERTIFICATE');
  });

  it('finds the replacement of a deleted pod', async () => {
    const of = spec('shop', { kind: 'deployment', name: 'web' }, 'http');
    const { pod: before } = await clusters.resolve(of, never);
    await demo.faults.deletePod('web');
    const after = await eventually('another pod', async () => {
      clusters.forget(of);
      const found = await clusters.resolve(of, never).catch(() => null);
      return found && found.pod !== before ? found.pod : undefined;
    });
    expect(after).toMatch(/^web-/);
  });

  it.each<[string, Target, number | string, Problem['code'], string]>([
    [
      'shop',
      { kind: 'service', name: 'nope' },
      80,
      'target-not-found',
      'There is no service nope in namespace shop of demo',
    ],
    [
      'shop',
      { kind: 'deployment', name: 'nope' },
      80,
      'target-not-found',
      'There is no deployment nope in namespace shop of demo',
    ],
    [
      'shop',
      { kind: 'pod', name: 'we' },
      80,
      'target-not-found',
      'No pod in namespace shop of demo is called we or we-…',
    ],
    ['shop', { kind: 'service', name: 'web' }, 81, 'port-not-found', 'service/web has no port 81; it has 8080 (http)'],
  ])('%s %j %s → %s', async (namespace, target, port, code, message) => {
    expect(await problemFrom(spec(namespace, target, port))).toMatchObject({ code, message });
  });

  it('does not trust a certificate that nobody vouches for', async () => {
    const strangers = clustersWith(
      demo.kubeconfig().replace(/"certificate-authority-data": "[^"]*"/, '"namespace": ""'),
    );
    expect(await problemFrom(spec('shop', { kind: 'pod', name: 'web' }, 80), strangers)).toMatchObject({
      code: 'tls-untrusted',
    });
    strangers.dispose();
  });

  it('does not trust a certificate for another name', async () => {
    const text = demo.kubeconfig().replace('"server":', '"tls-server-name": "other.example", "server":');
    const strangers = clustersWith(text);
    const problem = await problemFrom(spec('shop', { kind: 'pod', name: 'web' }, 80), strangers);
    expect(problem.code).toBe('tls-untrusted');
    strangers.dispose();
  });

  it.each<[number, Problem['code']]>([
    [401, 'login-needed'],
    [403, 'forbidden'],
    [503, 'api-busy'],
  ])('says what a %d means', async (status, code) => {
    await demo.faults.refuseApi(status);
    expect((await problemFrom(spec('shop', { kind: 'service', name: 'web' }, 8080))).code).toBe(code);
  });

  it('says that the API server is gone', async () => {
    await demo.faults.apiDown();
    const problem = await problemFrom(spec('shop', { kind: 'service', name: 'web' }, 8080));
    await demo.faults.apiUp();
    expect(problem).toMatchObject({ code: 'api-unreachable' });
    expect(problem.message).toContain('refuses connections');
  });
});
