import type * as http from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/main/base/clock';
import { type ClustersOptions, createClusters } from '../../../src/main/cluster/clusters';
import type { Clusters, PodNews } from '../../../src/main/engine/clusters';
import { eventually } from '../../support/eventually';
import { FakeClock } from '../../support/fake-clock';
import { specOf } from '../../support/forwards';
import { until } from '../../support/until';
import { json, kubeconfigOf, podList, type ReceivedRequest, TinyApiServer } from './tiny-api-server';

const forward = specOf({ target: { kind: 'pod', name: 'api' } });
const never = new AbortController().signal;

describe('watching pods over HTTP', () => {
  let server: TinyApiServer;
  let watches: http.ServerResponse[];
  const opened: Clusters[] = [];

  beforeEach(async () => {
    server = new TinyApiServer();
    watches = [];
    server.answer = answer;
    await server.start();
  });

  afterEach(async () => {
    for (const clusters of opened.splice(0)) clusters.dispose();
    await server.stop();
  });

  function answer({ path }: ReceivedRequest, response: http.ServerResponse): void {
    if (path.includes('watch=1')) {
      response.writeHead(200, { 'Content-Type': 'application/json' }).flushHeaders();
      watches.push(response);
    } else {
      json(response, 200, { ...podList(['api-1']), metadata: { resourceVersion: '7' } });
    }
  }

  function clustersWith(options: Partial<ClustersOptions> = {}): Clusters {
    const clusters = createClusters({
      clock: systemClock,
      environment: {},
      kubeconfigText: kubeconfigOf(server.url),
      ...options,
    });
    opened.push(clusters);
    return clusters;
  }

  function follow(clusters: Clusters, spec = forward): PodNews[] {
    const news: PodNews[] = [];
    clusters.watch(spec, 'uid-api-1', (told) => news.push(told));
    return news;
  }

  function watchRequests(): ReceivedRequest[] {
    return server.requests.filter(({ path }) => path.includes('watch=1'));
  }

  it('goes on from the list, with bookmarks, an end after some minutes, and the same credentials', async () => {
    const clusters = clustersWith();
    await clusters.resolve(forward, never);
    follow(clusters);
    await eventually('a watch', () => watches[0]);
    const [request] = watchRequests();
    const query = new URL(request?.path ?? '', server.url).searchParams;
    expect(Object.fromEntries(query)).toEqual({
      watch: '1',
      allowWatchBookmarks: 'true',
      resourceVersion: '7',
      timeoutSeconds: expect.stringMatching(/^2[4-9]\d$/) as string,
    });
    expect(request?.authorization).toBe('Bearer secret');
  });

  it('reads events however the network cuts them', async () => {
    const clusters = clustersWith();
    await clusters.resolve(forward, never);
    const news = follow(clusters);
    const watch = await eventually('a watch', () => watches[0]);
    const metadata = { name: 'api-1', uid: 'uid-api-1', resourceVersion: '8', labels: { note: 'größer' } };
    const bytes = Buffer.from(`${JSON.stringify({ type: 'DELETED', object: { metadata } })}\n`);
    for (const byte of bytes) watch.write(Buffer.from([byte]));
    await eventually('the news', () => news[0]);
    expect(news).toEqual([{ kind: 'leave', why: 'gone' }]);
  });

  it('takes no place of a request', async () => {
    const clusters = clustersWith();
    for (let index = 0; index < 12; index += 1) {
      const spec = specOf({ namespace: `space-${String(index)}`, localPort: 9000 + index, target: forward.target });
      await clusters.resolve(spec, never);
      follow(clusters, spec);
    }
    await eventually('all watches', () => (watches.length === 12 ? true : undefined));
    expect(await clusters.resolve(specOf({ namespace: 'other', target: forward.target }), never)).toBeTruthy();
  });

  it('renews credentials that are refused', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'portwatch-watching-'));
    const tokenFile = join(folder, 'token');
    await writeFile(tokenFile, 'old');
    const clusters = clustersWith({ kubeconfigText: kubeconfigOf(server.url, { tokenFile }) });
    await clusters.resolve(forward, never);
    server.answer = (request, response) => {
      if (request.authorization === 'Bearer new') answer(request, response);
      else
        void writeFile(tokenFile, 'new').then(() => json(response, 401, { kind: 'Status', message: 'Unauthorized' }));
    };
    follow(clusters);
    await eventually('a watch', () => watches[0]);
    expect(watchRequests().map(({ authorization }) => authorization)).toEqual(['Bearer new']);
    await rm(folder, { recursive: true });
  });

  it('is given up when it is silent beyond its end, or between bookmarks, and begun again', async () => {
    const clock = new FakeClock();
    const clusters = clustersWith({ clock });
    await clusters.resolve(forward, never);
    const news = follow(clusters);
    await until(() => watches.length === 1);
    // Its head may be read only now, and is a sign of life.
    await eventually('the end of the silent watch', async () => {
      await clock.advance(331_000);
      return watches[0]?.destroyed || undefined;
    });
    const waitForNext = async (count: number) => {
      while (watches.length < count) {
        await clock.advance(100);
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    await waitForNext(2);
    const bookmark = { type: 'BOOKMARK', object: { metadata: { resourceVersion: '9' } } };
    const deletion = {
      type: 'DELETED',
      object: { metadata: { name: 'api-1', uid: 'uid-api-1', resourceVersion: '10' } },
    };
    watches[1]?.write(`${JSON.stringify(bookmark)}\n${JSON.stringify(deletion)}\n`);
    await until(() => news.length === 1);
    await clock.advance(151_000);
    await until(() => watches[1]?.destroyed === true);
    await waitForNext(3);
    expect(watchRequests()[2]?.path).toContain('resourceVersion=10');
  });

  it('ends with everything else, and leaves no connection and no timer', async () => {
    const clock = new FakeClock();
    const clusters = clustersWith({ clock });
    await clusters.resolve(forward, never);
    const news = follow(clusters);
    await until(() => watches.length === 1);
    clusters.dispose();
    await until(() => server.sockets.size === 0);
    expect([clock.timers, news]).toEqual([0, []]);
  });
});
