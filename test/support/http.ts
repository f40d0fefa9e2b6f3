import http from 'node:http';
import net from 'node:net';

/** What an HTTP GET on loopback answers. Rejects on any failure, a reset or `timeoutMs` among them. */
export function get(port: number, path = '/', timeoutMs = 5_000): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = http.get({ host: '127.0.0.1', port, path, agent: false, timeout: timeoutMs }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
      response.on('error', reject);
    });
    request.on('timeout', () =>
      request.destroy(new Error(`No answer on port ${String(port)} in ${String(timeoutMs)} ms`)),
    );
    request.on('error', reject);
  });
}

/** Below what systems give to outgoing connections, so that none of those takes a port between here and its use. */
const firstPort = 10_000;
/** So many for each of the processes that tests run in at a time, so that none takes another's. */
const portsEach = 1_400;
const processes = 16;

/** Ports that nobody listens on at this moment, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const first = firstPort + (Number(process.env.VITEST_POOL_ID ?? 0) % processes) * portsEach;
  const start = Math.floor(Math.random() * portsEach);
  const ports: number[] = [];
  for (let step = 0; step < portsEach && ports.length < count; step += 1) {
    const port = first + ((start + step) % portsEach);
    if (await isFree(port)) ports.push(port);
  }
  if (ports.length < count) throw new Error(`There are no ${String(count)} free ports from ${String(first)} on`);
  return ports;
}

async function isFree(port: number): Promise<boolean> {
  const server = net.createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
    await new Promise((resolve) => server.close(resolve));
    return true;
  } catch {
    return false;
  }
}

/** Whether anybody listens there. Who accepts a connection and resets it at once does listen. */
export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'ECONNREFUSED'));
  });
}
