import { type IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DemoCluster, startDemoCluster } from '../../../src/main/demo/demo-cluster';
import { until } from '../../support/until';

interface Metadata {
  readonly name?: string;
  readonly resourceVersion?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface WatchEvent {
  readonly type: string;
  readonly object: { readonly kind: string; readonly code?: number; readonly metadata: Metadata };
}

const pods = '/api/v1/namespaces/shop/pods';

describe('a watch on the demo cluster', () => {
  let cluster: DemoCluster;

  const open = (path: string): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${cluster.token}` };
      const asked = request(`${cluster.url}${path}`, { agent: false, ca: cluster.authority, headers }, resolve);
      asked.on('error', reject);
      asked.end();
    });

  /** What has been received so far; `ended` once the server ended it. */
  const watch = async (query: string): Promise<{ status: number; events: WatchEvent[]; ended: Promise<void> }> => {
    const response = await open(`${pods}?watch=true&${query}`);
    const events: WatchEvent[] = [];
    const lines = createInterface({ input: response });
    lines.on('line', (line) => events.push(JSON.parse(line) as WatchEvent));
    const ended = new Promise<void>((resolve) => lines.on('close', resolve));
    return { status: response.statusCode ?? 0, events, ended };
  };

  const version = async (): Promise<string> => {
    const chunks: Buffer[] = [];
    for await (const chunk of (await open(pods)) as AsyncIterable<Buffer>) chunks.push(chunk);
    const list = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { metadata: Metadata };
    return list.metadata.resourceVersion ?? '';
  };

  const isWeb = ({ object }: WatchEvent) => object.metadata.name?.startsWith('web-') === true;

  beforeEach(async () => {
    cluster = await startDemoCluster({ startMs: 1, readyMs: 1, terminatingMs: 1, bookmarkMs: 20 });
  });
  afterEach(() => cluster.dispose());

  it('without a version begins with what there is', async () => {
    const { events } = await watch('labelSelector=app%3Dweb');
    await until(() => events.length > 0);
    expect(events.map(({ type, object }) => [type, object.metadata.name])).toEqual([['ADDED', cluster.pods().web[0]]]);
  });

  it('from a list’s version tells only what came after, and misses nothing', async () => {
    const listed = await version();
    const [old = ''] = cluster.pods().web;
    await cluster.faults.deletePod('web');
    await until(() => !cluster.hasPod(old));
    const { events } = await watch(`resourceVersion=${listed}`);
    await until(() => events.some(({ type }) => type === 'DELETED'));
    expect(events.every(isWeb)).toBe(true);
    expect(events.slice(0, 2).map(({ type, object }) => [type, object.metadata.name === old])).toEqual([
      ['MODIFIED', true],
      ['ADDED', false],
    ]);
    const versions = events.map(({ object }) => Number(object.metadata.resourceVersion));
    expect(versions).toEqual([...versions].sort((left, right) => left - right));
  });

  it('sends bookmarks only to those who asked for them', async () => {
    const listed = await version();
    const asked = await watch(`resourceVersion=${listed}&allowWatchBookmarks=true`);
    const notAsked = await watch(`resourceVersion=${listed}`);
    await until(() => asked.events.length >= 2);
    expect(asked.events[0]).toMatchObject({
      type: 'BOOKMARK',
      object: { kind: 'Pod', metadata: { resourceVersion: listed } },
    });
    expect(notAsked.events).toEqual([]);
  });

  it('marks the end of the objects that it begins with', async () => {
    const { events } = await watch('sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan');
    await until(() => events.some(({ type }) => type === 'BOOKMARK'));
    const [mark, ...others] = [...events].reverse().filter(({ object }) => object.metadata.annotations);
    expect(others.filter(({ type }) => type === 'BOOKMARK')).toEqual([]);
    expect(mark?.object.metadata.annotations).toEqual({ 'k8s.io/initial-events-end': 'true' });
    expect(events.filter(({ type }) => type === 'ADDED')).toHaveLength(4);
  });

  it('from a forgotten version is told that it is gone, and ends', async () => {
    const listed = await version();
    const [old = ''] = cluster.pods().web;
    await cluster.faults.deletePod('web');
    await until(() => !cluster.hasPod(old));
    await cluster.faults.expireHistory();
    const { status, events, ended } = await watch(`resourceVersion=${listed}`);
    await ended;
    expect(status).toBe(200);
    expect(events).toMatchObject([{ type: 'ERROR', object: { kind: 'Status', code: 410 } }]);
  });

  it('from a version that is yet to come is refused', async () => {
    const { status } = await watch('resourceVersion=999999999');
    expect(status).toBe(504);
  });

  it('ends by itself when its time is up', async () => {
    const { ended } = await watch(`resourceVersion=${await version()}&timeoutSeconds=1`);
    await ended;
    await until(() => cluster.watches() === 0);
  });

  it('is over for the server when the client has gone', async () => {
    const response = await open(`${pods}?watch=true`);
    await until(() => cluster.watches() === 1);
    response.destroy();
    await until(() => cluster.watches() === 0);
  });

  it('that nobody authorized is refused', async () => {
    const status = await new Promise((resolve, reject) => {
      request(`${cluster.url}${pods}?watch=true`, { agent: false, ca: cluster.authority }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(401);
  });

  it('with a selector that makes no sense is refused', async () => {
    expect((await watch('labelSelector=a%20b')).status).toBe(400);
    expect((await watch('fieldSelector=spec.nothing%3Dx')).status).toBe(400);
  });
});
