import { describe, expect, it } from 'vitest';
import { accessCommands, stepAfter } from '../../../src/main/engine/access-news';
import type { AccessChange } from '../../../src/main/engine/clusters';
import { newRecord } from '../../../src/main/engine/record';
import type { ForwardState } from '../../../src/shared/forward';
import type { Problem, ProblemCode } from '../../../src/shared/problem';
import { specOf } from '../../support/forwards';

const problem = (code: ProblemCode, suspect: Problem['suspect'] = 'credentials'): Problem => ({
  code,
  message: 'Ill.',
  hint: '',
  suspect,
});
const active: ForwardState = { kind: 'active', pod: 'api-1', since: 1, transport: 'websocket' };
const waiting = (suspect: Problem['suspect']): ForwardState => ({
  kind: 'reconnecting',
  cause: problem('timed-out', suspect),
  attempt: 1,
  retryAt: 1,
});
const listening: ForwardState = { kind: 'listening', since: 1, idleMs: null, problem: null };
const failed = (code: ProblemCode): ForwardState => ({ kind: 'failed', problem: problem(code) });

describe('when the way into a cluster has changed, a forward', () => {
  it.each<[string, AccessChange['what'], ForwardState, string | null]>([
    ['that is up leaves a tunnel to the wrong place', 'way', active, 'reconnect'],
    ['that is up lets open connections finish as the old user', 'user', active, 'leave'],
    ['that is up is not touched by hope', 'hope', active, null],
    ['that is on its way begins anew', 'way', { kind: 'starting', phase: 'connecting' }, 'reconnect'],
    ['that binds its port goes on', 'way', { kind: 'starting', phase: 'binding' }, null],
    ['that is on its way goes on in spite of hope', 'hope', { kind: 'starting', phase: 'resolving' }, null],
    ['that waits begins anew', 'user', waiting('api-server'), 'reconnect'],
    ['that waits for credentials takes hope', 'hope', waiting('credentials'), 'try'],
    ['that waits for something else does not', 'hope', waiting('pod'), null],
    ['that listens forgets what the last tunnel met', 'way', listening, 'reconnect'],
    ['that listens may try sooner', 'hope', listening, 'try'],
    ['that is stopped stays so', 'way', { kind: 'stopped' }, null],
    ['without its context is tried again', 'hope', failed('context-not-found'), 'try'],
    ['without a kubeconfig is tried again', 'hope', failed('kubeconfig-unreadable'), 'try'],
    ['without a log-in is tried again', 'user', failed('login-needed'), 'try'],
    ['without permission is tried again', 'user', failed('forbidden'), 'try'],
    ['without its port stays failed', 'way', failed('port-taken'), null],
  ])('%s', (_, what, state, expected) => {
    expect(stepAfter(what, state, 'uid-1')?.type ?? null).toBe(expected);
  });

  it('whose pod is not known gives up its tunnel', () => {
    expect(stepAfter('user', active, null)).toEqual({ type: 'reconnect' });
  });

  it('to another context is not touched', () => {
    const records = ['prod', 'other'].map((context, at) => ({
      ...newRecord(specOf({ context, localPort: 1_000 + at })),
      state: active,
    }));
    const commands = accessCommands([{ context: 'prod', what: 'user' }], records, () => 'uid-1');
    expect(commands).toMatchObject([{ id: records[0]?.spec.id, command: { type: 'leave', podUid: 'uid-1' } }]);
  });
});
