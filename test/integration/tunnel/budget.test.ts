import net from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/main/base/clock';
import { openTunnel } from '../../../src/main/tunnel/connect';
import { TunnelError } from '../../../src/main/tunnel/tunnel';

const releases: (() => void)[] = [];
afterEach(() => {
  for (const release of releases.splice(0)) release();
});

/** A server that accepts connections and does with them what is told. */
async function serve(onConnection: (socket: net.Socket) => void): Promise<{ port: number; accepted: net.Socket[] }> {
  const accepted: net.Socket[] = [];
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined);
    accepted.push(socket);
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  releases.push(() => {
    server.close();
    for (const socket of accepted) socket.destroy();
  });
  return { port: (server.address() as net.AddressInfo).port, accepted };
}

async function failing(url: string, budgetMs: number): Promise<{ error: TunnelError; tookMs: number }> {
  const startedAt = performance.now();
  const endpoint = { url, headers: {}, tls: { rejectUnauthorized: true } };
  const { signal } = new AbortController();
  const error: unknown = await openTunnel(endpoint, { signal, clock: systemClock, budgetMs }).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof TunnelError)) throw new Error(`not a TunnelError: ${String(error)}`);
  return { error, tookMs: performance.now() - startedAt };
}

describe('the time for opening a tunnel', () => {
  it('is shared by the transports: a server that never answers is asked by both within it', async () => {
    const { port, accepted } = await serve(() => undefined);
    const { error, tookMs } = await failing(`http://127.0.0.1:${String(port)}/portforward`, 1_000);
    expect(error.kind).toBe('silent');
    expect(error.message).toContain('no tunnel within');
    expect(accepted).toHaveLength(2);
    expect(tookMs).toBeLessThan(1_000);
  });

  it('is not spent on another transport when there is no connection at all', async () => {
    // Accepted, but TLS never comes up: that is dialling, too.
    const { port, accepted } = await serve(() => undefined);
    const { error, tookMs } = await failing(`https://127.0.0.1:${String(port)}/portforward`, 1_000);
    expect(error.kind).toBe('network');
    expect(error.message).toBe(`Cannot connect to 127.0.0.1:${String(port)} within 540 ms`);
    expect(accepted).toHaveLength(1);
    expect(tookMs).toBeLessThan(800);
  });

  it('leaves the second transport what the first one has not needed', async () => {
    const answers: string[] = [];
    const { port } = await serve((socket) => {
      socket.once('data', (head) => {
        answers.push(head.toString().split(' ')[0] ?? '');
        if (answers.length === 1) socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n');
      });
    });
    const { error, tookMs } = await failing(`http://127.0.0.1:${String(port)}/portforward`, 1_000);
    expect(answers).toEqual(['GET', 'POST']);
    expect(error.message).toContain('no tunnel within');
    expect(tookMs).toBeGreaterThan(700);
    expect(tookMs).toBeLessThan(1_000);
  });
});
