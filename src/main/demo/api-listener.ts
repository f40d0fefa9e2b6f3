import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Server, createServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type SecureContextOptions, TLSSocket } from 'node:tls';
import type { DemoCertificates } from './certificates';
import { isTcpAddress } from './pod-host';

export interface ApiListenerOptions {
  readonly certificates: DemoCertificates;
  readonly onRequest: (request: IncomingMessage, response: ServerResponse) => void;
  readonly onUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

/** The API server's TLS port on loopback. It can go away with all its connections, and come back on the same port. */
export class ApiListener {
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;
  #port = 0;
  #clientAuthority: string;

  constructor(private readonly options: ApiListenerOptions) {
    this.#clientAuthority = options.certificates.authority;
  }

  /** `https://127.0.0.1:PORT`; the port is given by the first `open`. */
  get url(): string {
    return `https://127.0.0.1:${this.#port}`;
  }

  /** Does nothing when it is open. */
  async open(): Promise<void> {
    if (this.#server) return;
    const opened = createServer({
      ...this.#secureContext(),
      requestCert: true,
      rejectUnauthorized: false,
      noDelay: true,
      keepAliveTimeout: 120_000,
      requestTimeout: 0,
    });
    this.#server = opened;
    opened.on('request', this.options.onRequest);
    opened.on('upgrade', this.options.onUpgrade);
    opened.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    // Handshakes that fail are the client's affair.
    opened.on('tlsClientError', (_error, socket) => socket.destroy());
    await new Promise<void>((resolve, reject) => {
      opened.on('error', reject);
      opened.listen(this.#port, '127.0.0.1', resolve);
    });
    const address = opened.address();
    if (isTcpAddress(address)) this.#port = address.port;
  }

  /** From now on, of all client certificates, only this authority's (PEM) count. */
  trustClientsOf(authority: string): void {
    this.#clientAuthority = authority;
    this.#server?.setSecureContext(this.#secureContext());
  }

  /** Resolves when the port is free and every connection gone. */
  async close(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = null;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of this.#sockets) socket.destroy();
    });
  }

  #secureContext(): SecureContextOptions {
    const { key, certificate } = this.options.certificates.server;
    return { key, cert: certificate, ca: this.#clientAuthority };
  }
}

/** Whether a request shows the user's token or the user's certificate. */
export function isAuthorized(request: IncomingMessage, token: string): boolean {
  if (request.headers.authorization === `Bearer ${token}`) return true;
  return request.socket instanceof TLSSocket && request.socket.authorized;
}
