import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/main/base/clock';
import { createClusters, type UserClusters } from '../../../src/main/cluster/clusters';
import { Discovery } from '../../../src/main/cluster/discovery';
import { type DemoCluster, startDemoCluster } from '../../../src/main/demo/demo-cluster';
import type { Listing } from '../../../src/shared/discovery';
import { json, kubeconfigOf, TinyApiServer } from './tiny-api-server';

const asking = { signal: new AbortController().signal, fresh: false };

interface Rig {
  readonly clusters: UserClusters;
  readonly discovery: Discovery;
}

function discover(kubeconfigText: string): Rig {
  const clusters = createClusters({ clock: systemClock, environment: {}, kubeconfigText });
  return { clusters, discovery: new Discovery(systemClock, () => clusters) };
}

function end({ clusters, discovery }: Rig): void {
  discovery.dispose();
  clusters.dispose();
}

function itemsOf<T>(listing: Listing<T>): readonly T[] {
  if (listing.kind !== 'listed') throw new Error(JSON.stringify(listing));
  return listing.items;
}

describe('finding what there is to forward to', () => {
  let demo: DemoCluster;
  let rig: Rig;

  beforeEach(async () => {
    demo = await startDemoCluster({ startMs: 20, readyMs: 20, terminatingMs: 50 });
    rig = discover(demo.kubeconfig());
  });
  afterEach(async () => {
    end(rig);
    await demo.dispose();
  });

  it('tells the contexts of the kubeconfig without asking any cluster', async () => {
    const contexts = itemsOf(await rig.discovery.contexts());
    expect(contexts[0]).toEqual({ name: 'demo', cluster: 'demo', namespace: 'shop', isCurrent: false });
  });

  it('tells the namespaces of a context', async () => {
    expect(itemsOf(await rig.discovery.namespaces('demo', asking))).toContain('shop');
  });

  it('tells services, workloads, prefixes of pods that belong to none, and selectors, with their ports', async () => {
    const targets = itemsOf(await rig.discovery.targets('demo', 'shop', asking));
    const named = targets.map(({ kind, name }) => `${kind} ${name}`);
    expect(named).toEqual(expect.arrayContaining(['service web', 'deployment web', 'selector app=web']));
    expect(named).not.toContain('pod web');
    expect(targets.find(({ kind, name }) => kind === 'service' && name === 'web')?.ports).toEqual([
      expect.objectContaining({ number: 8080, protocol: 'TCP' }),
    ]);
  });

  it('says that there is no such context, and which there are', async () => {
    expect(await rig.discovery.namespaces('elsewhere', asking)).toMatchObject({
      kind: 'failed',
      problem: { code: 'context-not-found', hint: expect.stringContaining('demo') as string },
    });
  });
});

describe('asking a cluster that does not tell everything', () => {
  let server: TinyApiServer;
  let rig: Rig;

  beforeEach(async () => {
    server = new TinyApiServer();
    await server.start();
    rig = discover(kubeconfigOf(server.url));
  });
  afterEach(async () => {
    end(rig);
    await server.stop();
  });

  /** Answers by what is listed; nothing for the rest. */
  function lists(answers: Readonly<Record<string, (response: ServerResponse) => void>>): void {
    server.answer = ({ path }, response) => {
      const resource = /\/([a-z]+)\?/.exec(path)?.[1] ?? '';
      const answer = answers[resource] ?? ((to: ServerResponse) => json(to, 200, { items: [] }));
      answer(response);
    };
  }
  const forbidden = (response: ServerResponse) => json(response, 403, { kind: 'Status', message: 'not for you' });
  const service = { metadata: { name: 'web', namespace: 'shop' }, spec: { selector: { app: 'web' }, ports: [] } };

  it('names the permission that is missing for namespaces, and says that they can be typed', async () => {
    lists({ namespaces: forbidden });
    expect(await rig.discovery.namespaces('prod', asking)).toEqual({
      kind: 'failed',
      problem: {
        code: 'forbidden',
        message: 'The user of prod may not list namespaces',
        hint: 'Type the name of the namespace. Forwarding does not need that permission.',
        suspect: 'credentials',
      },
    });
  });

  it('tells what it may beside what it may not', async () => {
    lists({ services: (response) => json(response, 200, { items: [service] }), deployments: forbidden });
    expect(await rig.discovery.targets('prod', 'shop', asking)).toMatchObject({
      kind: 'listed',
      items: [{ kind: 'service', name: 'web' }],
      notListed: [{ resource: 'deployments', problem: { code: 'forbidden' } }],
    });
  });

  it('fails when nothing may be listed', async () => {
    server.answer = (_, response) => forbidden(response);
    expect(await rig.discovery.targets('prod', 'shop', asking)).toMatchObject({
      kind: 'failed',
      problem: { code: 'forbidden', message: expect.stringContaining('in namespace shop') as string },
    });
  });

  it('reads all pages, up to a bound, and says when there are more', async () => {
    lists({
      namespaces: (response) =>
        json(response, 200, { metadata: { continue: 'more' }, items: [{ metadata: { name: 'n' } }] }),
    });
    const listing = await rig.discovery.namespaces('prod', asking);
    expect(listing).toMatchObject({ kind: 'listed', isCut: true });
    expect(itemsOf(listing)).toHaveLength(10);
  });

  it('remembers an answer for a while, unless it is asked afresh', async () => {
    lists({});
    await rig.discovery.namespaces('prod', asking);
    await rig.discovery.namespaces('prod', asking);
    expect(server.requests).toHaveLength(1);
    await rig.discovery.namespaces('prod', { ...asking, fresh: true });
    expect(server.requests).toHaveLength(2);
  });

  it('ends the request when nobody waits for it any more', async () => {
    const cancel = new AbortController();
    const closed = new Promise<void>((resolve) => {
      server.answer = (_, response) => {
        response.once('close', () => resolve());
        cancel.abort(new Error('Cancelled.'));
      };
    });
    expect(await rig.discovery.namespaces('prod', { signal: cancel.signal, fresh: false })).toEqual({
      kind: 'cancelled',
    });
    await closed;
  });

  it('renews refused credentials once, and then says to log in', async () => {
    server.answer = (_, response) => json(response, 401, {});
    expect(await rig.discovery.targets('prod', 'shop', asking)).toMatchObject({
      kind: 'failed',
      problem: { code: 'login-needed' },
    });
  });
});
