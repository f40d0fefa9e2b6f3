import { createHash } from 'node:crypto';
import { type IncomingMessage, type Server as HttpServer, type ServerResponse, createServer } from 'node:http';
import { type Server, createServer as createTcpServer } from 'node:net';
import { DemoContent } from './demo-content';
import type { AppName } from './model-scene';

/** A program that a pod runs: a server that is yet to listen. It hears its pod's name. */
export type Program = (pod: string) => Server;

/** The longest that `slow-reports` takes, in milliseconds. */
const slowestMs = 10 * 60_000;

export const programs: Readonly<Record<AppName, Program>> = {
  'api-gateway': (pod) => http((request, response) => echo(pod, request, response)),
  web: (pod) => http((_request, response) => page(pod, response)),
  'slow-reports': (pod) => http((request, response) => report(pod, request, response)),
  'orders-db': greetThenEcho,
  downloads: () => {
    const content = new DemoContent();
    return http((request, response) => {
      if (request.method === 'GET') download(content, request, response);
      else upload(request, response);
    });
  },
};

function http(onRequest: (request: IncomingMessage, response: ServerResponse) => void): HttpServer {
  // No limits of time: a forward that is stalled on purpose must not be cut off by the program behind it.
  return createServer({ keepAlive: true, keepAliveTimeout: 600_000, requestTimeout: 0, headersTimeout: 0 }, onRequest);
}

function echo(pod: string, request: IncomingMessage, response: ServerResponse): void {
  let bodyBytes = 0;
  request.on('data', (chunk: Buffer) => (bodyBytes += chunk.length));
  request.on('end', () => {
    const { method, url: path, headers } = request;
    sendJson(response, { app: 'api-gateway', pod, method, path, headers, bodyBytes });
  });
}

function page(pod: string, response: ServerResponse): void {
  response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
  response.end(
    `<!doctype html><html lang="en"><title>Demo shop</title><h1>Demo shop</h1>` +
      `<p>Served by pod <code>${pod}</code> through Portwatch.</p></html>\n`,
  );
}

/** Answers after `?ms=` (2000 unless told). */
function report(pod: string, request: IncomingMessage, response: ServerResponse): void {
  const asked = Number(queryOf(request).get('ms') ?? '2000');
  const ms = Number.isFinite(asked) ? Math.min(Math.max(asked, 0), slowestMs) : 2000;
  const timer = setTimeout(() => sendJson(response, { app: 'slow-reports', pod, tookMs: ms }), ms);
  response.on('close', () => clearTimeout(timer));
}

/** Speaks first, as many databases do, and then says back whatever it hears. */
function greetThenEcho(pod: string): Server {
  return createTcpServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    socket.write(`orders-db ready on ${pod}\n`);
    socket.pipe(socket);
  });
}

/** `/bytes?n=N`: N bytes of the content; without n, bytes without end. */
function download(content: DemoContent, request: IncomingMessage, response: ServerResponse): void {
  const asked = queryOf(request).get('n');
  const total = asked === null ? Infinity : Number(asked);
  if (!(total >= 0)) {
    response.writeHead(400).end('n must be a number\n');
    return;
  }
  const length = Number.isFinite(total) ? { 'Content-Length': total } : {};
  response.writeHead(200, { 'Content-Type': 'application/octet-stream', ...length });
  let offset = 0;
  const send = () => {
    while (offset < total) {
      const piece = content.piece(offset, total - offset);
      offset += piece.length;
      if (!response.write(piece)) return;
    }
    response.end();
  };
  response.on('drain', send);
  send();
}

/** Says how many bytes came, and their SHA-256. */
function upload(request: IncomingMessage, response: ServerResponse): void {
  const hash = createHash('sha256');
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    hash.update(chunk);
  });
  request.on('end', () => sendJson(response, { bytes, sha256: hash.digest('hex') }));
}

function queryOf(request: IncomingMessage): URLSearchParams {
  return new URL(request.url ?? '/', 'http://demo').searchParams;
}

function sendJson(response: ServerResponse, body: object): void {
  const text = `${JSON.stringify(body)}\n`;
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) });
  response.end(text);
}
