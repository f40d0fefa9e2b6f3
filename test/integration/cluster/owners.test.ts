import type * as http from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/main/base/clock';
import { createClusters } from '../../../src/main/cluster/clusters';
import type { Clusters, PodNews } from '../../../src/main/engine/clusters';
import type { ForwardSpec } from '../../../src/shared/forward';
import { problemOf } from '../../../src/shared/problem';
import { eventually } from '../../support/eventually';
import { specOf } from '../../support/forwards';
import { json, kubeconfigOf, podList, type ReceivedRequest, TinyApiServer } from './tiny-api-server';

const never = new AbortController().signal;
const toService = specOf({ target: { kind: 'service', name: 'api' }, port: 80 });

/** A service `api`, as the API server has it. */
function service(change: { selector?: object; targetPort?: number; labels?: object; name?: string } = {}) {
  const { selector = { app: 'api' }, targetPort = 8080, labels = {}, name = 'api' } = change;
  const metadata = { name, labels, resourceVersion: '8' };
  return { metadata, spec: { type: 'ClusterIP', clusterIP: '10.0.0.1', selector, ports: [{ port: 80, targetPort }] } };
}

function workload(name: string) {
  return { metadata: { name, resourceVersion: '8' }, spec: { selector: { matchLabels: { app: name } } } };
}

describe('What names the pods of a target', () => {
  let server: TinyApiServer;
  let clusters: Clusters;
  /** What is there, by path without query. */
  let objects: Map<string, object>;
  /** How a watch of owners is answered, if not by staying open. */
  let refusal: ((response: http.ServerResponse) => void) | null;
  let watches: http.ServerResponse[];

  beforeEach(async () => {
    server = new TinyApiServer();
    objects = new Map();
    refusal = null;
    watches = [];
    server.answer = answer;
    await server.start();
    clusters = createClusters({ clock: systemClock, environment: {}, kubeconfigText: kubeconfigOf(server.url) });
  });

  afterEach(async () => {
    clusters.dispose();
    await server.stop();
  });

  const group = '/api/v1/namespaces/shop';
  const apps = '/apis/apps/v1/namespaces/shop';

  function answer({ path }: ReceivedRequest, response: http.ServerResponse): void {
    const { pathname, searchParams } = new URL(path, server.url);
    if (searchParams.has('watch')) {
      if (refusal && !pathname.endsWith('/pods')) {
        refusal(response);
        return;
      }
      response.writeHead(200, { 'Content-Type': 'application/json' }).flushHeaders();
      if (!pathname.endsWith('/pods')) watches.push(response);
      return;
    }
    const object = objects.get(pathname);
    if (object) json(response, 200, object);
    else if (pathname.endsWith('/pods')) json(response, 200, { ...podList(['api-1']), ...version });
    else if (/(services|deployments|statefulsets|daemonsets|replicasets)$/.test(pathname))
      json(response, 200, {
        ...version,
        items: [...objects].flatMap(([at, one]) => (at.startsWith(pathname) ? [one] : [])),
      });
    else json(response, 404, { kind: 'Status', code: 404 });
  }

  const version = { metadata: { resourceVersion: '7' } };

  function say(type: 'ADDED' | 'MODIFIED' | 'DELETED', object: object): void {
    watches.at(-1)?.write(`${JSON.stringify({ type, object })}\n`);
  }

  /** Resolves and follows: as one who leads to that pod or, for null, waits for one. */
  async function followed(spec: ForwardSpec, uid: string | null): Promise<{ news: PodNews[]; code: string }> {
    const code = await clusters.resolve(spec, never).then(
      () => 'resolved',
      (error: unknown) => problemOf(error).code,
    );
    const news: PodNews[] = [];
    clusters.watch(spec, uid, (told) => news.push(told));
    if (!refusal) await eventually('a watch', () => watches[0]);
    return { news, code };
  }

  /** After everything that was said before has been heard. */
  async function heard(news: readonly PodNews[]): Promise<readonly PodNews[]> {
    const before = news.length;
    say('MODIFIED', service({ selector: { app: 'other' } }));
    await eventually('the last news', () => (news.length > before ? true : undefined));
    return news.slice(0, before);
  }

  it('a service that is not there yet is watched: the forward is told the moment it comes', async () => {
    const { news, code } = await followed(toService, null);
    expect(code).toBe('target-not-found');
    say('ADDED', service());
    await eventually('the news', () => news[0]);
    expect(news).toEqual([{ kind: 'ready' }]);
  });

  it.each(['deployment', 'statefulset', 'daemonset', 'replicaset'] as const)(
    'a %s that is not there yet is watched, and nothing else of its namespace',
    async (kind) => {
      const { news, code } = await followed(specOf({ target: { kind, name: 'api' } }), null);
      expect(code).toBe('target-not-found');
      const [asked] = server.requests.filter(({ path }) => path.includes('watch=1'));
      expect(asked?.path).toContain(`${apps}/${kind}s?`);
      expect(asked?.path).toContain('fieldSelector=metadata.name%3Dapi');
      say('ADDED', workload('api'));
      await eventually('the news', () => news[0]);
      expect(news).toEqual([{ kind: 'ready' }]);
    },
  );

  it.each([
    ['selector', service({ selector: { app: 'api', version: '2' } })],
    ['port', service({ targetPort: 9090 })],
  ])('a service whose %s changes makes those who lead through it look again', async (_, changed) => {
    objects.set(`${group}/services/api`, service());
    const { news, code } = await followed(toService, 'uid-api-1');
    expect(code).toBe('resolved');
    say('MODIFIED', changed);
    await eventually('the news', () => news[0]);
    expect(news).toEqual([{ kind: 'leave', why: 'retargeted' }]);
  });

  it('a service of which anything else changes, or another service, or its deletion, breaks no connection', async () => {
    objects.set(`${group}/services/api`, service());
    const { news } = await followed(toService, 'uid-api-1');
    say('MODIFIED', service({ labels: { team: 'a' } }));
    say('ADDED', service({ name: 'api-2', selector: { app: 'x' } }));
    say('MODIFIED', service({ name: 'api-2', selector: { app: 'y' } }));
    say('DELETED', service());
    say('ADDED', service());
    expect(await heard(news)).toEqual([]);
  });

  it('a service with no pods behind it is watched: another selector may have some', async () => {
    objects.set(`${group}/services/api`, service());
    objects.set(`${group}/pods`, { ...podList([]), ...version });
    const { news, code } = await followed(toService, null);
    expect(code).toBe('no-ready-pod');
    say('MODIFIED', service({ selector: { app: 'web' } }));
    await eventually('the news', () => news[0]);
    expect(news).toEqual([{ kind: 'ready' }]);
  });

  it('is watched once for all forwards of a namespace', async () => {
    for (const name of ['api', 'web', 'db']) objects.set(`${group}/services/${name}`, service({ name }));
    for (const [at, name] of ['api', 'web', 'db'].entries()) {
      await followed(specOf({ localPort: 8080 + at, target: { kind: 'service', name } }), 'uid-api-1');
    }
    expect(server.requests.filter(({ path }) => path.includes('/services?watch=1'))).toHaveLength(1);
  });

  it.each<[string, (response: http.ServerResponse) => void]>([
    ['a 410 in its answer', (response) => response.end('{"type":"ERROR","object":{"code":410}}\n')],
    ['410 Gone', (response) => json(response, 410, { code: 410 })],
    ['401 once', (response) => json(response, 401, { code: 401 })],
    ['503', (response) => json(response, 503, { code: 503 })],
    ['a reset', (response) => response.destroy()],
    ['garbage', (response) => response.end('<html>\n')],
    ['an object without a name', (response) => response.end('{"type":"ADDED","object":{}}\n')],
    ['its end', (response) => response.end()],
  ])('goes on being watched after %s', async (_, end) => {
    let ended = 0;
    refusal = (response) => {
      ended += 1;
      refusal = null;
      end(response);
    };
    const { news } = await followed(toService, null);
    await eventually('another watch', () => watches[0]);
    expect(ended).toBe(1);
    say('ADDED', service());
    await eventually('the news', () => news.at(-1));
    expect(news.at(-1)).toEqual({ kind: 'ready' });
  });

  it('is not asked for again and again where listing it is forbidden', async () => {
    refusal = (response) => json(response, 403, { code: 403 });
    await followed(toService, null);
    await eventually('the question', () => server.requests.find(({ path }) => path.includes('services?watch')));
    await followed(toService, null);
    await followed(toService, null);
    expect(server.requests.filter(({ path }) => path.includes('services?watch'))).toHaveLength(1);
  });
});
