import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually';
import { readBytes, requestLocal } from '../support/http-get';
import { isListening } from '../support/http';
import { note, span } from './support/outcomes';
import { type Peer, startKubectl } from './support/peers';
import { podPorts } from './support/pod-programs';
import { Portwatch } from './support/portwatch';
import { isGiven, TestCluster } from './support/test-cluster';
import { Account, everything } from './support/users';

const wish = { resource: 'pod/web-1', port: podPorts.http };

/** Parts of the cluster go away, or stand still, and come back. Portwatch and kubectl suffer the same outage together. */
describe.skipIf(isGiven())('on a real cluster', () => {
  let cluster: TestCluster;
  let kubeconfig: string;
  let portwatch: Portwatch;
  let kubectl: Peer;

  const answers = async (port: number): Promise<boolean> => {
    const answer = requestLocal(port, '/', { timeout: 2_000, signal: AbortSignal.timeout(2_000) });
    return answer.then(
      ({ status }) => status === 200,
      () => false,
    );
  };
  const answersAgain = (port: number) =>
    eventually(
      'an answer',
      async () => (await answers(port)) || undefined,
      { timeoutMs: 30_000, everyMs: 50 },
      () => portwatch.story('web'),
    );

  const noteKubectl = async (scenario: string, since: number): Promise<void> => {
    const [forward] = kubectl.forwards;
    if (!forward) throw new Error('kubectl forwards nothing');
    const back = await eventually(
      'kubectl to end or to answer',
      async () => (forward.hasEnded() ? 'ended' : (await answers(forward.port)) ? 'answers' : undefined),
      { timeoutMs: 15_000, everyMs: 100 },
    ).catch(() => 'neither');
    const took = span(performance.now() - since);
    const outcome = {
      ended: 'ended; has to be started again by hand',
      answers: `answers ${took} after it; said nothing`,
      neither: `neither answers nor says so, ${took} after it`,
    }[back];
    await note(scenario, 'kubectl 1.35', outcome ?? back);
  };

  beforeAll(async () => {
    cluster = await TestCluster.start();
    await cluster.pod('web-1');
    kubeconfig = await (await Account.create(cluster, 'someone', everything)).kubeconfig();
  });
  afterAll(() => cluster.dispose());

  const startBoth = async (): Promise<void> => {
    portwatch = await Portwatch.start({
      kubeconfig,
      namespace: cluster.namespace,
      forwards: { web: wish, db: { resource: 'pod/web-1', port: podPorts.greeter } },
    });
    await portwatch.connected();
    kubectl = await startKubectl({ kubeconfig, namespace: cluster.namespace, wishes: [wish] });
  };
  afterEach(async () => {
    await portwatch.dispose();
    await kubectl.dispose();
  });

  it('a forward comes back by itself when the API server was away for 20 s, on the same port', async () => {
    const scenario = 'API server stopped for 20 s and started again';
    await startBoth();
    await cluster.plane.stopApiServer();
    const { cause } = await portwatch.event('web', 'forward.disconnected');
    expect(cause?.code).toBe('tunnel-lost');
    await sleep(20_000);
    expect(await isListening(portwatch.port('web'))).toBe(true);
    expect(portwatch.of('web').at(-1)?.state).toBe('reconnecting');
    await cluster.plane.startApiServer();
    const upAt = performance.now();
    await answersAgain(portwatch.port('web'));
    const took = performance.now() - upAt;
    await note(scenario, 'Portwatch', `answers ${span(took)} after it is ready again, same port`);
    await noteKubectl(scenario, upAt);
    // The longest pause between two attempts is 10 s.
    expect(took).toBeLessThan(12_000);
    expect(portwatch.of('web', 'forward.error')).toEqual([]);
  });

  it('a forward goes on while etcd stands still, and is not called hung', async () => {
    const scenario = 'etcd paused for 10 s';
    await startBoth();
    cluster.plane.pause('etcd');
    try {
      for (let second = 0; second < 10; second += 1) {
        expect(await answers(portwatch.port('web'))).toBe(true);
        await sleep(1_000);
      }
      await note(scenario, 'Portwatch', 'goes on, every request answered');
      const [forward] = kubectl.forwards;
      const goesOn = forward !== undefined && (await answers(forward.port));
      await note(scenario, 'kubectl 1.35', goesOn ? 'goes on' : 'does not answer');
    } finally {
      cluster.plane.resume('etcd');
    }
    expect(portwatch.of('web', 'watchdog.hung')).toEqual([]);
    expect(portwatch.of('web', 'forward.disconnected')).toEqual([]);
  });

  it('a forward whose node stands still is called hung, and serves again when the node does', async () => {
    const scenario = 'node paused for 15 s (SIGSTOP) under an open stream';
    await startBoth();
    const stream = connect(portwatch.port('db'), '127.0.0.1');
    stream.on('error', () => stream.destroy());
    const greeting = 'orders-db ready on web-1\n';
    expect((await readBytes(stream, greeting.length)).toString()).toBe(greeting);
    const pausedAt = performance.now();
    cluster.plane.pause('kwok');
    try {
      const hung = await portwatch.event('db', 'watchdog.hung', { timeoutMs: 15_000 });
      const hungAfter = performance.now() - pausedAt;
      expect(hung).toMatchObject({ phase: 'forwarding', suspect: 'pod' });
      // Threshold 4 s, one poll and one check.
      expect(hungAfter).toBeLessThan(7_000);
      await sleep(15_000 - hungAfter);
    } finally {
      cluster.plane.resume('kwok');
    }
    const resumedAt = performance.now();
    await answersAgain(portwatch.port('web'));
    const took = performance.now() - resumedAt;
    await portwatch.event('db', 'watchdog.recovered', { timeoutMs: 30_000 });
    const { elapsedMs = 0 } = portwatch.of('db', 'watchdog.hung')[0] ?? {};
    await note(scenario, 'Portwatch', `called hung after ${span(elapsedMs)}; answers ${span(took)} after it goes on`);
    await noteKubectl(scenario, resumedAt);
    stream.destroy();
    expect(portwatch.of('db', 'watchdog.hung')).toHaveLength(1);
  });
});
