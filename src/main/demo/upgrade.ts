import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ChannelEncoding, channelProtocols } from '../tunnel/channel-encoding';
import { type ApiError, badRequest, statusObject } from './api-status';
import type { TunnelTransport } from './pod-tunnel';

const tunnelProtocol = 'SPDY/3.1+portforward.k8s.io';
const streamProtocol = 'portforward.k8s.io';
const webSocketGuid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** What is spoken after an upgrade; by channels, there is but one connection, to `port`. */
export type Protocol =
  | { readonly transport: 'websocket' | 'spdy' }
  | { readonly transport: 'v4'; readonly encoding: ChannelEncoding; readonly port: number };

/** What an upgrade request asks for, and the head of the answer that grants it. */
export interface Negotiated {
  readonly protocol: Protocol;
  readonly head: string;
}

/** Throws a 400 `ApiError` when no offered transport is spoken here. */
export function negotiate(request: IncomingMessage, spoken: readonly TunnelTransport[]): Negotiated {
  const upgrade = (request.headers.upgrade ?? '').toLowerCase();
  if (upgrade === 'websocket') return negotiateWebSocket(request, spoken);
  if (upgrade === 'spdy/3.1' && spoken.includes('spdy')) return negotiateSpdy(request);
  throw badRequest(`unable to upgrade: this server does not speak ${JSON.stringify(request.headers.upgrade)}`);
}

function negotiateWebSocket(request: IncomingMessage, spoken: readonly TunnelTransport[]): Negotiated {
  const key = request.headers['sec-websocket-key'];
  const offered = listOf(request.headers['sec-websocket-protocol']);
  if (request.method !== 'GET' || key === undefined) throw badRequest('not a WebSocket handshake');
  const chosen = offered.find((protocol) => isSpoken(protocol, spoken));
  if (chosen === undefined) {
    const known = [tunnelProtocol, ...Object.values(channelProtocols)].filter((protocol) => isSpoken(protocol, spoken));
    throw badRequest(
      `unable to negotiate protocol: client supports [${offered.join(' ')}], server [${known.join(' ')}]`,
    );
  }
  return {
    protocol: protocolOf(chosen, request),
    head: switching({
      Upgrade: 'websocket',
      Connection: 'Upgrade',
      'Sec-WebSocket-Accept': createHash('sha1')
        .update(key + webSocketGuid)
        .digest('base64'),
      'Sec-WebSocket-Protocol': chosen,
    }),
  };
}

function isSpoken(protocol: string, spoken: readonly TunnelTransport[]): boolean {
  if (protocol === tunnelProtocol) return spoken.includes('websocket');
  if (protocol === channelProtocols.binary) return spoken.includes('v4');
  return protocol === channelProtocols.base64 && spoken.includes('v4-base64');
}

function protocolOf(subprotocol: string, request: IncomingMessage): Protocol {
  if (subprotocol === tunnelProtocol) return { transport: 'websocket' };
  const encoding = subprotocol === channelProtocols.binary ? 'binary' : 'base64';
  return { transport: 'v4', encoding, port: portOf(request) };
}

/** The demo cluster takes one port for each connection, which is all that anybody asks for. */
function portOf(request: IncomingMessage): number {
  const port = Number(new URL(request.url ?? '/', 'http://demo').searchParams.get('ports'));
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw badRequest('query parameter "port" is required');
  return port;
}

function negotiateSpdy(request: IncomingMessage): Negotiated {
  const offered = listOf(request.headers['x-stream-protocol-version']?.toString());
  if (request.method !== 'POST' && request.method !== 'GET') throw badRequest('unable to upgrade: wrong method');
  if (!offered.includes(streamProtocol)) {
    throw badRequest(`unable to upgrade: unable to negotiate protocol: client supports [${offered.join(' ')}]`);
  }
  return {
    protocol: { transport: 'spdy' },
    head: switching({
      Connection: 'Upgrade',
      Upgrade: 'SPDY/3.1',
      'X-Stream-Protocol-Version': streamProtocol,
    }),
  };
}

function listOf(header: string | undefined): string[] {
  return (header ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
}

function switching(headers: Readonly<Record<string, string>>): string {
  return headText('101 Switching Protocols', headers);
}

function headText(status: string, headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status}`, ...lines, '', ''].join('\r\n');
}

/** Answers an upgrade request with an error, and closes the connection. */
export function refuseUpgrade(socket: Duplex, error: ApiError): void {
  const body = JSON.stringify(statusObject(error));
  const headers = {
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(body)),
    Connection: 'close',
  };
  socket.end(headText(`${error.code} ${error.reason}`, headers) + body);
}
