import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import * as net from 'node:net';

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/main/base/clock';
import { type ClustersOptions, createClusters } from '../../../src/main/cluster/clusters';
import { hasKubeconfig } from '../../../src/main/cluster/kubeconfig';
import type { Clusters } from '../../../src/main/engine/clusters';
import { type Problem, problemOf } from '../../../src/shared/problem';
import { eventually } from '../../support/eventually';
import { FakeClock } from '../../support/fake-clock';
import { specOf } from '../../support/forwards';
import { json, kubeconfigOf, podList, TinyApiServer } from './tiny-api-server';

const forward = specOf({ target: { kind: 'pod', name: 'api' } });
/** Of one who never gives up. Each asker has its own, as in the product. */
const never = () => new AbortController().signal;

describe('asking an API server', () => {
  let server: TinyApiServer;
  let folder: string;
  const opened: Clusters[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portwatch-cluster-'));
    server = new TinyApiServer();
    await server.start();
  });

  afterEach(async () => {
    for (const clusters of opened.splice(0)) clusters.dispose();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  function clustersWith(options: Partial<ClustersOptions>): Clusters {
    const clusters = createClusters({ clock: systemClock, environment: {}, ...options });
    opened.push(clusters);
    return clusters;
  }

  async function problemFrom(clusters: Clusters, spec = forward, signal = never()): Promise<Problem> {
    return problemOf(
      await clusters.resolve(spec, signal).then(
        () => new Error('resolved'),
        (error: unknown) => error,
      ),
    );
  }

  it('gives a target with everything that a tunnel needs', async () => {
    const clusters = clustersWith({ kubeconfigText: kubeconfigOf(`${server.url}/base`) });
    expect(await clusters.resolve(forward, never())).toEqual({
      pod: 'api-1',
      podUid: 'uid-api-1',
      podPort: 80,
      endpoint: {
        url: `${server.url}/base/api/v1/namespaces/shop/pods/api-1/portforward`,
        headers: { Authorization: 'Bearer secret' },
        tls: { rejectUnauthorized: true },
      },
      clusterKey: `${server.url}/base`,
    });
    expect(server.requests[0]?.path).toBe('/base/api/v1/namespaces/shop/pods?limit=500');
  });

  it('lists once for a hundred forwards that start together', async () => {
    const clusters = clustersWith({ kubeconfigText: kubeconfigOf(server.url) });
    await Promise.all(
      Array.from({ length: 100 }, (_, port) => clusters.resolve(specOf({ ...forward, localPort: port + 1 }), never())),
    );
    expect(server.requests).toHaveLength(1);
  });

  it('keeps to eight connections for a hundred different questions', async () => {
    const clusters = clustersWith({ kubeconfigText: kubeconfigOf(server.url) });
    const specs = Array.from({ length: 100 }, (_, index) => specOf({ ...forward, namespace: `ns-${String(index)}` }));
    await Promise.all(specs.map((spec) => clusters.resolve(spec, never())));
    expect(server.requests).toHaveLength(100);
    expect(server.connections).toBeLessThanOrEqual(8);
  });

  it('looks again after being told that it was wrong', async () => {
    const clusters = clustersWith({ kubeconfigText: kubeconfigOf(server.url) });
    expect((await clusters.resolve(forward, never())).pod).toBe('api-1');
    server.answer = (_, response) => json(response, 200, podList(['api-2']));
    expect((await clusters.resolve(forward, never())).pod).toBe('api-1');
    clusters.forget(forward);
    expect((await clusters.resolve(forward, never())).pod).toBe('api-2');
  });

  it('does not mind when the server closed a connection that was kept', async () => {
    const clusters = clustersWith({ kubeconfigText: kubeconfigOf(server.url) });
    await clusters.resolve(forward, never());
    // It goes away just when the next request is on its way, and is back for the one after that.
    server.answer = (_, response) => {
      server.answer = (__, next) => json(next, 200, podList(['api-2']));
      response.destroy();
    };
    clusters.forget(forward);
    expect((await clusters.resolve(forward, never())).pod).toBe('api-2');
    expect(server.connections).toBe(2);
  });

  it('survives a token that cannot be sent', async () => {
    const clusters = clustersWith({ kubeconfigText: kubeconfigOf(server.url, { token: 'two\nlines' }) });
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const problem = await problemFrom(clusters);
      expect(problem.code).toBe('api-unreachable');
      expect(problem.message).not.toContain('lines');
    }
  });

  it('reads a long list page by page', async () => {
    server.answer = ({ path }, response) =>
      json(response, 200, path.includes('continue=next%2F1') ? podList(['api-1']) : podList(['web-1'], 'next/1'));
    const clusters = clustersWith({ kubeconfigText: kubeconfigOf(server.url) });
    expect((await clusters.resolve(forward, never())).pod).toBe('api-1');
  });

  it('sends name and password, and each impersonated group in a header of its own', async () => {
    const user = {
      username: 'ada',
      password: 'pä:ss',
      as: 'root',
      'as-groups': ['a', 'b'],
      'as-user-extra': { 'x/y': ['1'] },
    };
    const clusters = clustersWith({ kubeconfigText: kubeconfigOf(server.url, user) });
    const { endpoint } = await clusters.resolve(forward, never());
    const headers = server.requests[0]?.rawHeaders ?? [];
    const sent = headers.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${headers[index + 1] ?? ''}`] : []));
    expect(sent).toEqual(
      expect.arrayContaining([
        `Authorization: Basic ${Buffer.from('ada:pä:ss').toString('base64')}`,
        'Impersonate-User: root',
        'Impersonate-Group: a',
        'Impersonate-Group: b',
        'Impersonate-Extra-x%2Fy: 1',
      ]),
    );
    expect(endpoint.headers['Impersonate-Group']).toEqual(['a', 'b']);
  });

  describe('which misbehaves', () => {
    it.each<[string, number, object, Partial<Problem>]>([
      [
        'forbids',
        403,
        { kind: 'Status', message: 'pods is forbidden' },
        {
          code: 'forbidden',
          message: 'The user of prod may not list pods in namespace shop',
          hint: 'Ask for that permission: pods is forbidden.',
        },
      ],
      ['is busy', 503, {}, { code: 'api-busy' }],
      ['fails', 500, {}, { code: 'api-unreachable' }],
      ['sends another thing', 200, { items: [{ metadata: {} }] }, { code: 'api-unreachable' }],
    ])('because it %s', async (_, status, body, expected) => {
      server.answer = (__, response) => json(response, status, body);
      expect(await problemFrom(clustersWith({ kubeconfigText: kubeconfigOf(server.url) }))).toMatchObject(expected);
    });

    it('with a login page in its place', async () => {
      server.answer = (_, response) => response.end('<html>Log in</html>');
      const problem = await problemFrom(clustersWith({ kubeconfigText: kubeconfigOf(server.url) }));
      expect(problem).toMatchObject({ code: 'api-unreachable' });
      expect(problem.message).toContain('gave no usable answer: it is not JSON');
    });

    it('by closing the connection in the middle of an answer', async () => {
      server.answer = (_, response) => {
        response.writeHead(200, { 'Content-Length': '100' }).write('{');
        setImmediate(() => response.destroy());
      };
      expect(await problemFrom(clustersWith({ kubeconfigText: kubeconfigOf(server.url) }))).toMatchObject({
        code: 'api-unreachable',
      });
    });

    it('by not accepting connections', async () => {
      const { url } = server;
      await server.stop();
      const problem = await problemFrom(clustersWith({ kubeconfigText: kubeconfigOf(url) }));
      expect(problem).toMatchObject({
        code: 'api-unreachable',
        message: `The API server of prod (${new URL(url).host}) refuses connections`,
      });
    });

    it('by having a name that nobody knows', async () => {
      const problem = await problemFrom(clustersWith({ kubeconfigText: kubeconfigOf('https://api.invalid:6443') }));
      expect(problem.code).toBe('api-unreachable');
      expect(problem.message).toContain('The API server of prod (api.invalid:6443) cannot be found');
    });

    it('by refusing the credentials, also after they were read again', async () => {
      server.answer = (_, response) => json(response, 401, {});
      const problem = await problemFrom(clustersWith({ kubeconfigText: kubeconfigOf(server.url) }));
      expect(problem.code).toBe('login-needed');
      expect(problem.message).toContain('does not accept the credentials of user ada');
      expect(server.requests).toHaveLength(2);
    });

    it('by never answering, for ten seconds', async () => {
      const clock = new FakeClock();
      server.answer = () => undefined;
      const problem = problemFrom(clustersWith({ clock, kubeconfigText: kubeconfigOf(server.url) }));
      await eventually('the request', () => (server.requests.length > 0 ? true : undefined));
      await clock.advance(10_000);
      expect(await problem).toMatchObject({ code: 'timed-out' });
      await eventually('the socket to be closed', () => (server.sockets.size === 0 ? true : undefined));
      expect(clock.timers).toBe(0);
    });
  });

  it('can be given up', async () => {
    server.answer = () => undefined;
    const controller = new AbortController();
    const resolving = clustersWith({ kubeconfigText: kubeconfigOf(server.url) }).resolve(forward, controller.signal);
    await eventually('the request', () => (server.requests.length > 0 ? true : undefined));
    controller.abort(new Error('enough'));
    await expect(resolving).rejects.toThrow('enough');
    await eventually('the socket to be closed', () => (server.sockets.size === 0 ? true : undefined));
  });

  it('leaves no socket behind', async () => {
    const clusters = clustersWith({ kubeconfigText: kubeconfigOf(server.url) });
    await clusters.resolve(forward, never());
    expect(server.sockets.size).toBe(1);
    clusters.dispose();
    await eventually('the socket to be closed', () => (server.sockets.size === 0 ? true : undefined));
    await expect(clusters.resolve(forward, never())).rejects.toThrow();
  });

  it('goes through a proxy that the environment names', async () => {
    const asked: string[] = [];
    const proxy = net.createServer((socket) => {
      socket.once('data', (head) => {
        asked.push(head.toString('latin1').split('\r\n')[0] ?? '');
        const upstream = net.connect(server.port, '127.0.0.1');
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        socket.pipe(upstream).pipe(socket);
        for (const end of [socket, upstream]) end.on('error', () => undefined);
      });
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as net.AddressInfo;
    const clusters = clustersWith({
      kubeconfigText: kubeconfigOf('http://api.example:8001'),
      environment: { HTTP_PROXY: `127.0.0.1:${String(port)}` },
    });
    try {
      const { endpoint } = await clusters.resolve(forward, never());
      expect(asked).toEqual(['CONNECT api.example:8001 HTTP/1.1']);
      expect(endpoint.proxy).toBe(`http://127.0.0.1:${String(port)}`);
    } finally {
      clusters.dispose();
      await new Promise((resolve) => proxy.close(resolve));
    }
  });

  describe('with kubeconfig files', () => {
    const write = async (name: string, text: string) => {
      const path = join(folder, name);
      await writeFile(path, text);
      return path;
    };

    it('reads a changed file again', async () => {
      const kubeconfigPath = await write('config', kubeconfigOf(server.url, { token: 'one' }));
      const clusters = clustersWith({ kubeconfigPath });
      await clusters.resolve(forward, never());
      await write('config', kubeconfigOf(server.url, { token: 'second' }));
      expect((await clusters.resolve(forward, never())).endpoint.headers).toEqual({ Authorization: 'Bearer second' });
    });

    it('reads a token file each time, relative to the kubeconfig', async () => {
      const kubeconfigPath = await write('config', kubeconfigOf(server.url, { token: 'inline', tokenFile: 'token' }));
      const clusters = clustersWith({ kubeconfigPath });
      await write('token', 'one\n');
      expect((await clusters.resolve(forward, never())).endpoint.headers).toEqual({ Authorization: 'Bearer one' });
      await write('token', 'two\n');
      expect((await clusters.resolve(forward, never())).endpoint.headers).toEqual({ Authorization: 'Bearer two' });
    });

    it('finds them through KUBECONFIG, of which some may be missing', async () => {
      const path = await write('config', kubeconfigOf(server.url));
      const environment = { KUBECONFIG: `${join(folder, 'missing')}:${path}` };
      expect(await hasKubeconfig(environment)).toBe(true);
      expect((await clustersWith({ environment }).resolve(forward, never())).pod).toBe('api-1');
    });

    it('finds the default one at home', async () => {
      expect(await hasKubeconfig({ HOME: folder })).toBe(false);
      const problem = await problemFrom(clustersWith({ environment: { HOME: folder } }));
      expect(problem).toMatchObject({
        code: 'kubeconfig-unreadable',
        message: `There is no kubeconfig: ${join(folder, '.kube', 'config')} does not exist`,
      });
    });

    it.each<[string, string, string]>([
      ['empty', '', 'The kubeconfig has no context "prod"'],
      ['malformed', 'contexts: [', 'line 1 is not valid YAML'],
    ])('says that one is %s', async (_, text, expected) => {
      const problem = await problemFrom(clustersWith({ kubeconfigPath: await write('config', text) }));
      expect(problem.message).toContain(expected);
    });

    it('says that a folder is no kubeconfig', async () => {
      const problem = await problemFrom(clustersWith({ kubeconfigPath: folder }));
      expect(problem).toMatchObject({
        code: 'kubeconfig-unreadable',
        message: `The kubeconfig ${folder} is not a file`,
      });
    });

    it.skipIf(process.getuid?.() === 0)('says that one may not be read', async () => {
      const kubeconfigPath = await write('config', kubeconfigOf(server.url));
      await chmod(kubeconfigPath, 0);
      const problem = await problemFrom(clustersWith({ kubeconfigPath }));
      expect(problem.message).toBe(`The kubeconfig ${kubeconfigPath} may not be read`);
    });

    it('says that a file which it names is missing', async () => {
      const text = kubeconfigOf(server.url, {}, { 'certificate-authority': 'ca.pem' });
      const problem = await problemFrom(clustersWith({ kubeconfigPath: await write('config', text) }));
      expect(problem.message).toBe(`The certificate authority ${join(folder, 'ca.pem')} does not exist`);
    });

    it('recovers when the file is mended', async () => {
      const kubeconfigPath = await write('config', 'contexts: [');
      const clusters = clustersWith({ kubeconfigPath });
      expect((await problemFrom(clusters)).code).toBe('kubeconfig-unreadable');
      await write('config', kubeconfigOf(server.url));
      expect((await clusters.resolve(forward, never())).pod).toBe('api-1');
    });
  });
});
