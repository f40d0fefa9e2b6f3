import { describe, expect, it } from 'vitest';
import { failureCode, kindOfFailure, retryInMs } from '../../../src/main/cluster/exec-failure';

describe('a program that gives no credential', () => {
  it.each([
    'Could not connect to the endpoint URL: "https://sts.amazonaws.com/"',
    'dial tcp 10.0.0.1:443: i/o timeout',
    'dial tcp: lookup idp.example.com: no such host',
    'curl: (6) Could not resolve host: idp',
    'Error: getaddrinfo ENOTFOUND login.microsoftonline.com',
    'urllib3.exceptions.NewConnectionError: Failed to establish a new connection: [Errno 101] Network is unreachable',
    'Temporary failure in name resolution',
    'net/http: TLS handshake timeout',
  ])('failed because of the network when it says: %s', (said) => {
    expect(kindOfFailure(said, 3_000)).toBe('network');
    expect(failureCode('network')).toBe('timed-out');
  });

  it.each([
    'The SSO session associated with this profile has expired or is otherwise invalid. To refresh run aws sso login',
    'Error: interactive login is required',
    'Reauthentication failed. cannot prompt during non-interactive execution.',
    '',
  ])('needs somebody when it says: %s', (said) => {
    expect(kindOfFailure(said, 3_000)).toBe('quick');
    expect(kindOfFailure(said, 30_000)).toBe('slow');
    expect(failureCode('quick')).toBe('login-needed');
  });

  it('waited for somebody, and not for the network, when it took a minute', () => {
    expect(kindOfFailure('authentication timed out', 60_000)).toBe('slow');
  });

  it('is run again by itself ever more seldom', () => {
    const waits = (kind: 'network' | 'quick' | 'slow') =>
      [1, 2, 3, 4, 5, 6, 50].map((failures) => (retryInMs(kind, failures) ?? 0) / 1_000);
    expect(waits('network')).toEqual([5, 10, 20, 40, 60, 60, 60]);
    expect(waits('quick')).toEqual([30, 60, 120, 240, 300, 300, 300]);
    expect(waits('slow')).toEqual([300, 600, 1_200, 2_400, 3_600, 3_600, 3_600]);
  });

  it('is not run again by itself when it only works in a terminal', () => {
    expect(retryInMs('never', 1)).toBeNull();
  });
});
