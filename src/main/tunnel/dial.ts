import * as net from 'node:net';
import * as tls from 'node:tls';
import { Connection } from './connection';
import type { Endpoint } from './endpoint';
import { requestText, sendRequest } from './exchange';
import { abortedError, ignore, messageOf, networkError } from './socket-errors';
import { TunnelError } from './tunnel';

const keepAliveMs = 30_000;

/**
 * A connection to the endpoint's server, through the proxy when there is one, with TLS up and the certificate checked.
 * Only the signal ends the waiting. Fails with `TunnelError`.
 */
export async function dial(endpoint: Endpoint, signal: AbortSignal): Promise<net.Socket> {
  return dialFor(endpoint, signal, undefined);
}

/** The same, for many bytes; behind a proxy they cost more. */
export async function dialConnection(endpoint: Endpoint, signal: AbortSignal): Promise<Connection> {
  const connection = new Connection();
  const socket = await dialFor(endpoint, signal, connection.onread);
  const { keepAliveMs: wished } = endpoint;
  if (wished !== undefined) socket.setKeepAlive(wished > 0, wished);
  return connection.opened(socket);
}

async function dialFor(
  endpoint: Endpoint,
  signal: AbortSignal,
  onread: net.OnReadOpts | undefined,
): Promise<net.Socket> {
  const url = new URL(endpoint.url);
  const isSecure = url.protocol === 'https:';
  const host = hostOf(url);
  const port = Number(url.port || (isSecure ? 443 : 80));
  const name = hostAndPort(url.hostname, port);
  if (!endpoint.proxy) {
    const address = { host, port, ...(onread ? { onread } : {}) };
    return isSecure
      ? connected(() => tls.connect({ ...address, ...tlsOptions(host, endpoint) }), 'secureConnect', name, signal)
      : connected(() => net.connect(address), 'connect', name, signal);
  }
  const plain = await dialThroughProxy(new URL(endpoint.proxy), name, signal);
  if (!isSecure) return plain;
  try {
    const options = () => ({ socket: plain, ...tlsOptions(host, endpoint) });
    return await connected(() => tls.connect(options()), 'secureConnect', name, signal);
  } catch (error) {
    // TLS that could not even begin has not taken the connection over.
    plain.destroy();
    throw error;
  }
}

function tlsOptions(host: string, { tls: options }: Endpoint): tls.ConnectionOptions {
  const name = options.servername ?? host;
  return {
    ALPNProtocols: ['http/1.1'],
    rejectUnauthorized: options.rejectUnauthorized,
    checkServerIdentity: (_, certificate) => tls.checkServerIdentity(name, certificate),
    // An IP address is no server name (RFC 6066), but is still what the certificate is checked against.
    ...(net.isIP(name) === 0 ? { servername: name } : {}),
    ...(options.ca === undefined ? {} : { ca: options.ca }),
    ...(options.cert === undefined ? {} : { cert: options.cert }),
    ...(options.key === undefined ? {} : { key: options.key }),
  };
}

async function dialThroughProxy(proxy: URL, target: string, signal: AbortSignal): Promise<net.Socket> {
  const port = Number(proxy.port || 80);
  const name = `the proxy ${hostAndPort(proxy.hostname, port)}`;
  if (proxy.protocol !== 'http:')
    throw new TunnelError('network', `Cannot use ${name}: only http:// proxies are spoken`);
  const socket = await connected(() => net.connect({ host: hostOf(proxy), port }), 'connect', name, signal);
  const credentials = `${percentDecoded(proxy.username)}:${percentDecoded(proxy.password)}`;
  const headers: Record<string, string> = { Host: target };
  if (credentials !== ':') headers['Proxy-Authorization'] = `Basic ${Buffer.from(credentials).toString('base64')}`;
  const { head } = await sendRequest(socket, requestText('CONNECT', target, headers), name, signal);
  if (head.status >= 200 && head.status < 300) return socket;
  socket.destroy();
  const answer = `${head.status} ${head.statusText}`.trim();
  throw new TunnelError('network', `${capitalized(name)} did not let us through to ${target}: ${answer}`);
}

/** Waits for `event` of a socket that `open` makes. It is destroyed when that fails or takes longer than the signal. */
function connected<S extends net.Socket>(
  open: () => S,
  event: 'connect' | 'secureConnect',
  name: string,
  signal: AbortSignal,
): Promise<S> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(abortedError(name, signal));
      return;
    }
    let socket: S;
    try {
      socket = open();
    } catch (error) {
      // A certificate or key that cannot be read.
      reject(new TunnelError('tls', `Cannot prepare TLS to ${name}: ${messageOf(error)}`, { cause: error }));
      return;
    }
    const settle = (act: () => void) => {
      socket.off(event, onConnected).off('error', onError).off('close', onClose);
      signal.removeEventListener('abort', onAbort);
      act();
    };
    const fail = (error: TunnelError) =>
      settle(() => {
        socket.destroy();
        reject(error);
      });
    const onConnected = () =>
      settle(() => {
        socket.setNoDelay(true).setKeepAlive(true, keepAliveMs);
        resolve(socket);
      });
    const onError = (error: Error) => fail(networkError(name, error));
    const onClose = () => fail(networkError(name, new Error('the connection was closed')));
    const onAbort = () => fail(abortedError(name, signal));
    // Stays for good: an error in the gap between two owners must not end the thread. They see the socket destroyed.
    socket.on('error', ignore);
    socket.on(event, onConnected).on('error', onError).on('close', onClose);
    signal.addEventListener('abort', onAbort);
  });
}

/** As it stands when a percent sign in it is only that. */
function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

function hostAndPort(hostname: string, port: number): string {
  return `${hostname}:${port}`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
