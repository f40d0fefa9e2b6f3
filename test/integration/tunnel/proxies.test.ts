import * as net from 'node:net';
import * as tls from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeCertificates } from '../../../src/main/demo/certificates';
import { dial } from '../../../src/main/tunnel/dial';
import { TunnelError } from '../../../src/main/tunnel/tunnel';
import { eventually } from '../../support/eventually';

const never = new AbortController().signal;

/** What a proxy may do instead of its work. */
interface Manners {
  readonly wantsPassword?: boolean;
  readonly reply?: number;
  readonly bytes?: Buffer;
  readonly isSilent?: boolean;
}

describe('through a proxy', () => {
  const { authority, server: certificate } = makeCertificates('nobody', 'nobody', Date.now());
  const keys = { key: certificate.key, cert: certificate.certificate };
  const servers: net.Server[] = [];
  const sockets = new Set<net.Socket>();
  /** Where the proxies were asked to go. */
  let asked: string[];
  let server: net.Server;

  beforeEach(async () => {
    asked = [];
    // It speaks first, so that nothing of what it says may be lost behind the proxy's own answer.
    server = await listening(
      tls.createServer(keys, (socket) => {
        socket.on('error', () => undefined).write('hello ');
        socket.pipe(socket);
      }),
    );
  });

  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    for (const one of servers.splice(0)) await new Promise((resolve) => one.close(resolve));
  });

  async function listening(one: net.Server): Promise<net.Server> {
    servers.push(one);
    one.on('connection', (socket: net.Socket) => {
      sockets.add(socket.on('close', () => sockets.delete(socket)).on('error', () => undefined));
    });
    await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve));
    return one;
  }

  const portOf = (one: net.Server) => (one.address() as net.AddressInfo).port;

  /** Goes to the test's server, whatever it is asked for. */
  function join(client: net.Socket, first: Buffer | string): void {
    const upstream = net.connect(portOf(server), '127.0.0.1');
    sockets.add(upstream.on('error', () => undefined));
    client.write(first);
    client.pipe(upstream).pipe(client);
  }

  function socksProxy({
    wantsPassword = false,
    reply = 0,
    bytes,
    isSilent = false,
  }: Manners = {}): Promise<net.Server> {
    const answer = bytes ?? Buffer.from([5, reply, 0, 3, 2, 0x61, 0x62, 0, 80]);
    return listening(
      net.createServer((client) => {
        if (isSilent) {
          client.resume();
          return;
        }
        client.once('data', () => {
          client.write(Buffer.from([5, wantsPassword ? 2 : 0]));
          const onRequest = (request: Buffer) => {
            asked.push(request.toString('latin1'));
            if (reply !== 0 || bytes) client.end(answer);
            else join(client, answer);
          };
          if (!wantsPassword) {
            client.once('data', onRequest);
            return;
          }
          client.once('data', (proof: Buffer) => {
            asked.push(proof.toString('latin1'));
            client.write(Buffer.from([1, proof.includes('hush') ? 0 : 1]));
            client.once('data', onRequest);
          });
        });
      }),
    );
  }

  const to = (proxy: string, host = 'localhost') => ({
    url: `https://${host}:6443/x`,
    headers: {},
    tls: { ca: authority, rejectUnauthorized: true, servername: 'localhost' },
    proxy,
  });

  async function says(proxy: string, host?: string): Promise<string> {
    const socket = await dial(to(proxy, host), never);
    sockets.add(socket);
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString())).resume();
    socket.write('world');
    return eventually('the echo', () => (text === 'hello world' ? text : undefined));
  }

  async function failure(proxy: string, signal = never): Promise<string> {
    const error: unknown = await dial(to(proxy), signal).catch((reason: unknown) => reason);
    if (!(error instanceof TunnelError)) throw new Error(`It was ${String(error)}`);
    return error.message;
  }

  it.each(['socks5', 'socks5h'])('of %s, a name is sent as it is', async (scheme) => {
    const proxy = await socksProxy();
    await says(`${scheme}://127.0.0.1:${String(portOf(proxy))}`, 'api.internal');
    expect(asked).toEqual(['\x05\x01\x00\x03\x0capi.internal\x19\x2b']);
  });

  it.each([
    ['127.0.0.1', '\x05\x01\x00\x01\x7f\x00\x00\x01\x19\x2b'],
    ['[fd12::1:2]', `\x05\x01\x00\x04\xfd\x12${'\x00'.repeat(10)}\x00\x01\x00\x02\x19\x2b`],
  ])('of socks5, %s is sent as an address', async (host, request) => {
    const proxy = await socksProxy();
    await says(`socks5://127.0.0.1:${String(portOf(proxy))}`, host);
    expect(asked).toEqual([request]);
  });

  it('of socks5, name and password are given where they are wanted', async () => {
    const proxy = await socksProxy({ wantsPassword: true });
    await says(`socks5://ada:hush%21@127.0.0.1:${String(portOf(proxy))}`);
    expect(asked[0]).toBe('\x01\x03ada\x05hush!');
  });

  it.each<[string, Manners, string]>([
    ['refuses', { reply: 5 }, 'the connection was refused'],
    ['forbids', { reply: 2 }, 'its rules do not allow it'],
    ['says something unknown', { reply: 99 }, 'it answered 99'],
    ['wants a password that we do not have', { wantsPassword: true }, 'it wants a name and password'],
    ['is none', { bytes: Buffer.from('HTTP/1.1 400') }, 'its answer is not SOCKS 5'],
    ['ends in the middle', { bytes: Buffer.from([5, 0, 0, 1, 127]) }, 'it closed the connection'],
  ])('of socks5 that %s, that is said', async (_, manners, said) => {
    const port = String(portOf(await socksProxy(manners)));
    expect(await failure(`socks5://127.0.0.1:${port}`)).toBe(
      `The proxy 127.0.0.1:${port} did not let us through to localhost:6443: ${said}`,
    );
  });

  it('of socks5 that does not take the password, that is said without it', async () => {
    const port = String(portOf(await socksProxy({ wantsPassword: true })));
    const message = await failure(`socks5://ada:wrong@127.0.0.1:${port}`);
    expect(message).toContain('it does not accept the name and password');
    expect(message).not.toContain('wrong');
  });

  it('of socks5 that never answers, the waiting ends with the signal, and the socket with it', async () => {
    const proxy = await socksProxy({ isSilent: true });
    const controller = new AbortController();
    const failing = failure(`socks5://127.0.0.1:${String(portOf(proxy))}`, controller.signal);
    await eventually('the connection', () => (sockets.size === 1 ? true : undefined));
    controller.abort(new Error('enough'));
    await failing;
    await eventually('the socket to be closed', () => (sockets.size === 0 ? true : undefined));
  });

  it('of https, the request and the password go encrypted, and the tunnel within', async () => {
    const proxy = await listening(
      tls.createServer(keys, (client) => {
        client
          .on('error', () => undefined)
          .once('data', (head: Buffer) => {
            asked.push(...head.toString().split('\r\n').slice(0, 3));
            join(client, 'HTTP/1.1 200 OK\r\n\r\n');
          });
      }),
    );
    await says(`https://ada:hush@127.0.0.1:${String(portOf(proxy))}`, 'api.internal');
    expect(asked[0]).toBe('CONNECT api.internal:6443 HTTP/1.1');
    expect(asked).toContain(`Proxy-Authorization: Basic ${Buffer.from('ada:hush').toString('base64')}`);
  });

  it('of https that nobody vouches for, nothing is sent', async () => {
    const strange = makeCertificates('nobody', 'nobody', Date.now()).server;
    const proxy = await listening(
      tls.createServer({ key: strange.key, cert: strange.certificate }, (client) => {
        client.on('error', () => undefined).on('data', (data: Buffer) => asked.push(data.toString()));
      }),
    );
    expect(await failure(`https://127.0.0.1:${String(portOf(proxy))}`)).toContain('the proxy 127.0.0.1');
    expect(asked).toEqual([]);
  });

  it('of another kind nothing is tried', async () => {
    expect(await failure('socks4://127.0.0.1:1')).toBe(
      'Cannot use the proxy socks4://127.0.0.1:1: only http://, https:// and socks5:// proxies are spoken',
    );
  });
});
