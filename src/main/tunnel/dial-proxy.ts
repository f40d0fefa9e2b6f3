import * as net from 'node:net';
import * as tls from 'node:tls';
import { connected } from './connected';
import type { TlsOptions } from './endpoint';
import { requestText, sendRequest } from './exchange';
import { hostAndPort, hostOf } from './host';
import { abortedError, messageOf } from './socket-errors';
import { connectThroughSocks } from './socks';
import { TunnelError } from './tunnel';

/** Where to be let through to. */
export interface ProxyTarget {
  /** An IPv6 address without its brackets. */
  readonly host: string;
  readonly port: number;
  /** `host:port`, for the proxy and for sentences. */
  readonly name: string;
}

const defaultPorts: ReadonlyMap<string, number> = new Map([
  ['http:', 80],
  ['https:', 443],
  ['socks5:', 1080],
  ['socks5h:', 1080],
]);

/**
 * A connection through an HTTP or SOCKS 5 proxy, paused. As with kubectl, names are looked up by the proxy in any case, and
 * what the kubeconfig trusts, the proxy may have been certified by too. Fails with `TunnelError`.
 */
export async function dialThroughProxy(
  proxy: URL,
  target: ProxyTarget,
  trust: TlsOptions,
  signal: AbortSignal,
): Promise<net.Socket> {
  const defaultPort = defaultPorts.get(proxy.protocol);
  const port = Number(proxy.port || (defaultPort ?? 0));
  const name = `the proxy ${hostAndPort(proxy.hostname, port)}`;
  if (defaultPort === undefined) {
    const spoken = 'only http://, https:// and socks5:// proxies are spoken';
    throw new TunnelError('network', `Cannot use the proxy ${proxy.protocol}//${proxy.host}: ${spoken}`);
  }
  const address = { host: hostOf(proxy), port };
  const socket =
    proxy.protocol === 'https:'
      ? await connected(
          () => tls.connect({ ...address, ...proxyTls(address.host, trust) }),
          'secureConnect',
          name,
          signal,
        )
      : await connected(() => net.connect(address), 'connect', name, signal);
  if (proxy.protocol.startsWith('socks')) await throughSocks(socket, proxy, target, name, signal);
  else await throughConnect(socket, proxy, target, name, signal);
  return socket;
}

/** The user's certificate is for the API server, and not shown to others. */
function proxyTls(host: string, { ca, rejectUnauthorized }: TlsOptions): tls.ConnectionOptions {
  return {
    rejectUnauthorized,
    ...(net.isIP(host) === 0 ? { servername: host } : {}),
    ...(ca === undefined ? {} : { ca: [...tls.rootCertificates, ca] }),
  };
}

async function throughConnect(
  socket: net.Socket,
  proxy: URL,
  target: ProxyTarget,
  name: string,
  signal: AbortSignal,
): Promise<void> {
  const credentials = `${percentDecoded(proxy.username)}:${percentDecoded(proxy.password)}`;
  const headers: Record<string, string> = { Host: target.name };
  if (credentials !== ':') headers['Proxy-Authorization'] = `Basic ${Buffer.from(credentials).toString('base64')}`;
  const { head } = await sendRequest(socket, requestText('CONNECT', target.name, headers), name, signal);
  if (head.status >= 200 && head.status < 300) return;
  socket.destroy();
  throw notLetThrough(name, target, `${head.status} ${head.statusText}`.trim());
}

async function throughSocks(
  socket: net.Socket,
  proxy: URL,
  { host, port, name: targetName }: ProxyTarget,
  name: string,
  signal: AbortSignal,
): Promise<void> {
  const username = percentDecoded(proxy.username);
  const password = percentDecoded(proxy.password);
  try {
    await connectThroughSocks(socket, { host, port, username, password }, signal);
  } catch (error) {
    socket.destroy();
    if (signal.aborted) throw abortedError(name, signal);
    throw notLetThrough(name, { name: targetName }, messageOf(error), error);
  }
}

function notLetThrough(name: string, target: Pick<ProxyTarget, 'name'>, answer: string, cause?: unknown): TunnelError {
  return new TunnelError('network', `${capitalized(name)} did not let us through to ${target.name}: ${answer}`, {
    cause,
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

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
