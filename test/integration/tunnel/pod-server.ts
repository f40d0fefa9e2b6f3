import { createHash } from 'node:crypto';
import { once } from 'node:events';
import * as net from 'node:net';
import * as tls from 'node:tls';
import {
  encodeDataHeader,
  encodeGoAway,
  encodePing,
  encodeRstStream,
  encodeSynReply,
} from '../../../src/main/tunnel/spdy-encoding';
import { type SpdyControlFrame } from '../../../src/main/tunnel/spdy-frames';
import { SpdyFrameParser } from '../../../src/main/tunnel/spdy-parser';
import { encodeFrameHeader, opcodes, WebSocketFrameParser } from '../../../src/main/tunnel/websocket-frames';

/** One forwarded connection, as an app in the pod sees it. */
export interface PodStream {
  readonly port: number;
  onData: (chunk: Buffer) => void;
  onEnd: () => void;
  onReset: () => void;
  write(chunk: Buffer): void;
  end(): void;
  reset(): void;
  /** Text on the error stream, then the end of both. */
  fail(text: string): void;
}

export interface PodTunnel {
  readonly socket: net.Socket;
  readonly transport: 'websocket' | 'spdy';
  /** Frames of the whole connection, written as they are. */
  send(...frames: Buffer[]): void;
  goAway(): void;
  /** Client pings seen. */
  pings: number;
}

/** What to answer to an upgrade request: take it, a raw HTTP response, nothing at all, or a 101 and then nothing. */
export type UpgradeAnswer = 'accept' | 'silent' | 'mute' | { readonly raw: string };

export interface PodServerOptions {
  readonly app: (stream: PodStream) => void;
  /** Speak TLS. */
  readonly tls?: tls.TlsOptions;
  readonly answer?: (transport: 'websocket' | 'spdy', head: string) => UpgradeAnswer;
  /** Whether the client's ping is answered, by how many came before it on its tunnel; all are, unless given. */
  readonly answersPing?: (tunnel: PodTunnel, before: number) => boolean;
}

/** The far end of port-forwards on plain TCP: API server, kubelet and app in one, with every byte under the test's hand. */
export class PodServer {
  readonly tunnels: PodTunnel[] = [];
  readonly heads: string[] = [];
  readonly sockets = new Set<net.Socket>();
  readonly #server: net.Server;

  constructor(private readonly options: PodServerOptions) {
    const accept = (socket: net.Socket) => this.#accept(socket);
    this.#server = options.tls ? tls.createServer(options.tls, accept) : net.createServer(accept);
  }

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `${this.options.tls ? 'https' : 'http'}://127.0.0.1:${this.port}/api/v1/namespaces/demo/pods/web/portforward`;
  }

  get port(): number {
    return (this.#server.address() as net.AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(socket: net.Socket): void {
    this.sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
    let received = Buffer.alloc(0);
    const onData = (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      const end = received.indexOf('\r\n\r\n');
      if (end < 0) return;
      socket.off('data', onData);
      const head = received.toString('latin1', 0, end);
      this.heads.push(head);
      this.#answer(socket, head, received.subarray(end + 4));
    };
    socket.on('data', onData);
  }

  #answer(socket: net.Socket, head: string, rest: Buffer): void {
    const transport = /^Upgrade: SPDY\/3\.1$/im.test(head) ? 'spdy' : 'websocket';
    const answer = this.options.answer?.(transport, head) ?? 'accept';
    socket.resume();
    if (answer === 'silent') return;
    if (typeof answer === 'object') return void socket.write(answer.raw);
    socket.write(transport === 'spdy' ? spdyAccepted : websocketAccepted(head));
    if (answer === 'accept') this.tunnels.push(serveTunnel(socket, transport, rest, this.options));
  }
}

const spdyAccepted =
  'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n' +
  'X-Stream-Protocol-Version: portforward.k8s.io\r\n\r\n';

function websocketAccepted(head: string): string {
  const key = /^Sec-WebSocket-Key: (.*)$/im.exec(head)?.[1] ?? '';
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  return (
    'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
    `Sec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: SPDY/3.1+portforward.k8s.io\r\n\r\n`
  );
}

function serveTunnel(
  socket: net.Socket,
  transport: 'websocket' | 'spdy',
  rest: Buffer,
  { app, answersPing }: PodServerOptions,
): PodTunnel {
  const streams = new Map<number, PodStream>();
  let errorId = 0;
  let firstReply = true;
  const send = (...frames: Buffer[]) => {
    if (socket.destroyed) return;
    const bytes = Buffer.concat(frames);
    socket.cork();
    if (transport === 'websocket') socket.write(encodeFrameHeader(opcodes.binary, bytes.length));
    socket.write(bytes);
    socket.uncork();
  };
  const tunnel: PodTunnel = { socket, transport, send, pings: 0, goAway: () => send(encodeGoAway(0, 0)) };
  const onControl = (frame: SpdyControlFrame) => {
    if (frame.type === 'ping') {
      tunnel.pings += 1;
      if (answersPing?.(tunnel, tunnel.pings - 1) !== false) send(encodePing(frame.id));
    } else if (frame.type === 'rst-stream') {
      streams.get(frame.streamId)?.onReset();
      streams.delete(frame.streamId);
    } else if (frame.type === 'syn-stream') {
      const headers = readStoredHeaders(frame.headerBlock, frame.streamId === 1);
      send(encodeSynReply(frame.streamId, firstReply));
      firstReply = false;
      if (headers.get('streamtype') === 'error') {
        errorId = frame.streamId;
        return;
      }
      const stream = podStream(send, errorId, frame.streamId, Number(headers.get('port')));
      streams.set(frame.streamId, stream);
      app(stream);
    }
  };
  const parser = new SpdyFrameParser({
    onControl,
    onData(streamId, piece, fin) {
      const stream = streams.get(streamId);
      if (piece.length > 0) stream?.onData(piece);
      if (fin) stream?.onEnd();
    },
  });
  const websocket = new WebSocketFrameParser('server', {
    onData: (piece) => parser.push(piece),
    onPing: () => undefined,
    onPong: () => undefined,
    onClose: () => socket.end(),
  });
  const receive = (chunk: Buffer) => (transport === 'spdy' ? parser.push(chunk) : websocket.push(chunk));
  socket.on('data', receive);
  if (rest.length > 0) receive(rest);
  return tunnel;
}

function podStream(send: (...frames: Buffer[]) => void, errorId: number, dataId: number, port: number): PodStream {
  const end = () => send(encodeDataHeader(errorId, 0, true), encodeDataHeader(dataId, 0, true));
  return {
    port,
    onData: () => undefined,
    onEnd: () => undefined,
    onReset: () => undefined,
    write: (chunk) => send(encodeDataHeader(dataId, chunk.length, false), chunk),
    end,
    reset: () => send(encodeRstStream(dataId, 5)),
    fail(text) {
      // As kubelets and their container runtimes do it: the data ends first, then comes the text, then a reset.
      send(encodeDataHeader(dataId, 0, true));
      send(encodeDataHeader(errorId, Buffer.byteLength(text), false), Buffer.from(text));
      send(encodeRstStream(errorId, 5));
    },
  };
}

/** Our client writes stored deflate blocks: five bytes of header, then the plain text. */
function readStoredHeaders(block: Buffer, first: boolean): Map<string, string> {
  let at = (first ? 2 : 0) + 5;
  const text = () => {
    const length = block.readUInt32BE(at);
    at += 4 + length;
    return block.toString('utf8', at - length, at);
  };
  const count = block.readUInt32BE(at);
  at += 4;
  return new Map(Array.from({ length: count }, () => [text(), text()]));
}
