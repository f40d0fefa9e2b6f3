import { beforeEach, describe, expect, it } from 'vitest';
import type { Credential } from '../../../src/shared/credentials';
import { EngineBench } from '../../support/engine-bench';
import { specOf } from '../../support/forwards';

const token: Credential = { kind: 'token', program: '', expiresAt: 5_000, renewal: 'nobody' };
const one = specOf({ localPort: 8080, context: 'prod' });
const other = specOf({ localPort: 8081, context: 'prod' });
const elsewhere = specOf({ localPort: 8082, context: 'prod', kubeconfig: '/home/ada/customer.yaml' });

describe('the credentials of a cluster', () => {
  let bench: EngineBench;
  beforeEach(async () => {
    bench = new EngineBench();
    await bench.set([one, elsewhere], []);
  });

  const known = () => bench.engine.views().map(({ id, credentials }) => [id, credentials]);

  it('are shown with all its forwards, and with no other', () => {
    expect(known()).toEqual([
      [one.id, undefined],
      [elsewhere.id, undefined],
    ]);
    bench.bus.publish('credentials.obtained', { context: 'prod', credentials: [token] });
    expect(known()).toEqual([
      [one.id, [token]],
      [elsewhere.id, undefined],
    ]);
  });

  it('are shown with forwards that are configured later', async () => {
    bench.bus.publish('credentials.obtained', { context: 'prod', credentials: [token] });
    await bench.set([one, other, elsewhere], []);
    expect(bench.engine.views().find(({ id }) => id === other.id)?.credentials).toEqual([token]);
  });

  it('are news of those forwards when they are others', async () => {
    const changed: string[] = [];
    bench.engine.onDidChange((change) => changed.push(...change.changed.map(({ id }) => id)));
    const { kubeconfig } = elsewhere;
    bench.bus.publish('credentials.obtained', {
      context: 'prod',
      ...(kubeconfig ? { kubeconfig } : {}),
      credentials: [],
    });
    await Promise.resolve();
    expect(changed).toEqual([elsewhere.id]);
  });
});
