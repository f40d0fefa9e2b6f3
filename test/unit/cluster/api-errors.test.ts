import { describe, expect, it } from 'vitest';
import { ApiAnswerError, apiProblem, type ApiQuestion, ApiStatusError } from '../../../src/main/cluster/api-errors';
import { DeadlineError } from '../../../src/main/base/deadline';
import { TunnelError } from '../../../src/main/tunnel/tunnel';
import type { ProblemCode } from '../../../src/shared/problem';

const list: ApiQuestion = {
  context: 'prod',
  server: 'https://api.prod:6443',
  verb: 'list',
  resource: 'pods',
  namespace: 'shop',
};
const get: ApiQuestion = { ...list, verb: 'get', resource: 'deployments', name: 'web' };

function network(code: string): TunnelError {
  const cause = Object.assign(new Error(`connect ${code}`), { code });
  return new TunnelError('network', `Cannot reach api.prod:6443: connect ${code}`, { cause });
}

const server = 'The API server of prod (api.prod:6443)';

describe('what a failed question means', () => {
  it.each<[string, unknown, ApiQuestion, ProblemCode, string]>([
    ['refused', network('ECONNREFUSED'), list, 'api-unreachable', `${server} refuses connections`],
    ['reset', network('ECONNRESET'), list, 'api-unreachable', `${server} closed the connection`],
    [
      'connect timeout',
      network('ETIMEDOUT'),
      list,
      'api-unreachable',
      `${server} cannot be reached: connecting timed out`,
    ],
    [
      'no route',
      network('EHOSTUNREACH'),
      list,
      'api-unreachable',
      `${server} cannot be reached: there is no route to it`,
    ],
    ['unknown name', network('ENOTFOUND'), list, 'api-unreachable', `${server} cannot be found: its name is not known`],
    ['no DNS', network('EAI_AGAIN'), list, 'api-unreachable', `${server} cannot be found: no name server answers`],
    ['anything else', new Error('odd'), list, 'api-unreachable', `${server} cannot be reached: odd`],
    [
      'several addresses',
      new TunnelError('network', 'x', { cause: new AggregateError([network('ECONNREFUSED')]) }),
      list,
      'api-unreachable',
      `${server} refuses connections`,
    ],
    [
      'a proxy',
      new TunnelError('network', 'Cannot reach the proxy p:3128: x', { cause: network('ECONNREFUSED') }),
      list,
      'api-unreachable',
      'Cannot reach the proxy p:3128: x',
    ],
    [
      'a certificate',
      new TunnelError('tls', 'The certificate of api.prod:6443 is not trusted: self signed'),
      list,
      'tls-untrusted',
      'The certificate of api.prod:6443 is not trusted: self signed',
    ],
    ['silence', new DeadlineError('x', 10_000), list, 'timed-out', `${server} did not answer within 10 s`],
    [
      'nonsense',
      new ApiAnswerError('it is not JSON'),
      list,
      'api-unreachable',
      `${server} gave no usable answer: it is not JSON`,
    ],
    ['401', new ApiStatusError(401, ''), list, 'unauthorized', `${server} does not accept the credentials`],
    [
      '403 on a list',
      new ApiStatusError(403, ''),
      list,
      'forbidden',
      'The user of prod may not list pods in namespace shop',
    ],
    [
      '403 on a get',
      new ApiStatusError(403, ''),
      get,
      'forbidden',
      'The user of prod may not get deployments in namespace shop',
    ],
    [
      '404',
      new ApiStatusError(404, ''),
      get,
      'target-not-found',
      'There is no deployment web in namespace shop of prod',
    ],
    [
      '400',
      new ApiStatusError(400, 'bad selector.'),
      list,
      'target-not-found',
      `${server} does not understand the selector: bad selector`,
    ],
    ['429', new ApiStatusError(429, ''), list, 'api-busy', `${server} is busy (429)`],
    ['503', new ApiStatusError(503, ''), list, 'api-busy', `${server} is busy (503)`],
    ['500', new ApiStatusError(500, 'etcd is ill'), list, 'api-unreachable', `${server} answered 500: etcd is ill`],
  ])('%s', (_, error, question, code, message) => {
    expect(apiProblem(error, question)).toMatchObject({ code, message });
  });

  it('passes on what the server says about a missing permission', () => {
    const said = 'pods is forbidden: User "ada" cannot list resource "pods"';
    expect(apiProblem(new ApiStatusError(403, said), list).hint).toBe(`Ask for that permission: ${said}.`);
  });
});
