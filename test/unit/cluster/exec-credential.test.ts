import { describe, expect, it } from 'vitest';
import { execEnvironment, isFresh, parseExecCredential } from '../../../src/main/cluster/exec-credential';
import { commandPath, lastLine } from '../../../src/main/cluster/exec-run';

function output(status: object): string {
  return JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status });
}

describe("a plugin's output", () => {
  it('may be a token that expires', () => {
    expect(parseExecCredential(output({ token: 't', expirationTimestamp: '2024-01-01T00:00:00Z' }))).toEqual({
      token: 't',
      expiresAt: Date.UTC(2024, 0, 1),
    });
  });

  it('may be a client certificate', () => {
    expect(parseExecCredential(output({ clientCertificateData: 'c', clientKeyData: 'k' }))).toEqual({
      cert: 'c',
      key: 'k',
      expiresAt: null,
    });
  });

  it.each([
    '',
    'not json',
    'null',
    '[]',
    '{"kind":"ExecCredential"}',
    '{"kind":"Other","status":{"token":"t"}}',
    output({}),
    output({ token: '' }),
    output({ token: 5 }),
    output({ clientCertificateData: 'c' }),
  ])('is no credential: %s', (text) => {
    expect(parseExecCredential(text)).toBeNull();
  });
});

describe('a credential', () => {
  const hour = 3_600_000;

  it.each([
    ['without an end is always fresh', null, 1e15, true],
    ['is fresh until a minute before its end', hour, hour - 60_001, true],
    ['is not fresh in its last minute', hour, hour - 60_000, false],
    ['that lives for a minute is fresh for most of it', 60_000, 53_999, true],
    ['that lives for a minute is not fresh at its end', 60_000, 54_000, false],
    ['that had already expired is not fresh', -1, 0, false],
  ])('%s', (_, expiresAt, now, fresh) => {
    expect(isFresh({ token: 't', expiresAt }, 0, now)).toBe(fresh);
  });
});

describe("a plugin's environment", () => {
  const cluster = {
    server: 'https://api:6443',
    'certificate-authority-data': 'Y2E=',
    extensions: [{ name: 'client.authentication.k8s.io/exec', extension: { audience: 'x' } }],
  };
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: 'login', env: [{ name: 'A', value: '2' }] };

  it('is what was handed in, with the additions of the kubeconfig', () => {
    const environment = execEnvironment({ PATH: '/bin', A: '1' }, exec, cluster);
    expect(environment).toMatchObject({ PATH: '/bin', A: '2' });
    expect(JSON.parse(environment['KUBERNETES_EXEC_INFO'] ?? '')).toEqual({
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      spec: { interactive: false },
    });
  });

  it('tells of the cluster when the plugin wants it', () => {
    const environment = execEnvironment({}, { ...exec, provideClusterInfo: true }, cluster);
    expect(JSON.parse(environment['KUBERNETES_EXEC_INFO'] ?? '')).toMatchObject({
      spec: {
        cluster: { server: 'https://api:6443', 'certificate-authority-data': 'Y2E=', config: { audience: 'x' } },
      },
    });
  });
});

describe('what a failing plugin said', () => {
  it.each([
    ['first\nlast\n', 'last'],
    ['\u001b[31mError: expired\u001b[0m\r\n\r\n', 'Error: expired'],
    ['', ''],
    ['\n \n', ''],
  ])('%j', (stderr, said) => {
    expect(lastLine(stderr)).toBe(said);
  });

  it('is bounded', () => {
    expect(lastLine('x'.repeat(10_000))).toHaveLength(300);
  });
});

describe("a plugin's command", () => {
  it.each([
    ['aws', 'aws'],
    ['/usr/bin/aws', '/usr/bin/aws'],
    ['./bin/login', '/home/ada/.kube/bin/login'],
    ['../login', '/home/ada/login'],
  ])('%s', (command, path) => {
    expect(commandPath(command, '/home/ada/.kube')).toBe(path);
  });
});
