import { describe, expect, it } from 'vitest';
import type { LabelSelector, Pod, Service } from '../../../src/main/cluster/objects';
import { type ClusterReader, resolveTarget } from '../../../src/main/cluster/resolve-target';
import type { ForwardSpec, Target } from '../../../src/shared/forward';
import { type Problem, problemOf } from '../../../src/shared/problem';
import { pod, service } from './objects';

function spec(target: Target, port: number | string = 80): ForwardSpec {
  return {
    id: '127.0.0.1:8080',
    alias: 'a',
    group: 'g',
    context: 'prod',
    namespace: 'shop',
    target,
    port,
    bindAddress: '127.0.0.1',
    localPort: 8080,
    onHang: 'reconnect',
    autostart: true,
  };
}

/** A namespace that remembers how its pods were asked for. */
class FakeReader implements ClusterReader {
  readonly asked: (string | null)[] = [];

  constructor(
    private readonly all: readonly Pod[],
    private readonly only: { service?: Service; selector?: LabelSelector } = {},
  ) {}

  pods(selector: string | null): Promise<readonly Pod[]> {
    this.asked.push(selector);
    return Promise.resolve(this.all);
  }

  service(): Promise<Service> {
    return this.only.service ? Promise.resolve(this.only.service) : Promise.reject(new Error('no service'));
  }

  workloadSelector(): Promise<LabelSelector> {
    return this.only.selector ? Promise.resolve(this.only.selector) : Promise.reject(new Error('no workload'));
  }
}

async function chosen(of: ForwardSpec, reader: ClusterReader): Promise<readonly [string, number]> {
  const { pod: found, port } = await resolveTarget(of, reader);
  return [found.metadata.name, port];
}

async function refusal(of: ForwardSpec, reader: ClusterReader): Promise<Problem> {
  return problemOf(
    await resolveTarget(of, reader).then(
      () => new Error('resolved'),
      (error: unknown) => error,
    ),
  );
}

const named = pod('api-1', { ports: [{ name: 'http', containerPort: 8080 }] });

describe('resolving', () => {
  it('a pod by its prefix', async () => {
    const reader = new FakeReader([pod('api-1'), pod('apix-1')]);
    expect(await chosen(spec({ kind: 'pod', name: 'api' }), reader)).toEqual(['api-1', 80]);
    expect(reader.asked).toEqual([null]);
  });

  it('a selector as it is written', async () => {
    const reader = new FakeReader([named]);
    expect(await chosen(spec({ kind: 'selector', selector: 'app in (a,b)' }, 'http'), reader)).toEqual(['api-1', 8080]);
    expect(reader.asked).toEqual(['app in (a,b)']);
  });

  it('a Service, its numbered and its named target ports', async () => {
    const ports = [
      { port: 80, targetPort: 9000 },
      { name: 'web', port: 81, targetPort: 'http' },
    ];
    const reader = new FakeReader([named], { service: service(ports) });
    expect(await chosen(spec({ kind: 'service', name: 'api' }, 80), reader)).toEqual(['api-1', 9000]);
    expect(await chosen(spec({ kind: 'service', name: 'api' }, 'web'), reader)).toEqual(['api-1', 8080]);
    expect(reader.asked).toEqual(['app=api', 'app=api']);
  });

  it.each(['deployment', 'statefulset', 'daemonset', 'replicaset'] as const)('a %s', async (kind) => {
    const reader = new FakeReader([named], { selector: { matchLabels: { app: 'api' } } });
    expect(await chosen(spec({ kind, name: 'api' }, 'http'), reader)).toEqual(['api-1', 8080]);
    expect(reader.asked).toEqual(['app=api']);
  });
});

describe('what cannot be resolved', () => {
  it('is a pod that is not there, with the nearest name that is', async () => {
    const reader = new FakeReader([pod('orders-api-7f9c-x2')]);
    expect(await refusal(spec({ kind: 'pod', name: 'order-api' }), reader)).toEqual({
      code: 'target-not-found',
      message: 'No pod in namespace shop of prod is called order-api or order-api-…',
      hint: 'Did you mean "orders-api"?',
      suspect: 'pod',
    });
  });

  it('is a selector that nothing has', async () => {
    expect(await refusal(spec({ kind: 'selector', selector: 'app=x' }), new FakeReader([]))).toMatchObject({
      code: 'target-not-found',
      message: 'No pod in namespace shop of prod has the labels app=x',
    });
  });

  it('is a workload without pods', async () => {
    const reader = new FakeReader([], { selector: { matchLabels: { app: 'api' } } });
    expect(await refusal(spec({ kind: 'deployment', name: 'api' }), reader)).toMatchObject({
      code: 'no-ready-pod',
      message: 'deployment/api in namespace shop of prod has no pods (app=api)',
      hint: 'It may be scaled down to zero.',
    });
  });

  it('is a target whose pods are not ready, with what they are doing', async () => {
    const reader = new FakeReader([pod('api-1', { status: { phase: 'Pending' } })]);
    expect(await refusal(spec({ kind: 'pod', name: 'api' }), reader)).toMatchObject({
      code: 'no-ready-pod',
      message: 'pod/api in namespace shop: 1 pod matches, not ready: api-1 is Pending',
    });
  });

  it('is a Service without a selector', async () => {
    const reader = new FakeReader([], { service: service([{ port: 80 }], { type: 'ExternalName' }) });
    const problem = await refusal(spec({ kind: 'service', name: 'ext' }), reader);
    expect(problem.code).toBe('target-not-found');
    expect(problem.message).toContain('service/ext in namespace shop has no selector');
    expect(reader.asked).toEqual([]);
  });

  it('is a port that the Service does not have', async () => {
    const reader = new FakeReader([named], { service: service([{ port: 80 }]) });
    expect(await refusal(spec({ kind: 'service', name: 'api' }, 81), reader)).toMatchObject({
      code: 'port-not-found',
      message: 'service/api has no port 81; it has 80',
    });
  });

  it('is a target port that the chosen pod does not name', async () => {
    const reader = new FakeReader([named], { service: service([{ port: 80, targetPort: 'grpc' }]) });
    expect(await refusal(spec({ kind: 'service', name: 'api' }), reader)).toMatchObject({
      code: 'port-not-found',
      message: 'Pod api-1 has no port named grpc; it has http (8080)',
    });
  });

  it('is a workload whose selector is not understood', async () => {
    const reader = new FakeReader([named], { selector: {} });
    expect((await refusal(spec({ kind: 'daemonset', name: 'log' }), reader)).code).toBe('target-not-found');
    expect(reader.asked).toEqual([]);
  });
});
