import { describe, expect, it } from 'vitest';
import { apiProblem, ApiStatusError } from '../../../src/main/cluster/api-errors';
import { lastLine } from '../../../src/main/cluster/exec-run';
import { parseRefreshAnswer } from '../../../src/main/cluster/oidc-protocol';
import { EventBus } from '../../../src/main/engine/event-bus';
import { Resolver } from '../../../src/main/engine/resolver';
import { TunnelError } from '../../../src/main/tunnel/tunnel';
import { verdictOf } from '../../../src/main/tunnel/verdict';
import { connectionProblem, lossProblem, tunnelProblem } from '../../../src/main/worker/tunnel-problem';
import { FakeClock } from '../../support/fake-clock';
import { specOf, targetOf } from '../../support/forwards';

const secret = 'hunter2hunter2';
/** What gateways say that quote the request which they decline. */
const said = `declined: Authorization: Bearer ${secret}, {"token":"${secret}"}, http://me:${secret}@proxy:3128`;
const keyText = `warning\n-----BEGIN PRIVATE KEY-----\n${secret}`;
const question = {
  context: 'prod',
  server: 'https://api:6443',
  verb: 'list',
  resource: 'pods',
  namespace: 'shop',
} as const;
const head = { status: 403, statusText: 'Forbidden', headers: new Map() };
const reply = { error: 'invalid_grant', error_description: said };

/** Whatever of it ends in a sentence about a forward. */
const sentences: Readonly<Record<string, () => unknown>> = {
  'the API server says of a question': () => apiProblem(new ApiStatusError(500, said), question),
  'the API server says of a permission': () => apiProblem(new ApiStatusError(403, said), question),
  'a gateway says of a tunnel': () => verdictOf({ head, text: said }, {}),
  'the API server says of a tunnel': () =>
    verdictOf({ head, text: JSON.stringify({ kind: 'Status', message: said }) }, {}),
  'is said while a tunnel opens': () => tunnelProblem(new TunnelError('refused', said), specOf(), targetOf()),
  'nobody expected of a tunnel': () => tunnelProblem(new Error(said), specOf(), targetOf()),
  'is said when a tunnel ends': () => lossProblem({ reason: said, error: null }, targetOf()),
  'a pod says of a connection': () => connectionProblem(new Error(said), targetOf()),
  'a program says on standard error': () => lastLine(said),
  'a program shows of a key on standard error': () => lastLine(keyText),
  'an OIDC provider says': () => parseRefreshAnswer(400, JSON.stringify(reply)),
};

describe('no secret is in what', () => {
  it.each(Object.keys(sentences))('%s', (name) => {
    const text = JSON.stringify(sentences[name]?.());
    expect(text).toContain('[redacted]');
    expect(text).not.toContain(secret);
  });

  it('goes to a lane about a target, or on the bus, whatever was thrown', async () => {
    const bus = new EventBus(new FakeClock());
    const told: unknown[] = [];
    bus.onDidPublish((event) => told.push(event));
    const clusters = {
      resolve: () => Promise.reject(new Error(said)),
      answers: () => Promise.resolve(true),
      isGettingCredentials: () => false,
      credentialsRefused: () => undefined,
      forget: () => undefined,
      watch: () => ({ dispose: () => undefined }),
      dispose: () => undefined,
    };
    told.push(await new Resolver(clusters, bus).resolve('1', specOf(), false));
    expect(JSON.stringify(told)).toContain('[redacted]');
    expect(JSON.stringify(told)).not.toContain(secret);
  });
});
