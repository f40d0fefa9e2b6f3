import { describe, expect, it } from 'vitest';
import { contextOptions, found, onlyPort, portOptions, targetOptions } from '../../../../src/renderer/model/options';
import type { OfferedTarget } from '../../../../src/shared/discovery';

function target(kind: OfferedTarget['kind'], name: string, withoutPods: string | null = null): OfferedTarget {
  return { kind, name, ports: [{ name: 'http', number: 80, protocol: 'TCP' }], withoutPods };
}

describe('contexts to choose from', () => {
  it('are told apart by their file where two have one name', () => {
    const own = { name: 'prod', cluster: 'prod', namespace: null, isCurrent: true };
    const options = contextOptions([{ ...own, cluster: 'c', isCurrent: false, kubeconfig: 'customer.yaml' }, own]);
    expect(options.map(({ value, detail, source }) => [value, detail, source])).toEqual([
      ['prod', 'current', undefined],
      ['prod', 'customer.yaml · c', 'customer.yaml'],
    ]);
  });
});

describe('what there is to choose from', () => {
  const options = targetOptions([
    target('selector', 'app=orders'),
    target('deployment', 'worker-orders'),
    target('service', 'reorders'),
    target('service', 'orders-db'),
    target('service', 'orders', 'it has no selector'),
  ]);
  const named = (typed: string) => found(options, typed).options.map(({ value }) => value);

  it('is in the order of kinds and names', () => {
    expect(named('')).toEqual([
      'service/orders-db',
      'service/reorders',
      'deployment/worker-orders',
      'app=orders',
      'service/orders',
    ]);
  });

  it('has first what begins with what is typed, then parts that do, and last what cannot be chosen', () => {
    expect(named('ord')).toEqual([
      'service/orders-db',
      'deployment/worker-orders',
      'app=orders',
      'service/reorders',
      'service/orders',
    ]);
  });

  it('is found by all words that are typed, the kind among them', () => {
    expect(named('orders service/')).toEqual(['service/orders-db', 'service/reorders', 'service/orders']);
    expect(named('nothing like it')).toEqual([]);
  });

  it('takes signs as they are', () => {
    expect(named('app=')).toEqual(['app=orders']);
    expect(named('(')).toEqual([]);
  });

  it('is never more than anybody reads', () => {
    const many = targetOptions(Array.from({ length: 500 }, (_, at) => target('pod', `p${String(at)}`)));
    const { options: shown, more } = found(many, '');
    expect([shown.length, more]).toEqual([80, 420]);
  });
});

describe('contexts and ports', () => {
  it("begin with kubectl's own context", () => {
    const contexts = [
      { name: 'a', cluster: 'a', namespace: null, isCurrent: false },
      { name: 'b', cluster: 'eu', namespace: null, isCurrent: true },
    ];
    expect(contextOptions(contexts).map(({ label, detail }) => [label, detail])).toEqual([
      ['b', 'current · eu'],
      ['a', ''],
    ]);
  });

  it('cannot be chosen when they are not TCP', () => {
    const ports = [
      { name: 'dns', number: 53, protocol: 'UDP' },
      { name: null, number: 8080, protocol: 'TCP' },
    ];
    expect(portOptions(ports).map(({ unusable }) => unusable)).toEqual(['UDP cannot be forwarded', '']);
    expect(onlyPort(ports)?.number).toBe(8080);
    expect(onlyPort([...ports, { name: null, number: 81, protocol: 'TCP' }])).toBeNull();
  });
});
