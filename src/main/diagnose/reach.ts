import { lookup } from 'node:dns/promises';
import * as net from 'node:net';
import { TLSSocket } from 'node:tls';
import { z } from 'zod';
import type { Clock } from '../base/clock';
import { type ApiAccess, endpointAt } from '../cluster/endpoint';
import { dial } from '../tunnel/dial';
import { networkError } from '../tunnel/socket-errors';
import { ApiLine } from './api-line';
import { type TlsFacts, tlsFactsOf } from './tls-facts';

/** How far the way to an API server has been gone; what is waited for at the moment, for sentences. */
export type ReachPhase = 'looking up its name' | 'connecting' | 'TLS' | 'its answer';

/** The way to an API server, as it was just gone. Times in milliseconds. */
export interface ReachFacts {
  /** `host:port` of the proxy in between; null without one. */
  readonly proxy: string | null;
  /** Of the server, or of the proxy when there is one. */
  readonly addresses: readonly string[];
  readonly connectMs: number;
  readonly tls: TlsFacts | null;
  /** The HTTP status of the answer to `/version`. */
  readonly status: number;
  /** `v1.35.0`; null when the server did not say. */
  readonly version: string | null;
  readonly roundTripMs: number;
  /** How far this computer's clock is ahead of the server's; null when the server did not tell the time. */
  readonly skewMs: number | null;
}

export interface Reached {
  readonly facts: ReachFacts;
  /** To ask more over the same connection. */
  readonly line: ApiLine;
}

const versionSchema = z.object({ gitVersion: z.string() });

/**
 * Goes the whole way: name, connection, TLS, a question that needs no permission. Fails with a `TunnelError`, a network
 * error or the signal's reason. `onPhase` is told what comes next.
 */
export async function reach(
  access: ApiAccess,
  clock: Clock,
  signal: AbortSignal,
  onPhase: (phase: ReachPhase) => void,
): Promise<Reached> {
  const server = new URL(access.server);
  const next = access.proxy === undefined ? server : new URL(access.proxy);
  onPhase('looking up its name');
  const addresses = await addressesOf(next);
  onPhase('connecting');
  const connectMs = await timeToConnect(next, clock, signal);
  onPhase('TLS');
  const socket = await dial(endpointAt(access, '/'), signal);
  const tls = socket instanceof TLSSocket ? tlsFactsOf(socket) : null;
  const line = new ApiLine(access, socket);
  try {
    onPhase('its answer');
    const askedAt = { now: clock.now(), wall: clock.wallTime() };
    const { status, date, body } = await line.ask('/version', signal);
    const roundTripMs = clock.now() - askedAt.now;
    const proxy = access.proxy === undefined ? null : next.host;
    const skewMs = date === null ? null : skewOf(date, askedAt.wall, roundTripMs);
    const version = status === 200 ? versionIn(body) : null;
    return { facts: { proxy, addresses, connectMs, tls, status, version, roundTripMs, skewMs }, line };
  } catch (error) {
    line.dispose();
    throw error;
  }
}

/** The certificate of a server that is not trusted. Neither credentials nor a question are sent to it. */
export async function untrustedCertificate(access: ApiAccess, signal: AbortSignal): Promise<TlsFacts | null> {
  const { servername } = access.tls;
  const tls = { rejectUnauthorized: false, ...(servername === undefined ? {} : { servername }) };
  const socket = await dial({ ...endpointAt(access, '/'), headers: {}, tls }, signal);
  const facts = socket instanceof TLSSocket ? tlsFactsOf(socket) : null;
  socket.destroy();
  return facts;
}

/** The server's clock counts in seconds, and was read at some moment of the round trip: what that explains is no skew. */
export function skewOf(date: number, askedAt: number, roundTripMs: number): number {
  const earliest = askedAt - date - 1_000;
  const latest = askedAt + roundTripMs - date;
  if (earliest <= 0 && latest >= 0) return 0;
  return earliest > 0 ? earliest : latest;
}

async function addressesOf(url: URL): Promise<readonly string[]> {
  const host = hostOf(url);
  if (net.isIP(host) !== 0) return [host];
  const found = await lookup(host, { all: true });
  return found.map(({ address }) => address);
}

/** A connection by itself, closed at once: it tells a silent network from a silent server. */
function timeToConnect(url: URL, clock: Clock, signal: AbortSignal): Promise<number> {
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const startedAt = clock.now();
    const socket = net.connect({ host: hostOf(url), port });
    const settle = (act: () => void) => {
      signal.removeEventListener('abort', onAbort);
      socket.destroy();
      act();
    };
    const onAbort = () => settle(() => reject(signal.reason as Error));
    signal.addEventListener('abort', onAbort, { once: true });
    socket.on('connect', () => settle(() => resolve(clock.now() - startedAt)));
    socket.on('error', (error) => settle(() => reject(networkError(url.host, error))));
  });
}

function versionIn(body: string): string | null {
  try {
    return versionSchema.parse(JSON.parse(body)).gitVersion.slice(0, 60);
  } catch {
    return null;
  }
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}
