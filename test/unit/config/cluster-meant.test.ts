import { describe, expect, it } from 'vitest';
import { clusterMeant } from '../../../src/main/config/cluster-meant';

const config = '/home/mia/team/portwatch.yaml';
const customers = { context: 'prod', kubeconfig: 'customer.yaml' };

describe('the cluster that somebody means', () => {
  it('is the one of that name that the config looks up in a file, where it has no other', () => {
    expect(clusterMeant([customers], { context: 'prod' }, config)).toEqual(customers);
    expect(clusterMeant([customers, customers], { context: 'prod' }, config)).toEqual(customers);
    expect(clusterMeant([customers], { context: 'staging' }, config)).toEqual({ context: 'staging' });
  });

  it("is the user's own where the config has that, too, or several that it may be", () => {
    const own = { context: 'prod' };
    expect(clusterMeant([customers, own], own, config)).toEqual(own);
    const others = { context: 'prod', kubeconfig: 'other.yaml' };
    expect(clusterMeant([customers, others], own, config)).toEqual(own);
  });

  it("names its file as the config does, whatever the file's spelling", () => {
    const absolute = { context: 'prod', kubeconfig: '/home/mia/team/customer.yaml' };
    expect(clusterMeant([customers], absolute, config)).toEqual(customers);
    const other = { context: 'prod', kubeconfig: '/etc/customer.yaml' };
    expect(clusterMeant([customers], other, config)).toEqual(other);
    expect(clusterMeant([customers], { ...absolute, context: 'staging' }, config)).toMatchObject({
      context: 'staging',
    });
  });
});
