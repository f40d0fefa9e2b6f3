import { createHash, randomBytes } from 'node:crypto';
import type * as net from 'node:net';
import type { Clock } from '../base/clock';
import { DeadlineError, withDeadline } from '../base/deadline';
import { type ChannelEncoding, channelProtocols } from './channel-encoding';
import type { Connection } from './connection';
import { dialConnection } from './dial';
import type { Endpoint } from './endpoint';
import { readErrorText, requestText, sendRequest } from './exchange';
import { TunnelError } from './tunnel';
import { verdictOf, type ExpectedHeaders, type Verdict } from './verdict';

/** The transports that carry many streams over one connection. */
export type UpgradeTransport = 'websocket' | 'spdy';

export interface UpgradeOptions {
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** How long a connected server may take to answer, in milliseconds. */
  readonly answerMs: number;
  /** How long the connection itself may take, in milliseconds; only the signal, unless given. */
  readonly dialMs?: number;
}

/** An upgraded connection, its socket paused, with what has already been received; or why there is none. */
export type UpgradeResult =
  | { readonly kind: 'open'; readonly connection: Connection; readonly leftover: Buffer }
  | Exclude<Verdict, { kind: 'open' }>;

interface Handshake {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly expected: ExpectedHeaders;
}

const acceptSuffix = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const websocketProtocol = 'SPDY/3.1+portforward.k8s.io';
const spdyProtocol = 'portforward.k8s.io';
const errorBodyMs = 1_000;

/**
 * One attempt to turn a new connection into a tunnel by one transport. What the server answers is a result; trouble on
 * the way and the signal reject with a `TunnelError`.
 */
export function upgrade(
  endpoint: Endpoint,
  transport: UpgradeTransport,
  options: UpgradeOptions,
): Promise<UpgradeResult> {
  const handshake = transport === 'spdy' ? spdyHandshake() : webSocketHandshake(websocketProtocol);
  return upgradeBy(endpoint, new URL(endpoint.url), handshake, options);
}

/** The same for the transport that takes a connection of its own, by WebSocket, for each one to `port` of the pod. */
export function upgradeToChannels(
  endpoint: Endpoint,
  port: number,
  encoding: ChannelEncoding,
  options: UpgradeOptions,
): Promise<UpgradeResult> {
  const url = new URL(endpoint.url);
  url.searchParams.set('ports', String(port));
  return upgradeBy(endpoint, url, webSocketHandshake(channelProtocols[encoding]), options);
}

async function upgradeBy(
  endpoint: Endpoint,
  url: URL,
  { method, headers, expected }: Handshake,
  options: UpgradeOptions,
): Promise<UpgradeResult> {
  const request = requestText(method, url.pathname + url.search, { Host: url.host, ...endpoint.headers, ...headers });
  const connection = await dialWithin(endpoint, options, url.host);
  const { socket } = connection;
  const answer = await answered(socket, request, url.host, options);
  if (answer === null) {
    const message = `no answer to the upgrade request within ${options.answerMs} ms`;
    return { kind: 'next', failure: 'silent', message };
  }
  const isUpgrade = answer.head.status === 101;
  const text = isUpgrade ? '' : await readErrorText(socket, answer, options.clock, errorBodyMs);
  const verdict = verdictOf({ head: answer.head, text }, expected);
  if (verdict.kind === 'open') return { kind: 'open', connection, leftover: answer.rest };
  socket.destroy();
  return verdict;
}

/** That there is no connection at all says more than that there is no tunnel: no other transport would fare better. */
async function dialWithin(endpoint: Endpoint, { signal, clock, dialMs }: UpgradeOptions, host: string) {
  if (dialMs === undefined) return dialConnection(endpoint, signal);
  try {
    return await withDeadline(clock, 'Connecting', dialMs, (inner) => dialConnection(endpoint, inner), signal);
  } catch (error) {
    if (!(error instanceof DeadlineError) || signal.aborted) throw error;
    throw new TunnelError('network', `Cannot connect to ${host} within ${Math.round(dialMs)} ms`, { cause: error });
  }
}

/** The answer's head; null when it does not come in time. */
async function answered(socket: net.Socket, request: string, host: string, options: UpgradeOptions) {
  const { signal, clock, answerMs } = options;
  const controller = new AbortController();
  const onAbort = () => controller.abort(signal.reason);
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort);
  const timer = clock.setTimeout(() => controller.abort(), answerMs);
  try {
    return await sendRequest(socket, request, host, controller.signal);
  } catch (error) {
    const isLate = error instanceof TunnelError && error.kind === 'aborted' && !signal.aborted;
    if (isLate) return null;
    throw error;
  } finally {
    timer.dispose();
    signal.removeEventListener('abort', onAbort);
  }
}

function spdyHandshake(): Handshake {
  return {
    method: 'POST',
    headers: {
      Connection: 'Upgrade',
      Upgrade: 'SPDY/3.1',
      'X-Stream-Protocol-Version': spdyProtocol,
      'Content-Length': '0',
    },
    expected: { upgrade: 'SPDY/3.1', 'x-stream-protocol-version': spdyProtocol },
  };
}

function webSocketHandshake(protocol: string): Handshake {
  const key = randomBytes(16).toString('base64');
  return {
    method: 'GET',
    headers: {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': key,
      'Sec-WebSocket-Protocol': protocol,
    },
    expected: {
      upgrade: 'websocket',
      'sec-websocket-accept': acceptOf(key),
      'sec-websocket-protocol': protocol,
    },
  };
}

/** What a server answers to a `Sec-WebSocket-Key`, to prove that it understood (RFC 6455, 4.2.2). */
export function acceptOf(key: string): string {
  return createHash('sha1')
    .update(key + acceptSuffix)
    .digest('base64');
}
