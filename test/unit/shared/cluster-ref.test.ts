import { describe, expect, it } from 'vitest';
import { clusterIdOf, clusterOf, clusterRefOf, clusterText } from '../../../src/shared/cluster-ref';

const own = { context: 'prod' };
const theirs = { context: 'prod', kubeconfig: '/home/ada/customer (1).yaml' };

describe('a cluster', () => {
  it('is known by its context, and by the file where one is named', () => {
    expect(clusterIdOf(own)).toBe('prod');
    expect(clusterIdOf(theirs)).not.toBe(clusterIdOf(own));
    expect(clusterIdOf({ context: 'prod (/a)' })).not.toBe(clusterIdOf({ context: 'prod', kubeconfig: '/a' }));
  });

  it.each([own, theirs])('can be told from its id: %o', (cluster) => {
    expect(clusterOf(clusterIdOf(cluster))).toEqual(cluster);
  });

  it('is told to people with its file where there is one', () => {
    expect([own, theirs].map(clusterText)).toEqual(['prod', 'prod (/home/ada/customer (1).yaml)']);
  });

  it('is what remains of something that knows more', () => {
    expect(clusterRefOf({ ...theirs, ...{ namespace: 'shop' } })).toEqual(theirs);
  });
});
