import * as http from 'node:http';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { Disposable } from '../base/disposable';
import { inTurn, statusError } from '../cluster/api-client';
import { ApiAnswerError } from '../cluster/api-errors';
import { type ApiAccess, endpointAt } from '../cluster/endpoint';
import { wholeBody } from '../cluster/whole-body';
import { dial } from '../tunnel/dial';

export interface ApiReply {
  readonly status: number;
  /** Of the `Date` header, in milliseconds since 1970; null without one. */
  readonly date: number | null;
  readonly body: string;
}

/** One connection to the API server, for one question after the other. A diagnosis has its own. */
export class ApiLine implements Disposable {
  readonly #agent: LineAgent;

  /** `opened`: a connection to begin with. */
  constructor(
    private readonly access: ApiAccess,
    opened: Socket,
  ) {
    this.#agent = new LineAgent(opened, (signal) => dial(endpointAt(access, '/'), signal));
  }

  /** The answer, whatever its status. Fails with a network error, `ApiAnswerError` or the signal's reason. */
  async ask(path: string, signal: AbortSignal, body: object | null = null): Promise<ApiReply> {
    try {
      return await this.#send(path, signal, body);
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    }
  }

  /** The parsed JSON of a good answer. Fails with `ApiStatusError` for any other, besides what `ask` fails with. */
  async get(path: string, signal: AbortSignal, body: object | null = null): Promise<unknown> {
    const reply = await this.ask(path, signal, body);
    if (reply.status !== 200 && reply.status !== 201) throw statusError(reply.status, reply.body);
    try {
      return JSON.parse(reply.body);
    } catch {
      throw new ApiAnswerError('it is not JSON');
    }
  }

  dispose(): void {
    this.#agent.dispose();
  }

  #send(path: string, signal: AbortSignal, body: object | null): Promise<ApiReply> {
    const url = new URL(endpointAt(this.access, path).url);
    const text = body === null ? '' : JSON.stringify(body);
    const content = { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(text)) };
    const options: http.RequestOptions = {
      agent: this.#agent,
      method: body === null ? 'GET' : 'POST',
      // Only for its name: the agent dials by itself.
      host: url.hostname,
      path: url.pathname + url.search,
      headers: {
        ...inTurn(this.access.headers),
        ...(body === null ? {} : content),
        Host: url.host,
        Accept: 'application/json',
      },
      signal,
    };
    return new Promise((resolve, reject) => {
      const request = http.request(options);
      request.on('error', reject);
      request.on('response', (response) => {
        const date = Date.parse(response.headers.date ?? '');
        const head = { status: response.statusCode ?? 0, date: Number.isNaN(date) ? null : date };
        wholeBody(request, response).then((body) => resolve({ ...head, body }), reject);
      });
      request.end(text);
    });
  }
}

class LineAgent extends http.Agent {
  #opened: Socket | null;
  readonly #stop = new AbortController();

  constructor(
    opened: Socket,
    private readonly open: (signal: AbortSignal) => Promise<Socket>,
  ) {
    super({ keepAlive: true, maxSockets: 1 });
    this.#opened = opened;
  }

  override createConnection(
    _options: http.ClientRequestArgs,
    callback: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    const opened = this.#opened;
    this.#opened = null;
    const usable = opened && !opened.destroyed ? Promise.resolve(opened) : this.open(this.#stop.signal);
    usable.then(
      // After a proxy's answer it is paused, and would stay so.
      (socket) => callback(null, socket.resume()),
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), new Duplex()),
    );
    return undefined;
  }

  dispose(): void {
    this.#stop.abort(new Error('The diagnosis is over.'));
    this.#opened?.destroy();
    this.destroy();
  }
}
