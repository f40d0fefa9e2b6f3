import * as http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface ReceivedRequest {
  readonly path: string;
  /** Name and value in turn, as sent. */
  readonly rawHeaders: readonly string[];
  readonly authorization: string | undefined;
}

type Answer = (request: ReceivedRequest, response: http.ServerResponse) => void;

/** The least that an API server can be, on loopback: it answers as the test says, and remembers what it was asked. */
export class TinyApiServer {
  readonly requests: ReceivedRequest[] = [];
  readonly sockets = new Set<Socket>();
  connections = 0;
  answer: Answer = (_, response) => json(response, 200, podList(['api-1']));
  readonly #server = http.createServer((request, response) => {
    const received = {
      path: request.url ?? '',
      rawHeaders: request.rawHeaders,
      authorization: request.headers.authorization,
    };
    this.requests.push(received);
    this.answer(received, response);
  });

  async start(): Promise<void> {
    this.#server.on('connection', (socket) => {
      this.connections += 1;
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.port)}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

export function json(response: http.ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

/** Ready pods of these names. */
export function podList(names: readonly string[], next = ''): object {
  return {
    kind: 'PodList',
    metadata: next === '' ? {} : { continue: next },
    items: names.map((name) => ({
      metadata: { name, uid: `uid-${name}`, creationTimestamp: '2024-01-01T00:00:00Z' },
      spec: { containers: [{ ports: [{ name: 'http', containerPort: 8080 }] }] },
      status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
    })),
  };
}

/** A kubeconfig with one context, `prod`. */
export function kubeconfigOf(server: string, user: object = { token: 'secret' }, cluster: object = {}): string {
  return JSON.stringify({
    contexts: [{ name: 'prod', context: { cluster: 'c', user: 'ada' } }],
    clusters: [{ name: 'c', cluster: { server, ...cluster } }],
    users: [{ name: 'ada', user }],
  });
}
