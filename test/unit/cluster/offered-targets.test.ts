import { describe, expect, it } from 'vitest';
import { offeredPods, offeredSelectors, offeredService } from '../../../src/main/cluster/offered-targets';

function pod(name: string, more: object = {}, labels: Readonly<Record<string, string>> = {}, port = 80) {
  return {
    metadata: { name, labels, ...more },
    spec: { containers: [{ ports: [{ name: 'http', containerPort: port }] }] },
    status: { phase: 'Running' },
  };
}

describe('pods as something to forward to', () => {
  const names = (...given: Parameters<typeof offeredPods>) => offeredPods(...given).map(({ name }) => name);

  it('are named by what stays when they are replaced', () => {
    const pods = [
      pod('web-7f9c-x2x4k', { generateName: 'web-7f9c-' }, { 'pod-template-hash': '7f9c' }),
      pod('db-0', { ownerReferences: [{ kind: 'StatefulSet' }] }),
      pod('job-abcde', { generateName: 'job-' }),
      pod('alone-1'),
    ];
    expect(names(pods, new Set())).toEqual(['web', 'db', 'job', 'alone-1']);
  });

  it('are left to the workload that they belong to', () => {
    const pods = [pod('web-7f9c-x2x4k', {}, { 'pod-template-hash': '7f9c' }), pod('alone')];
    expect(names(pods, new Set(['web']))).toEqual(['alone']);
  });

  it('are one, with all their ports, when they have the same name', () => {
    const pods = [pod('web-a', { generateName: 'web-' }), pod('web-b', { generateName: 'web-' }, {}, 81)];
    expect(offeredPods(pods, new Set())).toEqual([
      {
        kind: 'pod',
        name: 'web',
        ports: [
          { name: 'http', number: 80, protocol: 'TCP' },
          { name: 'http', number: 81, protocol: 'TCP' },
        ],
        withoutPods: null,
      },
    ]);
  });

  it('are left out when they have ended', () => {
    expect(names([{ ...pod('done'), status: { phase: 'Succeeded' } }], new Set())).toEqual([]);
  });
});

describe('labels as something to forward to', () => {
  it('are those that replacements keep, each once', () => {
    const labels = { app: 'web', 'pod-template-hash': '7f9c', 'apps.kubernetes.io/pod-index': '0' };
    const found = offeredSelectors([pod('a', {}, labels), pod('b', {}, labels)]);
    expect(found.map(({ name }) => name)).toEqual(['app=web']);
  });
});

describe('a service as something to forward to', () => {
  it('says when no pods are behind it', () => {
    const metadata = { name: 'web', namespace: 'shop' };
    expect(offeredService({ metadata, spec: { selector: { app: 'web' } } }).withoutPods).toBeNull();
    expect(offeredService({ metadata, spec: {} }).withoutPods).toContain('no selector');
    expect(
      offeredService({ metadata, spec: { type: 'ExternalName', selector: { a: 'b' } } }).withoutPods,
    ).not.toBeNull();
  });
});
