/** An HTTP/1.1 response's head, read by hand because `node:http` hides the bytes that follow a 101. */
export interface ResponseHead {
  readonly status: number;
  readonly statusText: string;
  /** Names in lower case; repeated fields are joined with a comma. */
  readonly headers: ReadonlyMap<string, string>;
}

export class HttpSyntaxError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'HttpSyntaxError';
  }
}

/** The longest head that is taken, in bytes. */
export const maxHeadBytes = 64 * 1024;

const headEnd = Buffer.from('\r\n\r\n');

/** Where the body starts; null while the head is incomplete. Throws `HttpSyntaxError` on a head without end. */
export function bodyOffset(received: Buffer): number | null {
  const end = received.indexOf(headEnd);
  // An end that is not all here yet may still begin in time.
  const isTooLong = end < 0 ? received.length >= maxHeadBytes + headEnd.length : end > maxHeadBytes;
  if (isTooLong) {
    throw new HttpSyntaxError(`more than ${maxHeadBytes} bytes of header fields`);
  }
  return end < 0 ? null : end + headEnd.length;
}

/** Parses a complete head. Throws `HttpSyntaxError` on anything that is not HTTP/1.x. */
export function parseHead(text: string): ResponseHead {
  const [statusLine = '', ...lines] = text.split('\r\n');
  const match = /^HTTP\/1\.[01] ([1-5]\d\d)(?: (.*))?$/.exec(statusLine);
  if (!match) throw new HttpSyntaxError(`an answer that is not HTTP/1.1: ${JSON.stringify(statusLine.slice(0, 60))}`);
  const headers = new Map<string, string>();
  for (const line of lines) {
    if (line === '') continue;
    const colon = line.indexOf(':');
    if (colon <= 0) throw new HttpSyntaxError(`a header field without a name: ${JSON.stringify(line.slice(0, 60))}`);
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    const earlier = headers.get(name);
    headers.set(name, earlier === undefined ? value : `${earlier}, ${value}`);
  }
  return { status: Number(match[1]), statusText: match[2] ?? '', headers };
}

/** A body as far as it is here; `complete` when nothing is missing. */
export interface Body {
  readonly bytes: Buffer;
  readonly complete: boolean;
}

/** Reads the body that a head announces out of what follows it; without a length it ends with the connection. */
export function readBody(head: ResponseHead, received: Buffer): Body {
  if (head.status === 204 || head.status === 304) return { bytes: Buffer.alloc(0), complete: true };
  if (/\bchunked\b/i.test(head.headers.get('transfer-encoding') ?? '')) return readChunks(received);
  const length = head.headers.get('content-length');
  if (length === undefined || !/^\d{1,15}$/.test(length)) return { bytes: received, complete: false };
  return { bytes: received.subarray(0, Number(length)), complete: received.length >= Number(length) };
}

function readChunks(received: Buffer): Body {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = received.indexOf('\r\n', at);
    const size = lineEnd < 0 ? NaN : Number.parseInt(received.toString('latin1', at, lineEnd), 16);
    if (!(size >= 0)) return { bytes: Buffer.concat(chunks), complete: false };
    if (size === 0) return { bytes: Buffer.concat(chunks), complete: true };
    const start = lineEnd + 2;
    chunks.push(received.subarray(start, start + size));
    at = start + size + 2;
    if (at > received.length) return { bytes: Buffer.concat(chunks), complete: false };
  }
}
