import { describe, expect, it } from 'vitest';
import { changedContexts } from '../../../src/main/cluster/changed-contexts';
import {
  emptyKubeconfig,
  type Kubeconfig,
  mergeKubeconfigs,
  parseKubeconfig,
} from '../../../src/main/cluster/kubeconfig-parse';

const cluster = { server: 'https://api:6443', 'certificate-authority-data': 'CA' };
const user = { token: 'one' };

interface Parts {
  readonly cluster?: object;
  readonly user?: object;
  readonly context?: object;
}

/** `prod` as told, and `other`, which stays the same. */
function kubeconfig(parts: Parts = {}, file = '/home/ada/.kube/config'): Kubeconfig {
  const text = JSON.stringify({
    contexts: [
      { name: 'prod', context: { cluster: 'c', user: 'ada', ...parts.context } },
      { name: 'other', context: { cluster: 'o', user: 'bob' } },
    ],
    clusters: [
      { name: 'c', cluster: { ...cluster, ...parts.cluster } },
      { name: 'o', cluster: { server: 'https://other:6443' } },
    ],
    users: [
      { name: 'ada', user: parts.user ?? user },
      { name: 'bob', user: { token: 'bob' } },
    ],
  });
  return parseKubeconfig(text, file);
}

const oidc = (config: object) => ({ 'auth-provider': { name: 'oidc', config: { 'client-id': 'c', ...config } } });
const exec = (change: object) => ({ exec: { apiVersion: 'v1', command: 'login', ...change } });

describe('a changed kubeconfig', () => {
  it.each<[string, Parts]>([
    ['the server', { cluster: { server: 'https://elsewhere:6443' } }],
    ['the certificate authority', { cluster: { 'certificate-authority-data': 'OTHER' } }],
    ['the name in the certificate', { cluster: { 'tls-server-name': 'api' } }],
    ['whether certificates are checked', { cluster: { 'insecure-skip-tls-verify': true } }],
    ['the proxy', { cluster: { 'proxy-url': 'http://proxy:3128' } }],
  ])('makes another way of %s', (_, after) => {
    expect(changedContexts(kubeconfig(), kubeconfig(after))).toEqual([{ context: 'prod', what: 'way' }]);
  });

  it.each<[string, object, object]>([
    ['a token', { token: 'one' }, { token: 'two' }],
    ['a certificate', { 'client-certificate-data': 'a' }, { 'client-certificate-data': 'b' }],
    ['the name of a certificate file', { 'client-certificate': 'a' }, { 'client-certificate': 'b' }],
    ['another way to log in', { token: 'one' }, exec({})],
    ["a program's arguments", exec({ args: ['a'] }), exec({ args: ['b'] })],
    ["a program's variables", exec({}), exec({ env: [{ name: 'AWS_PROFILE', value: 'prod' }] })],
    ['whom to act as', { token: 'one' }, { token: 'one', as: 'root' }],
    ['the client of an OIDC provider', oidc({}), oidc({ 'client-id': 'other' })],
  ])('makes another user of %s', (_, before, after) => {
    expect(changedContexts(kubeconfig({ user: before }), kubeconfig({ user: after }))).toEqual([
      { context: 'prod', what: 'user' },
    ]);
  });

  it('takes another user in a context for one', () => {
    const change = changedContexts(kubeconfig(), kubeconfig({ context: { user: 'bob' } }));
    expect(change).toEqual([{ context: 'prod', what: 'user' }]);
  });

  it.each<[string, Parts, Parts]>([
    ['nothing at all', {}, {}],
    ['the default namespace', {}, { context: { namespace: 'shop' } }],
    ['time stamps that minikube keeps', {}, { cluster: { extensions: [{ name: 'i', extension: { at: 'now' } }] } }],
    ['the order of keys', { user: { token: 'a', as: 'b' } }, { user: { as: 'b', token: 'a' } }],
    [
      'a renewed OIDC token',
      { user: oidc({ 'id-token': 'a', 'refresh-token': 'b' }) },
      { user: oidc({ 'id-token': 'c', 'refresh-token': 'd' }) },
    ],
  ])('means nothing when it changes %s', (_, before, after) => {
    expect(changedContexts(kubeconfig(before), kubeconfig(after))).toEqual([]);
  });

  it('means nothing when an entry moves to another file, unless paths lead elsewhere by that', () => {
    expect(changedContexts(kubeconfig(), kubeconfig({}, '/other/config'))).toEqual([]);
    const byFile = { user: { tokenFile: 'token' } };
    expect(changedContexts(kubeconfig(byFile), kubeconfig(byFile, '/other/config'))).toHaveLength(1);
    const program = { user: exec({ command: './login' }) };
    expect(changedContexts(kubeconfig(program), kubeconfig(program, '/other/config'))).toHaveLength(1);
  });

  it('gives hope to contexts that appear, or can be used again', () => {
    const hope = { context: 'prod', what: 'hope' };
    expect(changedContexts(emptyKubeconfig, kubeconfig())).toContainEqual(hope);
    expect(changedContexts(kubeconfig({ user: { token: 1 } }), kubeconfig())).toEqual([hope]);
    expect(changedContexts(kubeconfig({ context: { cluster: 'gone' } }), kubeconfig())).toEqual([hope]);
  });

  it('says nothing of contexts that vanish, or cannot be used any more', () => {
    expect(changedContexts(kubeconfig(), emptyKubeconfig)).toEqual([]);
    expect(changedContexts(kubeconfig(), kubeconfig({ user: { token: 1 } }))).toEqual([]);
  });

  it('goes by the first of several files', () => {
    const first = kubeconfig();
    const second = kubeconfig({ user: { token: 'two' } }, '/second');
    expect(changedContexts(first, mergeKubeconfigs([first, second]))).toEqual([]);
    expect(changedContexts(first, mergeKubeconfigs([second, first]))).toEqual([{ context: 'prod', what: 'user' }]);
  });
});
