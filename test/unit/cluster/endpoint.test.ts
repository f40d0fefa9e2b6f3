import { describe, expect, it } from 'vitest';
import { apiAccess, clusterKeyOf, podEndpoint } from '../../../src/main/cluster/endpoint';

const credentials = { headers: { Authorization: 'Bearer t' } };

describe('the endpoint of a pod', () => {
  it('is its port-forward subresource, with everything that lets one in', () => {
    const access = apiAccess(
      'prod',
      { server: 'https://api.prod:6443/', 'tls-server-name': 'api', 'proxy-url': 'http://p:3128' },
      { ...credentials, cert: 'CERT', key: 'KEY' },
      'CA',
      {},
    );
    expect(podEndpoint(access, 'shop', 'api-1')).toEqual({
      url: 'https://api.prod:6443/api/v1/namespaces/shop/pods/api-1/portforward',
      headers: { Authorization: 'Bearer t' },
      tls: { ca: 'CA', cert: 'CERT', key: 'KEY', servername: 'api', rejectUnauthorized: true },
      proxy: 'http://p:3128',
    });
    expect(clusterKeyOf(access)).toBe('https://api.prod:6443 via p:3128');
  });

  it('keeps the path of a server behind a gateway', () => {
    const access = apiAccess('prod', { server: 'https://rancher/k8s/clusters/c-1' }, credentials, null, {});
    expect(podEndpoint(access, 'n', 'p').url).toBe(
      'https://rancher/k8s/clusters/c-1/api/v1/namespaces/n/pods/p/portforward',
    );
    expect(clusterKeyOf(access)).toBe('https://rancher/k8s/clusters/c-1');
  });

  it('checks no certificate only when told so', () => {
    const cluster = { server: 'https://api', 'insecure-skip-tls-verify': true };
    expect(apiAccess('prod', cluster, credentials, null, {}).tls).toEqual({ rejectUnauthorized: false });
  });

  it('uses the environment for a proxy when the kubeconfig names none', () => {
    const environment = { HTTPS_PROXY: 'http://env:1' };
    expect(apiAccess('prod', { server: 'https://api' }, credentials, null, environment).proxy).toBe('http://env:1');
    const own = { server: 'https://api', 'proxy-url': 'http://own:1' };
    expect(apiAccess('prod', own, credentials, null, environment).proxy).toBe('http://own:1');
  });
});
