import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { commandBytes } from './program';
import { percentile } from './figures';

const receiveBuffer = Buffer.alloc(256 * 1024);
const sendBlock = Buffer.alloc(256 * 1024, 'x');

/** The longest that anything may take before it counts as never, in milliseconds. */
const patienceMs = 30_000;

/** Bytes per second from the pod, in MB/s. */
export async function download(port: number, bytes: number): Promise<number> {
  let left = bytes;
  const socket = await new Promise<Socket>((resolve, reject) => {
    const opened: Socket = connect({
      host: '127.0.0.1',
      port,
      onread: {
        buffer: receiveBuffer,
        callback: (count) => {
          left -= count;
          if (left <= 0) opened.emit('whole');
          return true;
        },
      },
    });
    opened.once('connect', () => resolve(opened)).once('error', reject);
  });
  const start = performance.now();
  socket.write(commandBytes('D', bytes));
  await settled(socket, 'whole');
  const seconds = (performance.now() - start) / 1_000;
  socket.destroy();
  return bytes / 1e6 / seconds;
}

/** Bytes per second to the pod, in MB/s, until the app has read the last. */
export async function upload(port: number, bytes: number): Promise<number> {
  const socket = await opened(port);
  const start = performance.now();
  socket.write(commandBytes('U', bytes));
  const send = async () => {
    for (let left = bytes; left > 0; left -= sendBlock.length) {
      if (!socket.write(sendBlock.subarray(0, Math.min(left, sendBlock.length)))) await once(socket, 'drain');
    }
  };
  await Promise.all([settled(socket, 'data'), send()]);
  const seconds = (performance.now() - start) / 1_000;
  socket.destroy();
  return bytes / 1e6 / seconds;
}

/**
 * From the first step of connecting to the app's first byte, in milliseconds. The app then closes the connection, which is
 * waited for, unless the client under test is known not to pass that on.
 */
export async function exchange(port: number, isClosed = true): Promise<number> {
  const start = performance.now();
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  socket.write(commandBytes('C', 0));
  await settled(socket, 'data');
  const ms = performance.now() - start;
  if (!isClosed) socket.destroy();
  else if (!socket.destroyed) await settled(socket, 'close');
  return ms;
}

/** Such exchanges one after the other; their times in milliseconds. */
export async function exchanges(port: number, count: number, isClosed = true): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < count; index += 1) times.push(await exchange(port, isClosed));
  return times;
}

/** Exchanges per second with `parallel` at a time. */
export async function connectionRate(port: number, parallel: number, count: number, isClosed = true): Promise<number> {
  let started = 0;
  const start = performance.now();
  const one = async () => {
    while (started < count) {
      started += 1;
      await exchange(port, isClosed);
    }
  };
  await Promise.all(Array.from({ length: parallel }, one));
  return count / ((performance.now() - start) / 1_000);
}

/** A connection whose app says back what it hears. */
export async function echoing(port: number): Promise<Socket> {
  const socket = await opened(port);
  socket.write(commandBytes('E', 0));
  await roundTrip(socket);
  return socket;
}

/** Milliseconds from a byte sent to the byte that comes back. Rejects after `ms`. */
export async function roundTrip(socket: Socket, ms = patienceMs): Promise<number> {
  const start = performance.now();
  socket.write('e');
  await settled(socket, 'data', ms);
  return performance.now() - start;
}

/** The 99th percentile of round trips, on several connections in turn; infinite when one never ends. */
export async function roundTripsP99(sockets: readonly Socket[], rounds: number, ms: number): Promise<number> {
  const times: number[] = [];
  try {
    for (let round = 0; round < rounds; round += 1) {
      for (const socket of sockets) times.push(await roundTrip(socket, ms));
    }
  } catch {
    return Infinity;
  }
  return percentile(times, 0.99);
}

/** Sends to an app that does not read, for `ms` or up to `bytes`; answers the connection, which is then stuck. */
export async function stalledUpload(port: number, bytes: number, ms: number): Promise<Socket> {
  const socket = await opened(port);
  socket.on('error', () => undefined);
  socket.write(commandBytes('S', 600_000));
  const deadline = performance.now() + ms;
  for (let left = bytes; left > 0 && performance.now() < deadline; left -= sendBlock.length) {
    if (socket.write(sendBlock)) continue;
    const drained = await Promise.race([once(socket, 'drain').then(() => true), pause(deadline - performance.now())]);
    if (drained !== true) break;
  }
  return socket;
}

export async function opened(port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  await settled(socket, 'connect');
  return socket;
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}

/** Waits for an event; rejects when the socket fails or closes before it, or it takes too long. */
function settled(socket: Socket, event: string, ms = patienceMs): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (act: () => void) => {
      clearTimeout(timer);
      socket.off(event, onEvent).off('error', onError).off('close', onClose);
      act();
    };
    const onEvent = () => done(resolve);
    const onError = (error: Error) => done(() => reject(error));
    const onClose = () => done(() => (event === 'close' ? resolve() : reject(new Error('the connection was closed'))));
    const timer = setTimeout(() => done(() => reject(new Error(`no ${event} within ${String(ms)} ms`))), ms);
    socket.on('error', onError).on('close', onClose);
    if (event !== 'close') socket.on(event, onEvent);
  });
}
