import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import * as net from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../../../src/main/base/clock';
import { openTunnel } from '../../../src/main/tunnel/connect';
import { askingKernel } from '../../../src/main/tunnel/kernel-paths';
import { TunnelPool } from '../../../src/main/tunnel/pool';
import type { StreamHandler, TunnelStream } from '../../../src/main/tunnel/tunnel';
import { PodServer } from './pod-server';

/**
 * A pool of tunnels to a pod, one of which is lost or stuck; runs in a network namespace of its own, where it may spoil the
 * way. Says in a line of JSON what came of it.
 */
export interface Scene {
  /** Milliseconds from the loss to the end of the connection; null when it did not end. */
  readonly endedAfterMs: number | null;
  readonly message: string | null;
  readonly sent: number;
  /** Of that, what the app got in the end. */
  readonly received: number;
  /** Whether a new connection was answered afterwards. */
  readonly isAnswered: boolean;
}

/** What happens: packets vanish; the system has no way to send them; the app stops reading. */
export type Mishap = 'packets vanish' | 'no way' | 'the reader stops';

const address = '10.77.0.1';
const limits = { suspectMs: 500, quarantineMs: 2_000, deadMs: 3_000 };

function ip(command: string): void {
  execFileSync('ip', command.split(' '));
}

function prepareNetwork(): void {
  ip('link set lo up');
  ip(`address add ${address}/32 dev lo`);
  ip('link add v0 type veth peer name v1');
  ip('link set v0 up');
  ip('link set v1 up');
  // Rules about single connections can only come before the one for local addresses when that is not the first.
  ip('rule add pref 100 lookup local');
  ip('rule del pref 0');
  ip('route add default dev v0 table 99');
  ip(`neigh add ${address} lladdr ${readFileSync('/sys/class/net/v1/address', 'utf8').trim()} dev v0 nud permanent`);
}

/** From now on what is sent from this port gets nowhere. */
function spoil(mishap: Mishap, port: number): void {
  const what = mishap === 'no way' ? 'blackhole' : 'lookup 99';
  ip(`rule add pref 10 ipproto tcp sport ${String(port)} ${what}`);
}

/** Passes connections on to the pod's server; answers the address and, in order, who has connected. */
async function startRelay(to: number) {
  const clients: net.Socket[] = [];
  const server = net.createServer((client) => {
    clients.push(client);
    const upstream = net.connect(to, '127.0.0.1');
    for (const socket of [client, upstream]) socket.on('error', () => undefined);
    client.pipe(upstream).pipe(client);
  });
  await once(server.listen(0, address), 'listening');
  return { clients, port: (server.address() as net.AddressInfo).port };
}

async function until(condition: () => boolean, ms: number): Promise<boolean> {
  const end = performance.now() + ms;
  while (!condition() && performance.now() < end) await pause(10);
  return condition();
}

async function play(mishap: Mishap): Promise<Scene> {
  prepareNetwork();
  let received = 0;
  const pod = new PodServer({
    app(stream) {
      stream.onData = (chunk) => {
        received += chunk.length;
        if (chunk.length < 10) stream.write(chunk);
      };
    },
  });
  await pod.listen();
  const relay = await startRelay(pod.port);
  const url = `http://${address}:${String(relay.port)}/api/v1/namespaces/demo/pods/web/portforward`;
  const endpoint = { url, headers: {}, tls: { rejectUnauthorized: true } };
  const open = (signal: AbortSignal) => openTunnel(endpoint, { signal, clock: systemClock });
  const { signal } = new AbortController();
  const pool = await TunnelPool.connect({ open, clock: systemClock, limits, askPath: askingKernel() }, signal);
  const polls = setInterval(() => pool.ping(), 250);

  const connect = async () => {
    const seen = { answers: 0, hasRoom: true, closed: null as { error: Error | null } | null };
    const handler: StreamHandler = {
      onData: () => (seen.answers += 1),
      onEnd: () => undefined,
      onDrain: () => (seen.hasRoom = true),
      onClose: (error) => (seen.closed = { error }),
    };
    const own: { stream: TunnelStream | null } = { stream: null };
    await until(() => (own.stream ??= pool.openStream(8080, handler)) !== null, 5_000);
    own.stream?.write(Buffer.from('hello'));
    return { seen, stream: own.stream, isAnswered: await until(() => seen.answers > 0, 5_000) };
  };
  const { seen, stream } = await connect();
  await until(() => pool.tunnelCount === 2, 5_000);
  const [tunnel] = pod.tunnels;
  if (mishap === 'the reader stops') tunnel?.socket.pause();
  else spoil(mishap, relay.clients[0]?.remotePort ?? 0);

  const start = performance.now();
  let sent = 5;
  while (sent < 32 * 1024 * 1024 && (await until(() => seen.hasRoom, 500))) {
    seen.hasRoom = stream?.write(Buffer.alloc(64 * 1024)) ?? false;
    sent += 64 * 1024;
  }
  const isOver = await until(() => seen.closed !== null, 4 * limits.deadMs);
  const endedAfterMs = isOver ? performance.now() - start : null;
  if (mishap === 'the reader stops') {
    tunnel?.socket.resume();
    await until(() => received === sent, 5_000);
  }
  const firstReceived = received;
  const { isAnswered } = await connect();
  clearInterval(polls);
  pool.dispose();
  return {
    endedAfterMs: endedAfterMs === null ? null : Math.round(endedAfterMs),
    message: seen.closed?.error?.message ?? null,
    sent,
    received: firstReceived,
    isAnswered,
  };
}

async function main(): Promise<void> {
  const scene = await play(process.argv[2] as Mishap);
  process.stdout.write(`${JSON.stringify(scene)}\n`, () => process.exit(0));
}

void main();
