import { once } from 'node:events';
import * as net from 'node:net';
import type * as tls from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/main/base/clock';
import { openTunnel, type OpenTunnelOptions } from '../../../src/main/tunnel/connect';
import { makeCertificates } from '../../../src/main/demo/certificates';
import type { Endpoint } from '../../../src/main/tunnel/endpoint';
import { TunnelError } from '../../../src/main/tunnel/tunnel';
import { PodServer, type PodServerOptions, type UpgradeAnswer } from './pod-server';

const releases: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0).reverse()) await release();
});

async function serve(answer: NonNullable<PodServerOptions['answer']>): Promise<{ server: PodServer; url: string }> {
  const server = new PodServer({ app: () => undefined, answer });
  const url = await server.listen();
  releases.push(() => server.close());
  return { server, url };
}

async function open(endpoint: Partial<Endpoint> & { url: string }, options: Partial<OpenTunnelOptions> = {}) {
  const tunnel = await openTunnel(
    { headers: {}, tls: { rejectUnauthorized: true }, ...endpoint },
    { signal: new AbortController().signal, clock: systemClock, answerMs: 200, ...options },
  );
  releases.push(() => tunnel.dispose());
  return tunnel;
}

async function failure(opening: Promise<unknown>): Promise<TunnelError> {
  const error: unknown = await opening.then(
    () => new Error('It opened'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof TunnelError)) throw error;
  return error;
}

const raw = (status: string, body = ''): UpgradeAnswer => ({
  raw: `HTTP/1.1 ${status}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
});
const forbidden = raw(
  '403 Forbidden',
  '{"kind":"Status","reason":"Forbidden","message":"pods \\"web\\" is forbidden"}',
);

describe('opening a tunnel', () => {
  it('takes the WebSocket tunnel when the server has it, and asks as kubectl does', async () => {
    const { server, url } = await serve(() => 'accept');
    const tunnel = await open({ url, headers: { Authorization: 'Bearer secret' } });
    expect(tunnel.transport).toBe('websocket');
    const head = server.heads[0] ?? '';
    expect(head.split('\r\n')[0]).toBe('GET /api/v1/namespaces/demo/pods/web/portforward HTTP/1.1');
    expect(head).toContain(`\r\nHost: 127.0.0.1:${server.port}\r\n`);
    expect(head).toContain('\r\nAuthorization: Bearer secret\r\n');
    expect(head).toContain('\r\nSec-WebSocket-Protocol: SPDY/3.1+portforward.k8s.io');
  });

  it.each([
    ['400', raw('400 Bad Request')],
    ['403', forbidden],
    ['503', raw('503 Service Unavailable')],
    ['a connection without an answer in time', 'silent' as const],
    ['a 101 with nothing behind it', 'mute' as const],
  ])('falls back to the SPDY upgrade after %s', async (_, answer) => {
    const { server, url } = await serve((transport) => (transport === 'websocket' ? answer : 'accept'));
    const tunnel = await open({ url });
    expect(tunnel.transport).toBe('spdy');
    expect(server.heads[1]?.split(' ')[0]).toBe('POST');
    expect(server.heads[1]).toContain('\r\nX-Stream-Protocol-Version: portforward.k8s.io');
  });

  it('tries the transports in the order that it is given', async () => {
    const { server, url } = await serve(() => 'accept');
    const tunnel = await open({ url }, { transports: ['v4', 'spdy', 'websocket'] });
    expect(tunnel.transport).toBe('spdy');
    expect(server.heads.length).toBe(1);
  });

  it('lets go of the connections of attempts that failed', async () => {
    const { server, url } = await serve((transport) => (transport === 'websocket' ? 'mute' : 'accept'));
    await open({ url });
    while (server.sockets.size > 1) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(server.sockets.size).toBe(1);
  });
});

describe('an opening that fails', () => {
  it.each([
    ['unauthorized', raw('401 Unauthorized'), /401 Unauthorized/],
    ['not-found', raw('404 Not Found', 'pod does not exist'), /pod does not exist/],
    ['forbidden', forbidden, /pods "web" is forbidden/],
    ['busy', raw('429 Too Many Requests'), /429/],
    ['refused', raw('500 Internal Server Error', 'oops'), /500 Internal Server Error: oops/],
    ['refused', { raw: 'SSH-2.0-OpenSSH_9.2\r\n\r\n' }, /not HTTP/],
    ['refused', { raw: `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(70_000)}` }, /65536 bytes of header/],
    ['silent', 'silent', /no answer to the upgrade request within 200 ms/],
    ['silent', 'mute', /accepted, then silent for 200 ms/],
  ] as const)('is %s and names the host and the answer', async (kind, answer, message) => {
    const { server, url } = await serve(() => answer);
    const error = await failure(open({ url }));
    expect(error.kind).toBe(kind);
    expect(error.message).toMatch(message);
    expect(error.message).toContain(`127.0.0.1:${server.port}`);
  });

  it('does not try another transport after 401', async () => {
    const { server, url } = await serve(() => raw('401 Unauthorized'));
    await failure(open({ url }));
    expect(server.heads.length).toBe(1);
  });

  it('reads an error whose body never ends only for a moment', async () => {
    const { url } = await serve(() => ({ raw: 'HTTP/1.1 401 Unauthorized\r\nContent-Length: 500\r\n\r\nlog in' }));
    expect((await failure(open({ url }))).message).toContain('401 Unauthorized: log in');
  });

  it('is the network when nobody listens, without trying twice', async () => {
    const server = net.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as net.AddressInfo;
    server.close();
    await once(server, 'close');
    const error = await failure(open({ url: `http://127.0.0.1:${port}/` }));
    expect(error.kind).toBe('network');
    expect(error.message).toMatch(/Cannot reach 127\.0\.0\.1:\d+: .*ECONNREFUSED/);
  });

  it('is the network when the server hangs up', async () => {
    const { server, url } = await serve(() => 'silent');
    const opening = failure(open({ url }, { answerMs: 10_000 }));
    while (server.heads.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    for (const socket of server.sockets) socket.destroy();
    expect((await opening).kind).toBe('network');
  });

  it.each(['silent', 'mute'] as const)('ends at once when the signal does (%s server)', async (answer) => {
    const { server, url } = await serve(() => answer);
    const controller = new AbortController();
    const opening = failure(open({ url }, { answerMs: 60_000, signal: controller.signal }));
    while (server.heads.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    controller.abort(new Error('stopped by the user'));
    const error = await opening;
    expect(error.kind).toBe('aborted');
    expect(error.message).toContain('stopped by the user');
    while (server.sockets.size > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  it('refuses header values that would smuggle in others', async () => {
    const { url } = await serve(() => 'accept');
    const error = await failure(open({ url, headers: { Authorization: 'Bearer x\r\nHost: evil' } }));
    expect(error.kind).toBe('refused');
    expect(error.message).not.toContain('evil');
  });

  it('is about TLS when a certificate of ours cannot be read', async () => {
    const { server } = await serve(() => 'accept');
    const url = `https://127.0.0.1:${server.port}/`;
    const error = await failure(open({ url, tls: { rejectUnauthorized: true, cert: 'nonsense', key: 'nonsense' } }));
    expect(error.kind).toBe('tls');
  });
});

describe('a proxy', () => {
  it('is asked to connect, with its own credentials, and carries the tunnel', async () => {
    const { server, url } = await serve(() => 'accept');
    const { heads, port } = await proxy('HTTP/1.1 200 Connection established\r\n\r\n');
    const tunnel = await open({ url, proxy: `http://me:p%40ss@127.0.0.1:${port}` });
    expect(tunnel.transport).toBe('websocket');
    expect(heads[0]).toContain(`CONNECT 127.0.0.1:${server.port} HTTP/1.1\r\n`);
    expect(heads[0]).toContain(`Proxy-Authorization: Basic ${Buffer.from('me:p@ss').toString('base64')}\r\n`);
    expect(server.heads[0]).not.toContain('Proxy-Authorization');
  });

  it('that refuses is named, without its password', async () => {
    const { url } = await serve(() => 'accept');
    const { port } = await proxy('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const error = await failure(open({ url, proxy: `http://me:secret@127.0.0.1:${port}` }));
    expect(error.kind).toBe('network');
    expect(error.message).toContain(`The proxy 127.0.0.1:${port} did not let us through`);
    expect(error.message).toContain('407 Proxy Authentication Required');
    expect(error.message).not.toContain('secret');
  });
});

describe('TLS', () => {
  const { authority, server: identity, client } = makeCertificates('dev', 'devs', Date.now());
  const secure: tls.TlsOptions = {
    key: identity.key,
    cert: identity.certificate,
    ca: authority,
    requestCert: true,
    rejectUnauthorized: false,
    ALPNProtocols: ['h2', 'http/1.1'],
  };

  async function serveSecurely(options: tls.TlsOptions = {}) {
    const server = new PodServer({ app: () => undefined, tls: { ...secure, ...options } });
    const url = await server.listen();
    releases.push(() => server.close());
    return { server, url };
  }

  it('is checked against the given authority, shows our certificate, and never speaks HTTP/2', async () => {
    const { server, url } = await serveSecurely();
    await open({ url, tls: { ca: authority, cert: client.certificate, key: client.key, rejectUnauthorized: true } });
    const socket = server.tunnels[0]?.socket as tls.TLSSocket;
    expect(socket.alpnProtocol).toBe('http/1.1');
    expect(socket.getPeerCertificate().subject.CN).toBe('dev');
  });

  it('of an unknown authority is not trusted, and no other transport is tried', async () => {
    const { server, url } = await serveSecurely();
    const error = await failure(open({ url }));
    expect(error.kind).toBe('tls');
    expect(error.message).toContain(`The certificate of 127.0.0.1:${server.port} is not trusted`);
    expect(server.heads).toEqual([]);
  });

  it('without the client certificate that the server wants is a matter of credentials', async () => {
    const { url } = await serveSecurely({ rejectUnauthorized: true });
    const error = await failure(open({ url, tls: { ca: authority, rejectUnauthorized: true } }));
    expect(error.kind).toBe('unauthorized');
    expect(error.message).toMatch(/did not accept our client certificate: tlsv13 alert certificate required$/);
  });

  it('of an unknown authority is taken when the user said so', async () => {
    const { url } = await serveSecurely();
    expect((await open({ url, tls: { rejectUnauthorized: false } })).transport).toBe('websocket');
  });

  it('is checked against another name when one is given', async () => {
    const { url } = await serveSecurely();
    const trusted = { ca: authority, rejectUnauthorized: true };
    await open({ url, tls: { ...trusted, servername: 'localhost' } });
    const error = await failure(open({ url, tls: { ...trusted, servername: 'api.example' } }));
    expect(error.kind).toBe('tls');
    expect(error.message).toContain('api.example');
  });

  it('goes through a proxy', async () => {
    const { url } = await serveSecurely();
    const { port } = await proxy('HTTP/1.1 200 OK\r\n\r\n');
    const tunnel = await open({
      url,
      proxy: `http://127.0.0.1:${port}`,
      tls: { ca: authority, rejectUnauthorized: true },
    });
    expect(tunnel.closed).toBe(false);
  });

  it('that never answers the handshake ends by the signal', async () => {
    const { server } = await serve(() => 'silent');
    const opening = failure(
      open({ url: `https://127.0.0.1:${server.port}/` }, { signal: AbortSignal.timeout(100), answerMs: 60_000 }),
    );
    expect((await opening).kind).toBe('aborted');
    while (server.sockets.size > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  });
});

/** A CONNECT proxy that answers with `answer` and then passes bytes through. */
async function proxy(answer: string) {
  const heads: string[] = [];
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    socket.once('data', (chunk: Buffer) => {
      const head = chunk.toString('latin1');
      heads.push(head);
      socket.write(answer);
      const port = Number(/^CONNECT [^:]+:(\d+) /.exec(head)?.[1]);
      const upstream = net.connect(port, '127.0.0.1');
      sockets.add(upstream.on('error', () => undefined));
      socket.pipe(upstream).pipe(socket);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  releases.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return { heads, port: (server.address() as net.AddressInfo).port };
}
