import * as net from 'node:net';
import * as tls from 'node:tls';
import { connected } from './connected';
import { Connection } from './connection';
import { dialThroughProxy } from './dial-proxy';
import type { Endpoint } from './endpoint';
import { hostAndPort, hostOf } from './host';

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
  const plain = await dialThroughProxy(new URL(endpoint.proxy), { host, port, name }, endpoint.tls, signal);
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
