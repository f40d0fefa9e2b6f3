import { describe, expect, it } from 'vitest';
import { ProblemError, type ProblemCode } from '../../../src/shared/problem';
import { EventBus } from '../../../src/main/engine/event-bus';
import { reachabilityOf, Resolver } from '../../../src/main/engine/resolver';
import { FakeClock } from '../../support/fake-clock';
import { problemWith, specOf, targetOf } from '../../support/forwards';

/** Asks once for each code (null: a pod is found), and answers what was announced about the cluster. */
async function announced(...codes: (ProblemCode | null)[]): Promise<string[]> {
  const bus = new EventBus(new FakeClock());
  const types: string[] = [];
  bus.onDidPublish(({ type }) => types.push(type));
  const left = [...codes];
  const clusters = {
    resolve: () => {
      const code = left.shift() ?? null;
      return code === null ? Promise.resolve(targetOf()) : Promise.reject(new ProblemError(problemWith(code)));
    },
    answers: () => Promise.resolve(true),
    isGettingCredentials: () => false,
    credentialsRefused: () => undefined,
    forget: () => undefined,
    watch: () => ({ dispose: () => undefined }),
    dispose: () => undefined,
  };
  const resolver = new Resolver(clusters, bus);
  for (const [index] of codes.entries()) await resolver.resolve(String(index), specOf(), false);
  return types;
}

describe('what is announced about a cluster', () => {
  it('is said once, until it changes', async () => {
    expect(await announced(null, null, 'api-unreachable', 'timed-out', null)).toEqual([
      'cluster.reachable',
      'cluster.unreachable',
      'cluster.reachable',
    ]);
  });

  it.each<ProblemCode>(['no-ready-pod', 'target-not-found', 'port-not-found', 'forbidden', 'api-busy'])(
    'after %s is that it can be reached again: its API server has answered',
    async (code) => {
      expect(await announced('api-unreachable', code)).toEqual(['cluster.unreachable', 'cluster.reachable']);
    },
  );

  it.each<ProblemCode>(['context-not-found', 'kubeconfig-unreadable', 'unexpected'])(
    'after %s is nothing: nobody was asked',
    async (code) => {
      expect(await announced(code)).toEqual([]);
    },
  );

  it('after a wait for credentials in vain is nothing: the API server was not asked', () => {
    const slow = { ...problemWith('timed-out'), suspect: 'credentials' } as const;
    expect(reachabilityOf(slow)).toBeNull();
    expect(reachabilityOf({ ...slow, suspect: 'api-server' })).toBe('unreachable');
  });

  it('without credentials is that they are missing', async () => {
    expect(await announced('login-needed')).toEqual(['cluster.credentials']);
  });
});
