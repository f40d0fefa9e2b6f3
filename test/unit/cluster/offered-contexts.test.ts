import { describe, expect, it } from 'vitest';
import { locatedCluster } from '../../../src/main/cluster/configured-clusters';
import type { KnownContexts } from '../../../src/main/cluster/known-contexts';
import { offeredContexts } from '../../../src/main/cluster/offered-contexts';
import { clusterIdOf } from '../../../src/shared/cluster-ref';

const known = (...names: readonly string[]): KnownContexts => ({
  contexts: names.map((name) => ({ name, cluster: `${name}-cluster`, namespace: null })),
  currentContext: names[0] ?? null,
});
const configured = [
  { context: 'staging' },
  { context: 'prod', kubeconfig: 'customer.yaml', path: '/etc/customer.yaml' },
];

/** By path; the user's own kubeconfig under the empty one. */
const reading = (files: Readonly<Record<string, KnownContexts>>) => ({
  contexts: (path = '') => {
    const found = files[path];
    return found ? Promise.resolve(found) : Promise.reject(new Error(`${path || 'your own'} is not there`));
  },
});

describe('the contexts that are offered', () => {
  it("are the user's own, and all of the files that the config names", async () => {
    const clusters = reading({ '': known('staging', 'prod'), '/etc/customer.yaml': known('dev', 'prod') });
    const offered = await offeredContexts(clusters, configured);
    expect(offered).toMatchObject({ kind: 'listed', notListed: [] });
    expect(offered.kind === 'listed' && offered.items).toEqual([
      { name: 'staging', cluster: 'staging-cluster', namespace: null, isCurrent: true, isConfigured: true },
      { name: 'prod', cluster: 'prod-cluster', namespace: null, isCurrent: false },
      { name: 'dev', cluster: 'dev-cluster', namespace: null, isCurrent: false, kubeconfig: 'customer.yaml' },
      {
        name: 'prod',
        cluster: 'prod-cluster',
        namespace: null,
        isCurrent: false,
        kubeconfig: 'customer.yaml',
        isConfigured: true,
      },
    ]);
  });

  it('are those that the config names where their file cannot be read, and why is told', async () => {
    expect(await offeredContexts(reading({ '': known('staging') }), configured)).toMatchObject({
      kind: 'listed',
      items: [{ name: 'staging' }, { name: 'prod', kubeconfig: 'customer.yaml', isConfigured: true }],
      notListed: [{ resource: 'contexts of customer.yaml' }],
    });
  });

  it("are there without a kubeconfig of the user's own, and fail only where there are none at all", async () => {
    const clusters = reading({ '/etc/customer.yaml': known('prod') });
    expect(await offeredContexts(clusters, configured)).toMatchObject({
      kind: 'listed',
      items: [{ name: 'prod' }],
      notListed: [{ resource: 'contexts of your kubeconfig' }],
    });
    expect(await offeredContexts(reading({}), [])).toMatchObject({ kind: 'failed' });
  });
});

describe('a cluster that is asked', () => {
  it('is looked up in the file at its path, but only if the config names that', () => {
    expect(locatedCluster({ context: 'dev', kubeconfig: 'customer.yaml' }, configured)).toEqual({
      cluster: clusterIdOf({ context: 'dev', kubeconfig: '/etc/customer.yaml' }),
      path: '/etc/customer.yaml',
    });
    expect(locatedCluster({ context: 'dev' }, configured)).toEqual({ cluster: 'dev' });
    expect(locatedCluster({ context: 'dev', kubeconfig: '/etc/shadow' }, configured)).toMatchObject({
      problem: { message: expect.stringContaining('/etc/shadow') as string },
    });
  });
});
