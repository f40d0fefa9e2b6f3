import * as net from 'node:net';

/** What a SOCKS5 proxy is asked (RFC 1928, and RFC 1929 for name and password). */
export interface SocksRequest {
  /** A name, or an address without brackets. Names are sent as they are: the proxy looks them up. */
  readonly host: string;
  readonly port: number;
  /** Empty for none. */
  readonly username: string;
  readonly password: string;
}

/** The proxy did not do what it was asked. The message is the end of a sentence that names it. */
export class SocksError extends Error {
  override readonly name = 'SocksError';
}

const version = 5;
const noProof = 0;
const byPassword = 2;

const refusals: ReadonlyMap<number, string> = new Map([
  [1, 'general failure'],
  [2, 'its rules do not allow it'],
  [3, 'the network cannot be reached'],
  [4, 'the host cannot be reached'],
  [5, 'the connection was refused'],
  [6, 'it took too long'],
  [7, 'it does not make connections'],
  [8, 'it does not know that kind of address'],
]);

export function socksGreeting({ username }: SocksRequest): Buffer {
  const methods = username === '' ? [noProof] : [noProof, byPassword];
  return Buffer.from([version, methods.length, ...methods]);
}

/** Throws `SocksError` for what is too long to be sent. */
export function socksProof({ username, password }: SocksRequest): Buffer {
  const [name, secret] = [Buffer.from(username), Buffer.from(password)];
  if (name.length > 255 || secret.length > 255) throw new SocksError('name or password is longer than 255 bytes');
  return Buffer.concat([Buffer.from([1, name.length]), name, Buffer.from([secret.length]), secret]);
}

/** Throws `SocksError` for what is too long to be sent. */
export function socksConnect({ host, port }: SocksRequest): Buffer {
  return Buffer.concat([Buffer.from([version, 1, 0]), addressOf(host), Buffer.from([port >> 8, port & 0xff])]);
}

function addressOf(host: string): Buffer {
  if (net.isIPv4(host)) return Buffer.from([1, ...host.split('.').map(Number)]);
  if (net.isIPv6(host)) return Buffer.from([4, ...ipv6Bytes(host)]);
  const name = Buffer.from(host);
  if (name.length > 255) throw new SocksError('the name is longer than 255 bytes');
  return Buffer.concat([Buffer.from([3, name.length]), name]);
}

function ipv6Bytes(address: string): number[] {
  // A URL's own form has no dots and one gap at the most.
  const canonical = new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const groups = (text: string | undefined) => (text ? text.split(':').map((group) => parseInt(group, 16)) : []);
  const [front, back] = [groups(head), groups(tail)];
  const gap = Array.from({ length: 8 - front.length - back.length }, () => 0);
  return [...front, ...gap, ...back].flatMap((group) => [group >> 8, group & 0xff]);
}

/**
 * Has the proxy at the other end of `socket` connect to where the request says. Afterwards the socket is paused, belongs to
 * the caller, and not one byte of what follows has been read. Fails with `SocksError`, the socket's error or the signal's
 * reason; the caller then destroys it.
 */
export async function connectThroughSocks(
  socket: net.Socket,
  request: SocksRequest,
  signal: AbortSignal,
): Promise<void> {
  const reader = new ExactReader(socket, signal);
  try {
    socket.write(socksGreeting(request));
    const [chosenVersion, method] = await reader.read(2);
    if (chosenVersion !== version) throw new SocksError('it does not speak SOCKS 5');
    if (method === byPassword && request.username !== '') {
      socket.write(socksProof(request));
      const [, status] = await reader.read(2);
      if (status !== 0) throw new SocksError('it does not accept the name and password');
    } else if (method !== noProof) {
      throw new SocksError(request.username === '' ? 'it wants a name and password' : 'it takes no name and password');
    }
    socket.write(socksConnect(request));
    const [answerVersion, reply = 1, , kind] = await reader.read(4);
    if (answerVersion !== version) throw new SocksError('its answer is not SOCKS 5');
    if (reply !== 0) throw new SocksError(refusals.get(reply) ?? `it answered ${String(reply)}`);
    await reader.read((await addressLength(kind, reader)) + 2);
  } finally {
    reader.dispose();
    socket.pause();
  }
}

async function addressLength(kind: number | undefined, reader: ExactReader): Promise<number> {
  if (kind === 1) return 4;
  if (kind === 4) return 16;
  if (kind !== 3) throw new SocksError('its answer is not SOCKS 5');
  const [length = 0] = await reader.read(1);
  return length;
}

/** Takes so many bytes from a socket, and no more: what follows belongs to somebody else. */
class ExactReader {
  #wake: () => void = () => undefined;
  #error: Error | null = null;
  readonly #onReadable = () => this.#wake();
  readonly #onError = (error: Error) => this.#fail(error);
  readonly #onEnd = () => this.#fail(new SocksError('it closed the connection'));
  readonly #onAbort = () => this.#fail(this.signal.reason as Error);

  constructor(
    private readonly socket: net.Socket,
    private readonly signal: AbortSignal,
  ) {
    if (signal.aborted) this.#onAbort();
    signal.addEventListener('abort', this.#onAbort);
    socket.on('readable', this.#onReadable).on('error', this.#onError).on('end', this.#onEnd).on('close', this.#onEnd);
  }

  async read(count: number): Promise<Buffer> {
    for (;;) {
      if (this.#error !== null) throw this.#error;
      const chunk: unknown = this.socket.read(count);
      if (chunk instanceof Buffer && chunk.length === count) return chunk;
      // At the end of a stream there may be less than was asked for.
      if (chunk instanceof Buffer) throw new SocksError('it closed the connection');
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  dispose(): void {
    this.signal.removeEventListener('abort', this.#onAbort);
    this.socket
      .off('readable', this.#onReadable)
      .off('error', this.#onError)
      .off('end', this.#onEnd)
      .off('close', this.#onEnd);
  }

  #fail(error: Error): void {
    this.#error ??= error;
    this.#wake();
  }
}
