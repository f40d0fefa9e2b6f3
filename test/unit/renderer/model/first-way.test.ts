import { describe, expect, it } from 'vitest';
import { firstWay } from '../../../../src/renderer/model/first-way';
import type { Surroundings } from '../../../../src/shared/setup';

const path = '/home/mia/.kube/config';
const cluster: Surroundings = {
  kubeconfig: { kind: 'found', paths: [path], contexts: ['staging'], current: 'staging' },
};
const nothing: Surroundings = { kubeconfig: { kind: 'missing', paths: [path] } };
const broken: Surroundings = { kubeconfig: { kind: 'unusable', message: 'It is no YAML.', hint: '' } };
const kportal = { path: '/home/mia/.kportal.yaml', format: 'kportal', news: 12, known: 0 } as const;

describe('where nothing is set up, the window leads', () => {
  it('to a forward where there is a cluster, or as long as that is not known', () => {
    expect(firstWay(cluster, [], true)).toBe('add');
    expect(firstWay(null, [], true)).toBe('add');
  });

  it('to what another program has', () => {
    expect(firstWay(cluster, [kportal], true)).toBe('import');
    expect(firstWay(cluster, [{ ...kportal, news: 0, known: 12 }], true)).toBe('add');
  });

  it('to the demo where there is no cluster that could be forwarded to', () => {
    expect(firstWay(nothing, [kportal], true)).toBe('demo');
    expect(firstWay(broken, [], true)).toBe('demo');
    expect(firstWay(nothing, [], false)).toBe('add');
  });
});
