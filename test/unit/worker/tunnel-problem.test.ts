import { describe, expect, it } from 'vitest';
import { DeadlineError } from '../../../src/main/base/deadline';
import { TunnelError, type TunnelErrorKind } from '../../../src/main/tunnel/tunnel';
import { connectionProblem, isPodGone, tunnelProblem } from '../../../src/main/worker/tunnel-problem';
import { specOf, targetOf } from '../../support/forwards';

const spec = specOf();
const target = targetOf();

describe('a tunnel that could not be opened', () => {
  it.each<[TunnelErrorKind, string, string]>([
    ['network', 'api-unreachable', 'api-server'],
    ['tls', 'tls-untrusted', 'api-server'],
    ['unauthorized', 'unauthorized', 'credentials'],
    ['forbidden', 'forbidden', 'credentials'],
    ['not-found', 'pod-gone', 'pod'],
    ['busy', 'api-busy', 'api-server'],
    ['refused', 'upgrade-refused', 'api-server'],
    ['silent', 'timed-out', 'api-server'],
  ])('for the reason %s is told as %s, with %s under suspicion', (kind, code, suspect) => {
    expect(tunnelProblem(new TunnelError(kind, 'it said so'), spec, target)).toMatchObject({ code, suspect });
  });

  it('names the permission that is missing', () => {
    const { hint } = tunnelProblem(new TunnelError('forbidden', 'no'), spec, target);
    expect(hint).toContain('create pods/portforward in shop (context prod)');
  });

  it('in time says how long that was', () => {
    const { code, message } = tunnelProblem(new DeadlineError('Opening a tunnel', 10_000), spec, target);
    expect([code, message]).toEqual(['timed-out', 'No tunnel to pod api-7f9c within 10 s.']);
  });
});

describe('a connection that failed', () => {
  it.each([
    'error forwarding port 8080 to pod x, uid : failed to find sandbox "x" in store: not found',
    'error forwarding port 8080 to pod x, uid : network namespace for sandbox "x" is closed',
    'error forwarding port 8080 to pod x, uid : PodSandbox with ID starting with x not found: no such id',
    'error forwarding port 8080 to pod x, uid : could not find sandbox x',
    'error forwarding port 8080 to pod x, uid : sandbox x is not running',
    'error forwarding port 8080 to pod x, uid : network namespace path of sandbox x is empty',
    'an error occurred forwarding 8080: could not find pod "x"',
    'container not running (4f1b)',
  ])('because its pod has gone says that of the pod: %s', (text) => {
    expect(isPodGone(new Error(text))).toBe(true);
  });

  it('because nobody listens in the pod says nothing of the pod', () => {
    const error = new Error('error forwarding port 8080 to pod x, uid : exit status 1: connect: connection refused');
    expect(isPodGone(error)).toBe(false);
    expect(connectionProblem(error, target)).toMatchObject({ code: 'connection-failed', suspect: 'app' });
  });

  it('because its tunnel ended is not blamed on the app', () => {
    const error = new TunnelError('network', 'The tunnel ended: the connection broke');
    expect(connectionProblem(error, target)).toEqual({
      code: 'tunnel-lost',
      message: 'A connection to pod api-7f9c was cut off. The tunnel ended: the connection broke.',
      hint: '',
      suspect: 'api-server',
    });
  });
});
