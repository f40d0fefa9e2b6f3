import { describe, expect, it } from 'vitest';
import { podPort, servicePort } from '../../../src/main/cluster/choose-port';
import { pod, service } from './objects';

describe('the pod port behind a Service', () => {
  const api = service([
    { name: 'http', port: 80, targetPort: 8080 },
    { name: 'admin', port: 81, targetPort: 'mgmt' },
    { name: 'plain', port: 82 },
    { name: 'quoted', port: 83, targetPort: '9000' },
    { name: 'dns', port: 53, protocol: 'UDP' },
  ]);

  it.each<[number | string, object]>([
    [80, { kind: 'port', port: 8080 }],
    ['http', { kind: 'port', port: 8080 }],
    [81, { kind: 'named', name: 'mgmt' }],
    ['admin', { kind: 'named', name: 'mgmt' }],
    [82, { kind: 'port', port: 82 }],
    [83, { kind: 'port', port: 9000 }],
    [
      8080,
      {
        kind: 'none',
        message: 'service/api has no port 8080; it has 80 (http), 81 (admin), 82 (plain), 83 (quoted), 53 (dns)',
      },
    ],
    [
      '80',
      {
        kind: 'none',
        message: 'service/api has no port 80; it has 80 (http), 81 (admin), 82 (plain), 83 (quoted), 53 (dns)',
      },
    ],
    ['dns', { kind: 'none', message: 'Port dns of service/api is UDP, which cannot be forwarded' }],
  ])('%s', (wanted, expected) => {
    expect(servicePort('api', api, wanted)).toEqual(expected);
  });

  it('is the same number when the Service is headless', () => {
    const headless = service([{ port: 80, targetPort: 8080 }], { clusterIP: 'None' });
    expect(servicePort('api', headless, 80)).toEqual({ kind: 'port', port: 80 });
  });

  it('is none when the Service has no ports', () => {
    expect(servicePort('api', service([]), 80)).toEqual({
      kind: 'none',
      message: 'service/api has no port 80; it has none',
    });
  });
});

describe('the port of a pod', () => {
  const web = pod('web-1', {
    ports: [
      { name: 'http', containerPort: 8080 },
      { name: 'metrics', containerPort: 9090 },
    ],
  });

  it.each<[number | string, object]>([
    [1234, { kind: 'port', port: 1234 }],
    ['metrics', { kind: 'port', port: 9090 }],
    ['grpc', { kind: 'none', message: 'Pod web-1 has no port named grpc; it has http (8080), metrics (9090)' }],
  ])('%s', (wanted, expected) => {
    expect(podPort(web, wanted)).toEqual(expected);
  });

  it('is none by name when no container names one', () => {
    expect(podPort(pod('web-1'), 'http')).toEqual({
      kind: 'none',
      message: 'Pod web-1 has no port named http; no port has a name',
    });
  });
});
