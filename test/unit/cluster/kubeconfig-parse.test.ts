import { describe, expect, it } from 'vitest';
import { contextEntry, mergeKubeconfigs, parseKubeconfig } from '../../../src/main/cluster/kubeconfig-parse';
import { type Problem, problemOf } from '../../../src/shared/problem';

const file = '/home/ada/.kube/config';

const whole = `
apiVersion: v1
kind: Config
current-context: prod
contexts:
  - name: prod
    context: { cluster: prod-cluster, user: ada, namespace: shop }
  - name: no-user
    context: { cluster: prod-cluster }
  - name: no-cluster
    context: { user: ada }
  - name: lost-cluster
    context: { cluster: gone, user: ada }
  - name: lost-user
    context: { cluster: prod-cluster, user: gone }
  - name: serverless
    context: { cluster: serverless, user: ada }
  - name: odd-server
    context: { cluster: odd-server, user: ada }
  - name: bad-user
    context: { cluster: prod-cluster, user: bad }
  - name: null-context
clusters:
  - name: prod-cluster
    cluster: { server: "https://api.prod:6443", certificate-authority: ca.pem, tls-server-name: api, proxy-url: "http://p:1" }
  - name: serverless
    cluster: {}
  - name: odd-server
    cluster: { server: "api.prod:6443" }
users:
  - name: ada
    user:
      client-certificate: certs/ada.pem
      client-key: /keys/ada.key
      tokenFile: token
      as: root
      as-groups: [a, b]
  - name: bad
    user: { token: 12345 }
`;

function problemFrom(act: () => unknown): Problem {
  try {
    act();
  } catch (error) {
    return problemOf(error);
  }
  throw new Error('nothing was thrown');
}

describe('a context of a kubeconfig', () => {
  const kubeconfig = parseKubeconfig(whole, file);

  it('has its cluster and its user, with paths relative to the file made absolute', () => {
    expect(contextEntry(kubeconfig, 'prod')).toEqual({
      name: 'prod',
      cluster: {
        server: 'https://api.prod:6443',
        'certificate-authority': '/home/ada/.kube/ca.pem',
        'tls-server-name': 'api',
        'proxy-url': 'http://p:1',
      },
      userName: 'ada',
      user: {
        'client-certificate': '/home/ada/.kube/certs/ada.pem',
        'client-key': '/keys/ada.key',
        tokenFile: '/home/ada/.kube/token',
        as: 'root',
        'as-groups': ['a', 'b'],
      },
      userFolder: '/home/ada/.kube',
      userFile: file,
    });
  });

  it('needs no user', () => {
    expect(contextEntry(kubeconfig, 'no-user')).toMatchObject({ userName: '', user: {} });
  });

  it.each([
    ['no-cluster', `Context "no-cluster" names no cluster (${file})`],
    ['null-context', `Context "null-context" names no cluster (${file})`],
    ['lost-cluster', `Context "lost-cluster" names cluster "gone", which is not there (${file})`],
    ['lost-user', `Context "lost-user" names user "gone", which is not there (${file})`],
    ['serverless', `Cluster "serverless" has no server (${file})`],
    ['odd-server', `Cluster "odd-server" has the server "api.prod:6443", which is no address (${file})`],
    ['bad-user', `User "bad" in ${file} cannot be used: token must be text`],
  ])('%s is refused', (name, message) => {
    expect(problemFrom(() => contextEntry(kubeconfig, name))).toMatchObject({ code: 'kubeconfig-unreadable', message });
  });

  it.each([
    ['prdo', 'Did you mean "prod"?'],
    ['zzzzzzzz', 'It has bad-user, lost-cluster, lost-user, no-cluster, no-user and 4 more.'],
    ['__proto__', 'It has bad-user, lost-cluster, lost-user, no-cluster, no-user and 4 more.'],
  ])('that is not there, %s, gets a hint that names the files', (name, hint) => {
    expect(problemFrom(() => contextEntry(kubeconfig, name))).toEqual({
      code: 'context-not-found',
      message: `The kubeconfig has no context "${name}"`,
      hint: `${hint} It was read from ${file}.`,
      suspect: 'credentials',
    });
  });

  it('is not found in a kubeconfig without any', () => {
    expect(problemFrom(() => contextEntry(parseKubeconfig('', file), 'prod')).hint).toBe(
      `It has no contexts at all. It was read from ${file}.`,
    );
  });
});

describe('a malformed kubeconfig', () => {
  it.each([
    ['contexts: [', `${file} line 1 is not valid YAML`],
    ['a: b\n c: d\n', `${file} line 1 is not valid YAML`],
    ['contexts:\n\t- name: a', `${file} line 2 is not valid YAML`],
    ['- a', `${file} cannot be used: it must be a block of keys`],
    ['contexts: {}', `${file} cannot be used: contexts must be a list of named entries`],
    ['contexts: *x', `${file} is not valid YAML`],
  ])('%j says where', (text, message) => {
    const problem = problemFrom(() => parseKubeconfig(text, file));
    expect(problem.code).toBe('kubeconfig-unreadable');
    expect(problem.message.startsWith(message)).toBe(true);
  });

  it('may be JSON as well', () => {
    const text = JSON.stringify({ contexts: [{ name: 'a', context: { cluster: 'c' } }], clusters: null });
    expect([...parseKubeconfig(text, file).contexts.keys()]).toEqual(['a']);
  });
});

describe('several kubeconfig files', () => {
  it('are one, in which the first to name something wins', () => {
    const one = parseKubeconfig(
      'contexts: [{name: a, context: {cluster: c}}]\nclusters: [{name: c, cluster: {server: "https://one"}}]',
      '/one/config',
    );
    const two = parseKubeconfig(
      'contexts: [{name: b, context: {cluster: c}}]\nclusters: [{name: c, cluster: {server: "https://two"}}]',
      '/two/config',
    );
    const merged = mergeKubeconfigs([one, two]);
    expect(contextEntry(merged, 'a').cluster.server).toBe('https://one');
    expect(contextEntry(merged, 'b').cluster.server).toBe('https://one');
  });
});
